package dev.starling.swarm.steer;

import static java.util.stream.Collectors.toMap;

import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.FeatureVector;
import dev.starling.swarm.title.Member;
import java.util.Map;
import java.util.Optional;

/**
 * The fixed policy: a cluster's relevance is the dot product of the client's features with the cluster's client profile
 * plus that of the network's features with the network profile that it has on this clip. Immutable.
 *
 * @param settings its prices and horizons
 */
public record StaticPolicy(PolicySettings settings) implements Policy {
    /** With the settings that ship. */
    public static final StaticPolicy DEFAULT = new StaticPolicy(PolicySettings.DEFAULT);

    @Override
    public Map<ClusterId, Double> relevance(Offer offer, CapabilityVector client, NetworkState network) {
        Outlook outlook = offer.title().of(offer.within(), settings);
        FeatureVector clientFeatures = Features.of(client);
        SparseVector networkFeatures = Features.of(network, settings);
        int clip = offer.clip().index();
        return offer.clusters().stream().collect(toMap(Cluster::id, cluster -> {
            Member member = offer.clip().member(cluster.id());
            double bits = member.bytes() * 8.0;
            double vmaf = member.quality().vmaf();
            return clientFeatures.dot(StaticProfiles.clientProfile(
                            cluster.centroid().pictureSize(), settings.prices().device()))
                    + networkFeatures.dot(
                            element -> StaticProfiles.network(outlook, settings, clip, bits, vmaf, element));
        }));
    }

    @Override
    public Critic critic(Offer offer, NetworkState network) {
        return new FarSighted(
                settings,
                offer.title().of(offer.within(), settings),
                offer.clip().index(),
                network);
    }

    /** Values a clip with the best that can follow. */
    private record FarSighted(PolicySettings settings, Outlook outlook, int clip, NetworkState network)
            implements Critic {
        @Override
        public double value(double vmaf, double left, Optional<Bandwidth> sustained) {
            Optional<Bandwidth> path = sustained.or(network::bandwidth);
            if (path.isEmpty()) {
                return Critic.shortSighted(settings).value(vmaf, left, sustained);
            }
            double value = network.lastVmaf().isPresent()
                    ? settings.quality(vmaf, network.lastVmaf().getAsDouble())
                    : settings.quality(vmaf);
            double[] bandwidth = Features.bandwidth(path.get(), 1, settings);
            for (int bin = 0; bin < bandwidth.length; bin++) {
                if (bandwidth[bin] > 0) {
                    value += bandwidth[bin] * outlook.afterArrival(clip, bin, left, vmaf);
                }
            }
            return value;
        }

        @Override
        public double splice() {
            return settings.prices().splice();
        }
    }
}
