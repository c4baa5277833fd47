package dev.starling.swarm.steer;

import static java.util.stream.Collectors.toMap;

import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.FeatureVector;
import java.util.Map;

/**
 * The fixed policy: a cluster's relevance is the dot product of the client's features with the cluster's client profile
 * plus that of the network's features with its network profile. Immutable.
 */
public final class StaticPolicy implements Policy {
    @Override
    public Map<ClusterId, Double> relevance(Offer offer, CapabilityVector client, NetworkState network) {
        FeatureVector clientFeatures = Features.of(client);
        FeatureVector networkFeatures = Features.of(network);
        return offer.clusters().stream()
                .collect(toMap(
                        Cluster::id,
                        cluster -> clientFeatures.dot(cluster.clientProfile())
                                + networkFeatures.dot(cluster.networkProfile())));
    }
}
