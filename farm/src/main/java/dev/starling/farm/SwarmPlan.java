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
 * The clusters whose members a title may get, before anything is measured: every profile family at every size and
 * quality.
 *
 * @param bands the families that compete at each picture size
 * @param centroids in the title's order: largest pictures first, within one blend group best first
 */
public record SwarmPlan(Map<PictureSize, SizeBand> bands, List<Centroid> centroids) {
    /**
     * A cluster's centroid.
     *
     * @param id the cluster
     * @param group its blend group
     * @param profile its encoding parameters
     * @param family the family of the profile
     */
    public record Centroid(ClusterId id, BlendGroupId group, Profile.H264 profile, ElectedFamily family) {
        /** Whether another centroid has the same size and quality; its family may differ. */
        public boolean isOnTheRungOf(Centroid other) {
            return profile.pictureSize().equals(other.profile.pictureSize())
                    && profile.rateControl().equals(other.profile.rateControl());
        }
    }

    /** ε of the families: a clip is not encoded for a family that is less probable. */
    private static final double NEGLIGIBLE_FAMILY = 0.3;

    public SwarmPlan {
        bands = Map.copyOf(bands);
        centroids = List.copyOf(centroids);
    }

    /**
     * The plan for a source.
     *
     * @param clusters the families for each band of sizes
     * @param preset replaces that of all families, unless empty
     * @param bestCrf the rate factor of the best members at every size
     */
    public static SwarmPlan forSource(
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
        // Each group has one initialisation segment: families with equal parameter sets can follow each other.
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

    /** The blend group of a cluster. */
    public BlendGroupId groupOf(ClusterId cluster) {
        return centroids.stream()
                .filter(it -> it.id().equals(cluster))
                .map(Centroid::group)
                .findFirst()
                .orElseThrow();
    }

    /** The families of every clip, if there is only one at each size. */
    public Optional<Families> certainFamilies() {
        Map<PictureSize, Map<ElectedFamily, Double>> only = new HashMap<>();
        for (Map.Entry<PictureSize, SizeBand> band : bands.entrySet()) {
            if (band.getValue().families().size() > 1) {
                return Optional.empty();
            }
            only.put(band.getKey(), Map.of(band.getValue().families().getFirst(), 1.0));
        }
        return Optional.of(new Families(only));
    }

    /** The families of a clip, predicted from its content. */
    public Families familiesOf(ContentFeatures clip) {
        Map<PictureSize, Map<ElectedFamily, Double>> probabilities = new HashMap<>();
        bands.forEach((size, band) -> probabilities.put(
                size,
                band.assign(clip).stream().collect(toMap(SizeBand.Assigned::family, SizeBand.Assigned::probability))));
        return new Families(probabilities);
    }

    /**
     * The probabilities of a clip's families.
     *
     * @param probabilities of every family, by picture size
     */
    public record Families(Map<PictureSize, Map<ElectedFamily, Double>> probabilities) {
        /** The probability of a centroid's family. */
        public double of(Centroid centroid) {
            return probabilities
                    .getOrDefault(centroid.profile().pictureSize(), Map.of())
                    .getOrDefault(centroid.family(), 0.0);
        }

        /** Whether the centroid's family is the most probable one of its size and blend group. */
        public boolean isMostProbable(Centroid centroid) {
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

        /**
         * Whether the clip is encoded for a centroid. Every blend group gets at least one family, so that it can play
         * the whole title.
         */
        public boolean isWanted(Centroid centroid) {
            return of(centroid) >= NEGLIGIBLE_FAMILY || isMostProbable(centroid);
        }
    }
}
