package dev.starling.swarm.steer;

import dev.starling.swarm.title.ClusterId;
import java.util.Map;

/** Scores the clusters of an offer for one client. The mixing matrix turns the scores into weights. */
public interface Policy {
    /**
     * The relevance of every cluster that an offer holds.
     *
     * @param client what is known of the device
     * @param network what is known of the path and of the buffer
     * @return for each cluster of the offer a finite score in decibels of quality: the higher, the better it suits
     */
    Map<ClusterId, Double> relevance(Offer offer, CapabilityVector client, NetworkState network);
}
