package dev.starling.swarm.steer;

import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The plan for one clip and client: which access units, in decoding order, come from which source. All members are of
 * one family. The spans cover the access units from 0 on without gaps, and neighbouring spans have different sources.
 * The planner guarantees that plans only go down ({@link ClipMembers#goesDown}).
 *
 * @param group the blend group of the members
 * @param spans at least one
 */
public record BlendPlan(BlendGroupId group, List<Span> spans) {
    /** Where the access units of a span come from. */
    public sealed interface Source {
        /** The member that supplies them or whose tail does; of rows, the higher one. */
        ClusterId member();

        /** The level that a plan needs for it, at least. */
        BlendLevel level();
    }

    /** Access units that are sent as they are stored. */
    public sealed interface Stored extends Source {}

    /** A member. */
    public record OfMember(ClusterId member) implements Stored {
        @Override
        public BlendLevel level() {
            return BlendLevel.GOP;
        }
    }

    /** A tail of a member, which starts with the span. */
    public record OfTail(Tail tail) implements Stored {
        @Override
        public ClusterId member() {
            return tail.member();
        }

        @Override
        public BlendLevel level() {
            return BlendLevel.FRAME;
        }
    }

    /** Rows of slices of two members. */
    public record OfRows(RowBlend rows) implements Source {
        @Override
        public ClusterId member() {
            return rows.higher();
        }

        @Override
        public BlendLevel level() {
            return BlendLevel.SLICE;
        }
    }

    /**
     * A member or tail whose levels are requantised. At {@link #RESTING_BYTES} a picture or less it rests: the picture
     * before it is shown to the end of the clip. IDR and I pictures do not rest.
     *
     * @param of what is requantised
     * @param maxBytes the budget of all access units from the start of the span to the end of the clip
     */
    public record Requantised(Stored of, long maxBytes) implements Source {
        /** So small a budget of a picture says that it rests. What it takes depends on its slices and size. */
        public static final int RESTING_BYTES = 100;

        public Requantised {
            if (maxBytes < 1) {
                throw new IllegalArgumentException("a budget has at least one byte: " + maxBytes);
            }
        }

        /** A source that rests for so many access units. */
        static Requantised resting(Stored of, int accessUnits) {
            return new Requantised(of, (long) RESTING_BYTES * accessUnits);
        }

        /** Whether it rests for so many access units, which end the clip. */
        public boolean rests(int accessUnits) {
            return maxBytes <= (long) RESTING_BYTES * accessUnits;
        }

        @Override
        public ClusterId member() {
            return of.member();
        }

        @Override
        public BlendLevel level() {
            return BlendLevel.COEFFICIENT;
        }
    }

    /**
     * A run of access units of one source.
     *
     * @param source where they come from
     * @param from the first access unit, in decoding order, from 0
     * @param until the first access unit after the span, above {@code from}
     */
    public record Span(Source source, int from, int until) {
        public Span {
            if (from < 0 || until <= from) {
                throw new IllegalArgumentException("not a span of access units: " + from + " … " + until);
            }
            if (source instanceof OfTail(Tail tail) && tail.from() != from) {
                throw new IllegalArgumentException("the span from " + from + " is not " + tail);
            }
            if (source instanceof Requantised(OfTail(Tail tail), long _) && tail.from() > from) {
                throw new IllegalArgumentException("the span from " + from + " begins before " + tail);
            }
        }

        /** A run of access units of a member itself. */
        public static Span of(ClusterId member, int from, int until) {
            return new Span(new OfMember(member), from, until);
        }

        /** The member that supplies them or whose tail does; of rows, the higher one. */
        public ClusterId member() {
            return source.member();
        }

        /** The tail that supplies them, requantised or not. */
        public Optional<Tail> tail() {
            return switch (source) {
                case OfTail(Tail tail) -> Optional.of(tail);
                case Requantised(OfTail(Tail tail), long _) -> Optional.of(tail);
                case Requantised _, OfMember _, OfRows _ -> Optional.empty();
            };
        }

        private Span until(int end) {
            return new Span(source, from, end);
        }
    }

    public BlendPlan {
        spans = List.copyOf(spans);
        int next = 0;
        for (int i = 0; i < spans.size(); i++) {
            boolean repeats =
                    i > 0 && spans.get(i).source().equals(spans.get(i - 1).source());
            if (spans.get(i).from() != next || repeats) {
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
        return whole(group, new OfMember(member), accessUnits);
    }

    /** A plan that takes the whole clip from one source. */
    public static BlendPlan whole(BlendGroupId group, Source source, int accessUnits) {
        return new BlendPlan(group, List.of(new Span(source, 0, accessUnits)));
    }

    /** The number of access units of the clip. */
    public int accessUnits() {
        return spans.getLast().until();
    }

    /** The finest level that it uses. */
    public BlendLevel level() {
        BlendLevel finest = spans.size() > 1 ? BlendLevel.FRAME : BlendLevel.GOP;
        for (Span span : spans) {
            BlendLevel level = span.source().level();
            finest = level.compareTo(finest) > 0 ? level : finest;
        }
        return finest;
    }

    /** The member that supplies an access unit, or whose tail does; of rows, the higher one. */
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
        return downFrom(accessUnit, new OfMember(lower));
    }

    /**
     * This plan up to an access unit, then another source to the end.
     *
     * @param accessUnit 0 … the number of access units; the latter changes nothing
     * @param lower a lower source of the same family
     * @throws IllegalArgumentException if it is a tail that does not continue the source before it
     */
    public BlendPlan downFrom(int accessUnit, Source lower) {
        if (accessUnit >= accessUnits()) {
            return this;
        }
        List<Span> kept = before(accessUnit);
        if (lower instanceof OfTail(Tail tail)
                && (kept.isEmpty() || !kept.getLast().source().equals(new OfMember(tail.member())))) {
            throw new IllegalArgumentException(tail + " does not continue " + kept);
        }
        int from = accessUnit;
        if (!kept.isEmpty() && kept.getLast().source().equals(lower)) {
            from = kept.removeLast().from();
        }
        kept.add(new Span(lower, from, accessUnits()));
        return new BlendPlan(group, kept);
    }

    /**
     * This plan up to a tail, then the tail to the end.
     *
     * @param tail of the member that supplies the access unit before it
     * @throws IllegalArgumentException if another source supplies that access unit
     */
    public BlendPlan continuedBy(Tail tail) {
        return downFrom(tail.from(), new OfTail(tail));
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
