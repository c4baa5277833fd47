package dev.starling.swarm.steer;

import dev.starling.swarm.title.ClusterId;
import java.util.Map;

/** Scores the clusters of an offer for one client; the mixing matrix turns the scores into weights. */
public interface Policy {
    /**
     * The relevance of every cluster of an offer.
     *
     * @param client the capabilities of the device
     * @param network the state of the path and of the buffer
     * @return a finite score for each cluster of the offer, in the unit of {@link PolicySettings}; a higher score suits
     *     better
     */
    Map<ClusterId, Double> relevance(Offer offer, CapabilityVector client, NetworkState network);

    /**
     * Values the ways to continue a clip of this offer in flight.
     *
     * @param network the state when it was planned
     */
    default Critic critic(Offer offer, NetworkState network) {
        return Critic.shortSighted(settings());
    }

    /** Temperature and prices, with which scores become plans. */
    default PolicySettings settings() {
        return PolicySettings.DEFAULT;
    }
}
