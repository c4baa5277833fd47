package dev.starling.swarm.steer;

/**
 * The decision for a clip before its first byte.
 *
 * @param offer the offer
 * @param matrix the weights of its clusters
 * @param plan the plan of members that follows from the weights
 * @param budgetBytes what the weights grant the clip: the weighted mean of its members' sizes
 * @param settings the prices
 * @param critic values the ways to continue in flight
 */
public record Mix(
        Offer offer, MixingMatrix matrix, BlendPlan plan, long budgetBytes, PolicySettings settings, Critic critic) {
    /** Weighs the clusters of an offer for a client, and plans the clip. */
    public static Mix of(Policy policy, Offer offer, CapabilityVector client, NetworkState network) {
        PolicySettings settings = policy.settings();
        NetworkState used = client.savesData() ? network.saving() : network;
        MixingMatrix matrix = MixingMatrix.of(policy.relevance(offer, client, used), settings.temperature());
        double budget = Planner.budget(matrix, offer);
        BlendPlan plan = new Planner(settings).plan(budget, offer, client);
        return new Mix(offer, matrix, plan, Math.round(budget), settings, policy.critic(offer, used));
    }

    /** What a plan may take at most. */
    long limitBytes() {
        return (long) (budgetBytes * (1 + settings.budgetSlack()));
    }
}
