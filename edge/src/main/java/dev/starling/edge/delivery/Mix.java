package dev.starling.edge.delivery;

import dev.starling.edge.manifest.Rendition;
import dev.starling.swarm.blend.BlendPlan;
import dev.starling.swarm.blend.Planner;
import dev.starling.swarm.cluster.BlendGroupId;
import dev.starling.swarm.cluster.Cluster;
import dev.starling.swarm.mix.CapabilityVector;
import dev.starling.swarm.mix.Features;
import dev.starling.swarm.mix.MixingMatrix;
import dev.starling.swarm.mix.NetworkState;
import dev.starling.swarm.pack.Clip;
import dev.starling.swarm.pack.Title;
import java.util.List;

/**
 * What suits a client for a clip.
 *
 * @param clusters those that took part
 */
record Mix(List<Cluster> clusters, MixingMatrix matrix, BlendPlan plan) {
    /**
     * How much better (in decibels) a cluster must be for its weight to be e times another's. Low, since a splice costs
     * some 10 % of the rate: two neighbours are blended when they are nearly worth the same, else one takes the whole
     * clip.
     */
    private static final double TEMPERATURE_DECIBELS = 0.25;

    Mix {
        clusters = List.copyOf(clusters);
    }

    static Mix of(Title title, Clip clip, Rendition rendition, CapabilityVector client, NetworkState network) {
        List<Cluster> offered = title.clustersOf(clip).stream()
                .filter(cluster -> switch (rendition) {
                    case Rendition.Swarm() -> true;
                    case Rendition.Group(var group) -> cluster.group().equals(group);
                    case Rendition.Audio() -> false;
                })
                .toList();
        List<Cluster> playable = offered.stream()
                .filter(cluster -> client.plays(cluster.centroid().codec()))
                .toList();
        // A client that says it can play none of it may be wrong; nothing would surely not play.
        List<Cluster> clusters = playable.isEmpty() ? offered : playable;
        MixingMatrix matrix =
                MixingMatrix.of(Features.of(client), Features.of(network), clusters, TEMPERATURE_DECIBELS);
        return new Mix(clusters, matrix, Planner.plan(matrix, clusters, clip.frameCount()));
    }

    BlendGroupId group() {
        return plan.group();
    }
}
