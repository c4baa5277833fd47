package dev.starling.swarm.steer;

import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import java.util.List;
import java.util.Optional;

/**
 * The clusters whose members could be sent to a client for a clip.
 *
 * @param title the title, with what its clips are worth
 * @param clip the clip
 * @param within the blend group that the player chose; empty if the edge chooses
 * @param clusters at least one, in the title's order; each has a member for the clip that the client may get
 */
public record Offer(Outlooks title, Clip clip, Optional<BlendGroupId> within, List<Cluster> clusters) {
    public Offer {
        clusters = List.copyOf(clusters);
        if (clusters.isEmpty()) {
            throw new IllegalArgumentException("no cluster to offer for clip " + clip.index());
        }
    }

    /**
     * The offer of a title to a client.
     *
     * @param within the blend group that the player chose; empty if the edge chooses. Where the clip has no member in
     *     it, another group serves
     */
    public static Offer of(Outlooks title, Clip clip, Optional<BlendGroupId> within, CapabilityVector client) {
        Optional<BlendGroupId> serving = within.map(it -> title.title().serving(it, clip));
        List<Cluster> offered = title.title().clustersOf(clip).stream()
                .filter(cluster -> serving.isEmpty() || cluster.group().equals(serving.get()))
                .toList();
        List<Cluster> playable = offered.stream()
                .filter(cluster -> client.plays(cluster.centroid().codec()))
                .toList();
        // A client that reports no usable decoder may be wrong, and an empty offer certainly would not play.
        return new Offer(title, clip, within, playable.isEmpty() ? offered : playable);
    }
}
