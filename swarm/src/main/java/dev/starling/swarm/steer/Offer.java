package dev.starling.swarm.steer;

import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.Member;
import java.util.List;
import java.util.Optional;

/** The clusters whose members could be sent to a client for a clip. Immutable. */
public final class Offer {
    private final Outlooks title;
    private final Clip clip;
    private final Optional<BlendGroupId> within;
    private final List<Cluster> clusters;
    private final List<Choice> choices;

    /**
     * A cluster that is offered, with its member of the clip.
     *
     * @param cluster the cluster
     * @param member its member
     */
    record Choice(Cluster cluster, Member member) {}

    /**
     * @param title the title, with what its clips are worth
     * @param within the blend group that the player chose; empty if the edge chooses
     * @param clusters at least one, in the title's order; each has a member for the clip that the client may get
     */
    public Offer(Outlooks title, Clip clip, Optional<BlendGroupId> within, List<Cluster> clusters) {
        if (clusters.isEmpty()) {
            throw new IllegalArgumentException("no cluster to offer for clip " + clip.index());
        }
        this.title = title;
        this.clip = clip;
        this.within = within;
        this.clusters = List.copyOf(clusters);
        this.choices = clusters.stream()
                .map(it -> new Choice(it, clip.member(it.id())))
                .toList();
    }

    /**
     * The offer of a title to a client.
     *
     * @param within the blend group that the player chose; empty if the edge chooses. Where the clip has no member in
     *     it, another group serves
     */
    public static Offer of(Outlooks title, Clip clip, Optional<BlendGroupId> within, CapabilityVector client) {
        Offer offered = title.offer(clip, within);
        if (client.decoders().isEmpty()) {
            return offered;
        }
        List<Cluster> playable = offered.clusters.stream()
                .filter(cluster -> client.plays(cluster.centroid().codec()))
                .toList();
        // A client that reports no usable decoder may be wrong, and an empty offer certainly would not play.
        return playable.isEmpty() || playable.size() == offered.clusters.size()
                ? offered
                : new Offer(title, clip, within, playable);
    }

    /** The title, with what its clips are worth. */
    public Outlooks title() {
        return title;
    }

    /** Whether what the coming clips are worth to a client is known already, for given prices. */
    public boolean hasOutlook(PolicySettings settings, NetworkState network) {
        return title.has(within, settings.holding(network.bufferGoal()));
    }

    /** The clip. */
    public Clip clip() {
        return clip;
    }

    /** The blend group that the player chose; empty if the edge chooses. */
    public Optional<BlendGroupId> within() {
        return within;
    }

    /** The clusters, in the title's order. */
    public List<Cluster> clusters() {
        return clusters;
    }

    /** The member of the clip of the cluster at an index of {@link #clusters}. */
    public Member member(int index) {
        return choices.get(index).member();
    }

    /** The clusters with their members, in the title's order. */
    List<Choice> choices() {
        return choices;
    }
}
