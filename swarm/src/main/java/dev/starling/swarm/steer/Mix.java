package dev.starling.swarm.steer;

/**
 * The decision for a clip before its first byte.
 *
 * @param offer the offer
 * @param matrix the weights of its clusters
 * @param plan the plan that follows from the weights
 * @param critic values the ways to continue in flight
 */
public record Mix(Offer offer, MixingMatrix matrix, BlendPlan plan, Critic critic) {
    /** Weighs the clusters of an offer for a client, and plans the clip. */
    public static Mix of(Policy policy, Offer offer, CapabilityVector client, NetworkState network) {
        PolicySettings settings = policy.settings();
        NetworkState used = client.savesData() ? network.saving() : network;
        MixingMatrix matrix = MixingMatrix.of(policy.relevance(offer, client, used), settings.temperature());
        return new Mix(offer, matrix, new Planner(settings).plan(matrix, offer, client), policy.critic(offer, used));
    }
}
