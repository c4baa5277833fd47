package dev.starling.swarm.steer;

import dev.starling.swarm.title.Cluster;

/**
 * The decision for a clip before its first byte.
 *
 * @param offer the offer
 * @param matrix the weights of its clusters
 * @param cluster the cluster of the best member within what the weights grant
 * @param budgetBytes what the weights grant the clip: the weighted mean of its members' sizes
 * @param settings the prices
 * @param critic values the ways to continue in flight
 */
public record Mix(
        Offer offer, MixingMatrix matrix, Cluster cluster, long budgetBytes, PolicySettings settings, Critic critic) {
    /** Weighs the clusters of an offer for a client, and plans the clip. */
    public static Mix of(Policy policy, Offer offer, CapabilityVector client, NetworkState network) {
        PolicySettings settings = policy.settings();
        NetworkState used = client.savesData() ? network.saving() : network;
        MixingMatrix matrix = MixingMatrix.of(policy.relevance(offer, client, used), settings.temperature());
        double budget = Planner.budget(matrix, offer);
        Cluster cluster = new Planner(settings).best(budget, offer, client);
        return new Mix(offer, matrix, cluster, Math.round(budget), settings, policy.critic(offer, used));
    }

    /** The member of the cluster for the whole clip. */
    BlendPlan whole() {
        return BlendPlan.whole(cluster.group(), cluster.id(), offer.clip().frameCount());
    }

    /** What a plan may take at most. */
    long limitBytes() {
        return (long) (budgetBytes * (1 + settings.budgetSlack()));
    }
}
