package dev.starling.swarm.steer;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.ClusterId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

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
        PolicySettings own = settings.holding(network.bufferGoal());
        Outlook outlook = offer.title().of(offer.within(), own);
        SparseVector clientFeatures = Features.of(client);
        SparseVector networkFeatures = Features.of(network, own);
        int clip = offer.clip().index();
        Map<ClusterId, Double> relevance = HashMap.newHashMap(offer.choices().size());
        for (Offer.Choice choice : offer.choices()) {
            PictureSize size = choice.cluster().centroid().pictureSize();
            double bits = choice.member().bytes() * 8.0;
            double vmaf = choice.member().quality().vmaf();
            relevance.put(
                    choice.cluster().id(),
                    clientFeatures.dot(element ->
                                    StaticProfiles.client(size, own.prices().device(), element))
                            + networkFeatures.dot(
                                    element -> StaticProfiles.network(outlook, own, clip, bits, vmaf, element)));
        }
        return relevance;
    }

    @Override
    public Critic critic(Offer offer, NetworkState network) {
        PolicySettings own = settings.holding(network.bufferGoal());
        return new FarSighted(
                own, offer.title().of(offer.within(), own), offer.clip().index(), network);
    }

    /** Values a clip with the best that can follow. */
    private record FarSighted(PolicySettings settings, Outlook outlook, int clip, NetworkState network)
            implements Critic {
        @Override
        public Values on(Optional<Bandwidth> sustained) {
            Optional<Bandwidth> path = sustained.or(network::bandwidth);
            if (path.isEmpty()) {
                return Critic.shortSighted(settings).on(sustained);
            }
            double[] bandwidth = Features.bandwidth(path.get(), 1, settings);
            OptionalDouble before = network.lastVmaf();
            return (vmaf, left) -> {
                double quality =
                        before.isPresent() ? settings.quality(vmaf, before.getAsDouble()) : settings.quality(vmaf);
                return quality + outlook.afterArrival(clip, bandwidth, left, vmaf);
            };
        }

        @Override
        public PolicySettings.Prices prices() {
            return settings.prices();
        }
    }
}
