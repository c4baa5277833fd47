package dev.starling.farm;

import dev.starling.swarm.cluster.BlendGroupId;
import dev.starling.swarm.cluster.ClusterId;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.PictureStructure;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.Tuning.Preset;
import java.math.BigDecimal;
import java.util.List;

/**
 * The clusters for which a title's members are made, before anything is measured.
 *
 * @param centroids in the title's order: largest pictures first, within one blend group best first
 */
record SwarmPlan(List<Centroid> centroids) {
    /** A cluster's name, blend group and profile. */
    record Centroid(ClusterId id, BlendGroupId group, Profile profile) {}

    SwarmPlan {
        centroids = List.copyOf(centroids);
    }

    static SwarmPlan forSource(PictureSize displaySize, Preset preset) {
        return new SwarmPlan(FixedProfiles.forSource(displaySize, preset).stream()
                .map(SwarmPlan::centroid)
                .toList());
    }

    private static Centroid centroid(Profile profile) {
        String group = profile.pictureSize().shortSide() + "p";
        String quality = switch (profile.rateControl()) {
            case RateControl.ConstantRateFactor(double crf) ->
                "crf" + BigDecimal.valueOf(crf).stripTrailingZeros().toPlainString();
        };
        return new Centroid(new ClusterId(group + "-" + quality), new BlendGroupId(group), profile);
    }

    /** A cluster's blend group. */
    BlendGroupId groupOf(ClusterId cluster) {
        return centroids.stream()
                .filter(it -> it.id().equals(cluster))
                .map(Centroid::group)
                .findFirst()
                .orElseThrow();
    }

    /** The structural genes, which all centroids share for now. */
    PictureStructure structure() {
        List<PictureStructure> structures = centroids.stream()
                .map(it -> it.profile().structure())
                .distinct()
                .toList();
        if (structures.size() != 1) {
            throw new IllegalStateException("Picture types are decided for one structure: " + structures);
        }
        return structures.getFirst();
    }

    /** How much of all samples that are encoded are a cluster's, 0–1. */
    double areaShare(Centroid centroid) {
        double all = centroids.stream()
                .mapToDouble(it -> it.profile().pictureSize().area())
                .sum();
        return centroid.profile().pictureSize().area() / all;
    }
}
