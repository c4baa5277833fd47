package dev.starling.swarm.steer;

/**
 * The decision for a clip before its first byte.
 *
 * @param offer the offer
 * @param matrix the weights of its clusters
 * @param plan the plan that follows from the weights
 */
public record Mix(Offer offer, MixingMatrix matrix, BlendPlan plan) {
    /**
     * A cluster with this much more relevance has e times the weight. It is low because a splice costs about 10 % of
     * the rate: two neighbours are blended only if they are nearly equally relevant, else one supplies the whole clip.
     */
    private static final double TEMPERATURE_DECIBELS = 0.25;

    /** Weighs the clusters of an offer for a client, and plans the clip. */
    public static Mix of(Policy policy, Offer offer, CapabilityVector client, NetworkState network) {
        MixingMatrix matrix = MixingMatrix.of(policy.relevance(offer, client, network), TEMPERATURE_DECIBELS);
        return new Mix(
                offer,
                matrix,
                Planner.plan(matrix, offer.clusters(), offer.clip().frameCount()));
    }
}
