package dev.starling.swarm.title;

import java.util.List;

/**
 * A clip of a title, the unit of encoding and of delivery.
 *
 * @param index from 0
 * @param startTicks the presentation time of its first picture
 * @param durationTicks until the first picture of the next clip
 * @param frameCount its pictures, which are also the access units of every member
 * @param startsAtSceneCut whether it starts where the scene changes
 * @param assignment its probability for every cluster, delivered or not
 * @param members those that are delivered, in the title's order of clusters, at least one
 */
public record Clip(
        int index,
        long startTicks,
        long durationTicks,
        int frameCount,
        boolean startsAtSceneCut,
        SoftAssignment assignment,
        List<Member> members) {
    public Clip {
        members = List.copyOf(members);
        if (durationTicks <= 0 || frameCount <= 0 || members.isEmpty()) {
            throw new IllegalArgumentException("Clip " + index + " is empty");
        }
    }

    /** Whether a cluster's member is delivered. */
    public boolean has(ClusterId cluster) {
        return members.stream().anyMatch(it -> it.cluster().equals(cluster));
    }

    /**
     * The member of a cluster.
     *
     * @throws IllegalArgumentException if it is not delivered
     */
    public Member member(ClusterId cluster) {
        return members.stream()
                .filter(it -> it.cluster().equals(cluster))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Clip " + index + " has no member " + cluster));
    }

    /** How long it plays, in seconds. */
    public double seconds() {
        return (double) durationTicks / Title.TIMESCALE;
    }
}
