package dev.starling.swarm.steer;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.title.Cluster;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Turns mixing weights into a blend plan. It takes the family with the highest total weight and blends its heaviest
 * member with the heavier of that member's neighbours: the higher one's fraction of their weight becomes its fraction
 * of the access units. The higher one comes first, because going up inside a clip costs quality and going down does
 * not.
 */
public final class Planner {
    /**
     * Neighbours further apart than this (in CRF) lose more by blending than they gain; one then supplies the whole
     * clip.
     */
    static final double MAX_BLEND_CRF_STEP = 4;
    /** The same for neighbours that aim at qualities, in VMAF NEG. */
    static final double MAX_BLEND_QUALITY_STEP = 6;
    /** A smaller part of the clip is not worth a splice. */
    static final double MIN_FRACTION = 0.15;

    /** Best first: the order in which a plan may go down. */
    public static final Comparator<Cluster> BEST_FIRST =
            Comparator.comparingDouble(Planner::coarseness).thenComparing(Cluster::id);

    private Planner() {}

    /**
     * Plans one clip.
     *
     * @param matrix the weights of the clusters
     * @param clusters the clusters of the offer, at least one
     * @param accessUnits the number of access units of the clip, at least 1
     */
    public static BlendPlan plan(MixingMatrix matrix, Collection<Cluster> clusters, int accessUnits) {
        List<Cluster> members = clusters.stream()
                .sorted(BEST_FIRST)
                .collect(groupingBy(it -> it.centroid().family(), LinkedHashMap::new, toList()))
                .values()
                .stream()
                .max(Comparator.comparingDouble(family -> weight(matrix, family)))
                .orElseThrow(() -> new IllegalArgumentException("no cluster to plan with"));
        int best = IntStream.range(0, members.size())
                .boxed()
                .max(Comparator.comparingDouble(
                        i -> matrix.weight(members.get(i).id())))
                .orElseThrow();
        Optional<BlendPlan> blend = IntStream.of(best - 1, best + 1)
                .filter(i -> i >= 0 && i < members.size())
                .boxed()
                .max(Comparator.comparingDouble(
                        i -> matrix.weight(members.get(i).id())))
                .flatMap(i ->
                        blend(matrix, members.get(Math.min(i, best)), members.get(Math.max(i, best)), accessUnits));
        return blend.orElseGet(() ->
                BlendPlan.whole(members.get(best).group(), members.get(best).id(), accessUnits));
    }

    private static double weight(MixingMatrix matrix, List<Cluster> members) {
        return members.stream().mapToDouble(it -> matrix.weight(it.id())).sum();
    }

    private static Optional<BlendPlan> blend(MixingMatrix matrix, Cluster higher, Cluster lower, int accessUnits) {
        double fraction = matrix.weight(higher.id()) / (matrix.weight(higher.id()) + matrix.weight(lower.id()));
        int fromHigher = (int) Math.round(fraction * accessUnits);
        boolean worthASplice = areClose(higher, lower)
                && fraction >= MIN_FRACTION
                && fraction <= 1 - MIN_FRACTION
                && fromHigher > 0
                && fromHigher < accessUnits;
        return worthASplice
                ? Optional.of(BlendPlan.down(higher.group(), higher.id(), fromHigher, lower.id(), accessUnits))
                : Optional.empty();
    }

    private static boolean areClose(Cluster higher, Cluster lower) {
        double step = coarseness(lower) - coarseness(higher);
        return switch (higher.centroid().rateControl()) {
            case RateControl.ConstantRateFactor _ -> step <= MAX_BLEND_CRF_STEP;
            case RateControl.ConstantQuality _ -> step <= MAX_BLEND_QUALITY_STEP;
        };
    }

    private static double coarseness(Cluster cluster) {
        return switch (cluster.centroid().rateControl()) {
            case RateControl.ConstantRateFactor(double crf) -> crf;
            case RateControl.ConstantQuality(double vmafNeg) -> -vmafNeg;
        };
    }
}
