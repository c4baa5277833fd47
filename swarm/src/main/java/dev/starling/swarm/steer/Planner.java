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
 * Turns mixing weights into a blend plan. The mass of the matrix picks the family at a size; of it the pair of
 * neighbours with the most weight is blended, the share of the higher one's weight becoming its share of the access
 * units. Since going up inside a clip costs quality and going down does not, the higher one comes first.
 */
public final class Planner {
    /**
     * Neighbours further apart than this (in CRF) lose more by a blend than it brings; then one takes the whole clip.
     */
    static final double WIDEST_BLEND_CRF = 4;
    /** A share this near to none or all is not worth a splice. */
    static final double LEAST_SHARE = 0.15;

    /** Best first: the order in which a plan may go down. */
    public static final Comparator<Cluster> BEST_FIRST =
            Comparator.comparingDouble(Planner::crf).thenComparing(Cluster::id);

    private Planner() {}

    /**
     * Plans one clip.
     *
     * @param matrix weighs the clusters
     * @param clusters those with a member for the clip that the client may be sent; at least one
     * @param accessUnits how many access units the clip has, at least 1
     */
    public static BlendPlan plan(MixingMatrix matrix, Collection<Cluster> clusters, int accessUnits) {
        List<Cluster> members = clusters.stream()
                .sorted(BEST_FIRST)
                .collect(groupingBy(it -> it.centroid().family(), LinkedHashMap::new, toList()))
                .values()
                .stream()
                .max(Comparator.comparingDouble(family -> mass(matrix, family)))
                .orElseThrow(() -> new IllegalArgumentException("No cluster to plan with"));
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

    private static double mass(MixingMatrix matrix, List<Cluster> members) {
        return members.stream().mapToDouble(it -> matrix.weight(it.id())).sum();
    }

    private static Optional<BlendPlan> blend(MixingMatrix matrix, Cluster higher, Cluster lower, int accessUnits) {
        double share = matrix.weight(higher.id()) / (matrix.weight(higher.id()) + matrix.weight(lower.id()));
        int fromHigher = (int) Math.round(share * accessUnits);
        boolean worthASplice = crf(lower) - crf(higher) <= WIDEST_BLEND_CRF
                && share >= LEAST_SHARE
                && share <= 1 - LEAST_SHARE
                && fromHigher > 0
                && fromHigher < accessUnits;
        return worthASplice
                ? Optional.of(BlendPlan.down(higher.group(), higher.id(), fromHigher, lower.id(), accessUnits))
                : Optional.empty();
    }

    private static double crf(Cluster cluster) {
        return switch (cluster.centroid().rateControl()) {
            case RateControl.ConstantRateFactor(double crf) -> crf;
        };
    }
}
