package dev.starling.swarm.steer;

import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The plan for one clip and client: which access units, in decoding order, come from which member or tail. All members
 * are of one family. The spans cover the access units from 0 on without gaps, and neighbouring spans have different
 * sources. The planner guarantees that plans only go down.
 *
 * @param group the blend group of the members
 * @param spans at least one
 */
public record BlendPlan(BlendGroupId group, List<Span> spans) {
    /**
     * A run of access units of one member, or of one of its tails.
     *
     * @param member the member
     * @param tail the tail of the member, which starts with the span; empty for the member itself
     * @param from the first access unit, in decoding order, from 0
     * @param until the first access unit after the span, above {@code from}
     */
    public record Span(ClusterId member, Optional<Tail> tail, int from, int until) {
        public Span {
            if (from < 0 || until <= from) {
                throw new IllegalArgumentException("not a span of access units: " + from + " … " + until);
            }
            if (tail.isPresent()
                    && (tail.get().from() != from || !tail.get().member().equals(member))) {
                throw new IllegalArgumentException("the span from " + from + " of " + member + " is not " + tail.get());
            }
        }

        /** A run of access units of a member itself. */
        public static Span of(ClusterId member, int from, int until) {
            return new Span(member, Optional.empty(), from, until);
        }

        private Span until(int end) {
            return new Span(member, tail, from, end);
        }

        private boolean hasSourceOf(Span other) {
            return member.equals(other.member) && tail.equals(other.tail);
        }
    }

    public BlendPlan {
        spans = List.copyOf(spans);
        int next = 0;
        for (int i = 0; i < spans.size(); i++) {
            if (spans.get(i).from() != next || (i > 0 && spans.get(i).hasSourceOf(spans.get(i - 1)))) {
                throw new IllegalArgumentException(
                        "spans must follow each other without a gap or repetition: " + spans);
            }
            next = spans.get(i).until();
        }
        if (next == 0) {
            throw new IllegalArgumentException("a plan needs at least one span");
        }
    }

    /** A plan that takes the whole clip from one member: GOP-level blending. */
    public static BlendPlan whole(BlendGroupId group, ClusterId member, int accessUnits) {
        return new BlendPlan(group, List.of(Span.of(member, 0, accessUnits)));
    }

    /** A plan that goes from one member down to another: frame-level blending. */
    public static BlendPlan down(
            BlendGroupId group, ClusterId higher, int accessUnitsOfHigher, ClusterId lower, int accessUnits) {
        return whole(group, higher, accessUnits).downFrom(accessUnitsOfHigher, lower);
    }

    /** The number of access units of the clip. */
    public int accessUnits() {
        return spans.getLast().until();
    }

    /** The member that supplies an access unit, or whose tail does. */
    public ClusterId memberAt(int accessUnit) {
        return spanAt(accessUnit).member();
    }

    /** The span of an access unit. */
    public Span spanAt(int accessUnit) {
        for (Span span : spans) {
            if (accessUnit >= span.from() && accessUnit < span.until()) {
                return span;
            }
        }
        throw new IndexOutOfBoundsException("access unit " + accessUnit + " of " + accessUnits());
    }

    /**
     * This plan up to an access unit, then another member to the end.
     *
     * @param accessUnit 0 … the number of access units; the latter changes nothing
     * @param lower a lower member of the same family
     */
    public BlendPlan downFrom(int accessUnit, ClusterId lower) {
        List<Span> kept = before(accessUnit);
        int from = accessUnit;
        if (!kept.isEmpty() && kept.getLast().hasSourceOf(Span.of(lower, from, from + 1))) {
            from = kept.removeLast().from();
        }
        if (from < accessUnits()) {
            kept.add(Span.of(lower, from, accessUnits()));
        }
        return new BlendPlan(group, kept);
    }

    /**
     * This plan up to a tail, then the tail to the end.
     *
     * @param tail of the member that supplies the access unit before it
     * @throws IllegalArgumentException if another member, or a tail, supplies that access unit
     */
    public BlendPlan continuedBy(Tail tail) {
        Span span = spanAt(tail.from() - 1);
        if (span.tail().isPresent() || !span.member().equals(tail.member())) {
            throw new IllegalArgumentException(tail + " does not continue " + span);
        }
        List<Span> kept = before(tail.from());
        kept.add(new Span(tail.member(), Optional.of(tail), tail.from(), accessUnits()));
        return new BlendPlan(group, kept);
    }

    private List<Span> before(int accessUnit) {
        List<Span> kept = new ArrayList<>();
        for (Span span : spans) {
            if (span.from() < accessUnit) {
                kept.add(span.until(Math.min(span.until(), accessUnit)));
            }
        }
        return kept;
    }
}
