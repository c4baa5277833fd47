package dev.starling.farm;

import static java.util.stream.Collectors.toMap;

import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.cluster.ContentFeatures;
import dev.starling.swarm.breed.cluster.ElectedFamily;
import dev.starling.swarm.breed.cluster.SizeBand;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.StructuralGenes.InParameterSets;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clusters for which a title's members are made, before anything is measured: every profile family, at every size
 * and quality.
 *
 * @param bands for every picture size the families that compete there
 * @param centroids in the title's order: largest pictures first, within one blend group best first
 */
record SwarmPlan(Map<PictureSize, SizeBand> bands, List<Centroid> centroids) {
    /**
     * A cluster's name, blend group and profile.
     *
     * @param family of the profile
     */
    record Centroid(ClusterId id, BlendGroupId group, Profile.H264 profile, ElectedFamily family) {
        /** Whether another is the same size and quality, of whatever family. */
        boolean isOnTheRungOf(Centroid other) {
            return profile.pictureSize().equals(other.profile.pictureSize())
                    && profile.rateControl().equals(other.profile.rateControl());
        }
    }

    /** ε of the families: one that suits a clip this little is not encoded for it. */
    private static final double NEGLIGIBLE_FAMILY = 0.3;

    SwarmPlan {
        bands = Map.copyOf(bands);
        centroids = List.copyOf(centroids);
    }

    /**
     * The plan for a source.
     *
     * @param clusters the families for each band of sizes
     * @param preset whose effort they all take; their own if empty
     * @param bestCrf of the best quality at every size
     */
    static SwarmPlan forSource(
            PictureSize displaySize, ClustersFile clusters, Optional<Preset> preset, double bestCrf) {
        Map<PictureSize, SizeBand> bands = new HashMap<>();
        List<Centroid> centroids = new ArrayList<>();
        for (Profile.H264 rung : FixedProfiles.forSource(displaySize, Preset.MEDIUM, bestCrf)) {
            SizeBand band = clusters.band(rung.pictureSize());
            bands.put(rung.pictureSize(), band);
            for (ElectedFamily family : band.families()) {
                centroids.add(centroid(rung, family, band, preset));
            }
        }
        return new SwarmPlan(bands, centroids);
    }

    private static Centroid centroid(Profile.H264 rung, ElectedFamily family, SizeBand band, Optional<Preset> preset) {
        Genotype genotype = family.genes().genotype();
        Tuning tuning = Genome.tuning(genotype);
        Profile.H264 profile = new Profile.H264(
                rung.pictureSize(),
                Genome.structuralGenes(genotype),
                rung.rateControl(),
                preset.map(tuning::withPreset).orElse(tuning));
        List<InParameterSets> kinds = band.families().stream()
                .map(it -> Genome.structuralGenes(it.genes().genotype()).inParameterSets())
                .distinct()
                .toList();
        String size = rung.pictureSize().shortSide() + "p";
        // One initialisation segment a group: clips of families that agree in their parameter sets can follow each
        // other.
        String group = kinds.size() == 1
                ? size
                : size + "-s" + kinds.indexOf(profile.structuralGenes().inParameterSets());
        String quality = switch (rung.rateControl()) {
            case RateControl.ConstantRateFactor(double crf) ->
                "crf" + BigDecimal.valueOf(crf).stripTrailingZeros().toPlainString();
        };
        String name = size + "-" + quality + (band.families().size() == 1 ? "" : "-" + family.id());
        return new Centroid(new ClusterId(name), new BlendGroupId(group), profile, family);
    }

    /** A cluster's blend group. */
    BlendGroupId groupOf(ClusterId cluster) {
        return centroids.stream()
                .filter(it -> it.id().equals(cluster))
                .map(Centroid::group)
                .findFirst()
                .orElseThrow();
    }

    /** The families of every clip, whatever its content: where there is no choice at any size. */
    Optional<Families> certainFamilies() {
        Map<PictureSize, Map<ElectedFamily, Double>> only = new HashMap<>();
        for (Map.Entry<PictureSize, SizeBand> band : bands.entrySet()) {
            if (band.getValue().families().size() > 1) {
                return Optional.empty();
            }
            only.put(band.getKey(), Map.of(band.getValue().families().getFirst(), 1.0));
        }
        return Optional.of(new Families(only));
    }

    /** What the content of a clip says of its families. */
    Families familiesOf(ContentFeatures clip) {
        Map<PictureSize, Map<ElectedFamily, Double>> probabilities = new HashMap<>();
        bands.forEach((size, band) -> probabilities.put(
                size,
                band.assign(clip).stream().collect(toMap(SizeBand.Assigned::family, SizeBand.Assigned::probability))));
        return new Families(probabilities);
    }

    /**
     * The families of a clip.
     *
     * @param probabilities at every picture size, of every family
     */
    record Families(Map<PictureSize, Map<ElectedFamily, Double>> probabilities) {
        double of(Centroid centroid) {
            return probabilities
                    .getOrDefault(centroid.profile().pictureSize(), Map.of())
                    .getOrDefault(centroid.family(), 0.0);
        }

        /** Whether no family at the centroid's size and of its blend group is more probable than its own. */
        boolean isMostProbable(Centroid centroid) {
            return probabilities.getOrDefault(centroid.profile().pictureSize(), Map.of()).entrySet().stream()
                    .filter(it -> Genome.structuralGenes(it.getKey().genes().genotype())
                            .inParameterSets()
                            .equals(centroid.profile().structuralGenes().inParameterSets()))
                    .allMatch(it -> it.getKey().equals(centroid.family())
                            || it.getValue() < of(centroid)
                            || (it.getValue() == of(centroid)
                                    && centroid.family()
                                                    .id()
                                                    .compareTo(it.getKey().id())
                                            < 0));
        }

        /** Whether a clip is to be encoded for it: every blend group must be able to play the whole title. */
        boolean isWanted(Centroid centroid) {
            return of(centroid) >= NEGLIGIBLE_FAMILY || isMostProbable(centroid);
        }
    }
}
