package dev.starling.swarm.steer;

/**
 * The decision for a clip before anything of it is sent.
 *
 * @param offer what was weighed
 * @param matrix the weights
 * @param plan what they come to
 */
public record Mix(Offer offer, MixingMatrix matrix, BlendPlan plan) {
    /**
     * How much better (in decibels) a cluster must be for its weight to be e times another's. It is low because a
     * splice costs about 10 % of the rate: two neighbours are blended only when they are nearly worth the same, else
     * one takes the whole clip.
     */
    private static final double TEMPERATURE_DECIBELS = 0.25;

    /** Weighs an offer for a client and plans the clip. */
    public static Mix of(Policy policy, Offer offer, CapabilityVector client, NetworkState network) {
        MixingMatrix matrix = MixingMatrix.of(policy.relevance(offer, client, network), TEMPERATURE_DECIBELS);
        return new Mix(
                offer,
                matrix,
                Planner.plan(matrix, offer.clusters(), offer.clip().frameCount()));
    }
}
