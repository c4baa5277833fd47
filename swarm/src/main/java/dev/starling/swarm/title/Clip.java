package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * A clip of a title, the unit of encoding and of delivery.
 *
 * @param index from 0
 * @param startTicks the presentation time of its first picture
 * @param durationTicks until the first picture of the next clip
 * @param frameCount the number of its pictures, which is also that of the access units of every member
 * @param start why it starts where it does
 * @param assignment its probability for every cluster
 * @param members the delivered members, at least one, in the title's order of clusters
 * @param ceiling what keeps its best member below the title's top rung
 */
public record Clip(
        int index,
        long startTicks,
        long durationTicks,
        int frameCount,
        @JsonProperty("startsAtSceneCut") Start start,
        SoftAssignment assignment,
        List<Member> members,
        Ceiling ceiling) {
    /** Why a clip starts where it does. In JSON {@code true} for a scene cut. */
    public enum Start {
        /** The scene changes here. */
        SCENE_CUT,
        /** The scene goes on; the clip before has its full length. */
        WITHIN_SCENE;

        /** {@link #SCENE_CUT} for {@code true}. */
        @JsonCreator
        public static Start of(boolean atSceneCut) {
            return atSceneCut ? SCENE_CUT : WITHIN_SCENE;
        }

        @JsonValue
        boolean atSceneCut() {
            return this == SCENE_CUT;
        }
    }

    /** What keeps the best member of a clip below the title's top rung. */
    public enum Ceiling {
        /** Nothing: it is there. */
        NONE,
        /** The source: even the finest encoding does not reach the rung. */
        SOURCE,
        /** The highest bitrate that was allowed. */
        BITRATE
    }

    public Clip {
        members = List.copyOf(members);
        if (durationTicks <= 0 || frameCount <= 0 || members.isEmpty()) {
            throw new IllegalArgumentException("clip " + index + " is empty");
        }
    }

    /** Whether it starts at a scene cut. */
    public boolean startsAtSceneCut() {
        return start.atSceneCut();
    }

    /** Whether the member of a cluster is delivered. */
    public boolean has(ClusterId cluster) {
        return members.stream().anyMatch(it -> it.cluster().equals(cluster));
    }

    /**
     * The member of a cluster.
     *
     * @throws IllegalArgumentException if it is not delivered
     */
    public Member member(ClusterId cluster) {
        for (Member member : members) {
            if (member.cluster().equals(cluster)) {
                return member;
            }
        }
        throw new IllegalArgumentException("clip " + index + " has no member " + cluster);
    }

    /** Whether another clip lasts as long and has the same members; what a title knows of its clusters may differ. */
    boolean hasMembersOf(Clip other) {
        return startTicks == other.startTicks
                && durationTicks == other.durationTicks
                && frameCount == other.frameCount
                && members.equals(other.members);
    }

    /** The same clip without a member; empty if it has no other. */
    public Optional<Clip> without(ClusterId cluster) {
        List<Member> others =
                members.stream().filter(it -> !it.cluster().equals(cluster)).toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Clip(index, startTicks, durationTicks, frameCount, start, assignment, others, ceiling));
    }

    /** Its duration in seconds. */
    public double seconds() {
        return (double) durationTicks / Title.TIMESCALE;
    }
}
