package dev.starling.swarm.steer;

import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import java.util.ArrayList;
import java.util.List;

/**
 * The plan for one clip and client: which access units, in decoding order, come from which member. All members are of
 * one family. The spans cover the access units from 0 on without gaps, and neighbouring spans have different members.
 * The planner guarantees that members only go down.
 *
 * @param group the blend group of the members
 * @param spans at least one
 */
public record BlendPlan(BlendGroupId group, List<Span> spans) {
    /**
     * A run of access units of one member.
     *
     * @param member the member
     * @param from the first access unit, in decoding order, from 0
     * @param until the first access unit after the span, above {@code from}
     */
    public record Span(ClusterId member, int from, int until) {
        public Span {
            if (from < 0 || until <= from) {
                throw new IllegalArgumentException("not a span of access units: " + from + " … " + until);
            }
        }
    }

    public BlendPlan {
        spans = List.copyOf(spans);
        int next = 0;
        for (int i = 0; i < spans.size(); i++) {
            if (spans.get(i).from() != next
                    || (i > 0 && spans.get(i).member().equals(spans.get(i - 1).member()))) {
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
        return new BlendPlan(group, List.of(new Span(member, 0, accessUnits)));
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

    /** The member that supplies an access unit. */
    public ClusterId memberAt(int accessUnit) {
        for (Span span : spans) {
            if (accessUnit >= span.from() && accessUnit < span.until()) {
                return span.member();
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
        List<Span> kept = new ArrayList<>();
        for (Span span : spans) {
            if (span.from() < accessUnit) {
                kept.add(new Span(span.member(), span.from(), Math.min(span.until(), accessUnit)));
            }
        }
        int from = accessUnit;
        if (!kept.isEmpty() && kept.getLast().member().equals(lower)) {
            from = kept.removeLast().from();
        }
        if (from < accessUnits()) {
            kept.add(new Span(lower, from, accessUnits()));
        }
        return new BlendPlan(group, kept);
    }
}
