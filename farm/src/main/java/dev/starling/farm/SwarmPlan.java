package dev.starling.farm;

import static java.util.stream.Collectors.toMap;

import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.cluster.ContentFeatures;
import dev.starling.swarm.breed.cluster.ElectedFamily;
import dev.starling.swarm.breed.cluster.SizeBand;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.breed.hull.Rungs;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.RateControl.ConstantQuality;
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
 * The clusters whose members a title may get, before anything is measured: every profile family at every size and rung.
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
     * @param profile its encoding parameters; where the rung is a quality, each clip has its own rate factor
     * @param family the family of the profile
     */
    public record Centroid(ClusterId id, BlendGroupId group, Profile.H264 profile, ElectedFamily family) {}

    /** ε of the families: a clip is not encoded for a family that is less probable. */
    private static final double NEGLIGIBLE_FAMILY = 0.4;

    public SwarmPlan {
        bands = Map.copyOf(bands);
        centroids = List.copyOf(centroids);
    }

    /**
     * The plan for a source whose rungs are rate factors: three picture sizes, each at three rate factors.
     *
     * @param largest the largest picture size
     * @param clusters the families for each band of sizes
     * @param preset replaces that of all families, unless empty
     * @param bestCrf the rate factor of the best members at every size
     */
    public static SwarmPlan ofRateFactors(
            PictureSize largest, ClustersFile clusters, Optional<Preset> preset, double bestCrf) {
        List<Profile.H264> fixed = FixedProfiles.forSource(largest, Preset.MEDIUM, bestCrf);
        return of(
                fixed.stream().map(Profile.H264::pictureSize).distinct().toList(),
                clusters,
                preset,
                fixed.stream().map(Profile.H264::rateControl).distinct().toList());
    }

    /**
     * The plan for a source whose rungs are qualities.
     *
     * @param sizes largest first
     * @param clusters the families for each band of sizes
     * @param preset replaces that of all families, unless empty
     */
    public static SwarmPlan ofQualities(
            List<PictureSize> sizes, ClustersFile clusters, Optional<Preset> preset, Rungs rungs) {
        return of(
                sizes,
                clusters,
                preset,
                rungs.qualities().stream()
                        .<RateControl>map(ConstantQuality::new)
                        .toList());
    }

    private static SwarmPlan of(
            List<PictureSize> sizes, ClustersFile clusters, Optional<Preset> preset, List<RateControl> rungs) {
        Map<PictureSize, SizeBand> bands = new HashMap<>();
        List<Centroid> centroids = new ArrayList<>();
        for (PictureSize size : sizes) {
            SizeBand band = clusters.band(size);
            bands.put(size, band);
            for (RateControl rung : rungs) {
                for (ElectedFamily family : band.families()) {
                    centroids.add(centroid(profile(size, family, preset, rung), family, band));
                }
            }
        }
        return new SwarmPlan(bands, centroids);
    }

    private static Profile.H264 profile(
            PictureSize size, ElectedFamily family, Optional<Preset> preset, RateControl rung) {
        Genotype genotype = family.genes().genotype();
        Tuning tuning = Genome.tuning(genotype);
        return new Profile.H264(
                size,
                Genome.structuralGenes(genotype).withAtMostSlices(size.macroblockRows()),
                rung,
                preset.map(tuning::withPreset).orElse(tuning));
    }

    private static Centroid centroid(Profile.H264 profile, ElectedFamily family, SizeBand band) {
        List<InParameterSets> kinds = band.families().stream()
                .map(it -> Genome.structuralGenes(it.genes().genotype()).inParameterSets())
                .distinct()
                .toList();
        String size = profile.pictureSize().shortSide() + "p";
        // Each group has one initialisation segment: families with equal parameter sets can follow each other.
        String group = kinds.size() == 1
                ? size
                : size + "-s" + kinds.indexOf(profile.structuralGenes().inParameterSets());
        String rung = switch (profile.rateControl()) {
            case RateControl.ConstantRateFactor(double crf) -> "crf" + shortest(crf);
            case ConstantQuality(double vmafNeg) -> "q" + shortest(vmafNeg);
        };
        String name = size + "-" + rung + (band.families().size() == 1 ? "" : "-" + family.id());
        return new Centroid(new ClusterId(name), new BlendGroupId(group), profile, family);
    }

    private static String shortest(double value) {
        return BigDecimal.valueOf(Math.rint(value * 100) / 100)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The picture sizes, largest first. */
    public List<PictureSize> sizes() {
        return centroids.stream()
                .map(it -> it.profile().pictureSize())
                .distinct()
                .toList();
    }

    /**
     * The centroid of a family at a size and rung.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Centroid centroid(PictureSize size, ElectedFamily family, RateControl rung) {
        return centroids.stream()
                .filter(it -> it.profile().pictureSize().equals(size)
                        && it.family().equals(family)
                        && it.profile().rateControl().equals(rung))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no cluster at " + size + ", " + rung));
    }

    /** The band of a size. */
    public SizeBand band(PictureSize size) {
        SizeBand band = bands.get(size);
        if (band == null) {
            throw new IllegalArgumentException("no size of this plan: " + size);
        }
        return band;
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
            return of(centroid.profile().pictureSize(), centroid.family());
        }

        private double of(PictureSize size, ElectedFamily family) {
            return probabilities.getOrDefault(size, Map.of()).getOrDefault(family, 0.0);
        }

        /** Whether the clip is encoded for a centroid: its family is probable enough, or the most probable one. */
        public boolean isWanted(Centroid centroid) {
            return isWanted(centroid.profile().pictureSize(), centroid.family());
        }

        /** Whether the clip is encoded for a family at a size. */
        public boolean isWanted(PictureSize size, ElectedFamily family) {
            double own = of(size, family);
            return own >= NEGLIGIBLE_FAMILY
                    || probabilities.getOrDefault(size, Map.of()).entrySet().stream()
                            .allMatch(it -> it.getKey().equals(family)
                                    || it.getValue() < own
                                    || (it.getValue() == own
                                            && family.id().compareTo(it.getKey().id()) < 0));
        }
    }
}
