package dev.starling.swarm.steer;

import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.steer.DownMove.Rest;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Steers the delivery of one clip: decides before each chunk whether the rest of the clip goes down, to a tail of the
 * member or to a lower member, and how large the chunk is. It has no clock, connection or sink. The edge or a simulator
 * calls {@link #next}, carries out the step, and reports the transfer to the {@link PathMonitor}. For one thread.
 */
public final class ClipSteering {
    /**
     * The unsent bytes that a connection should queue ({@code TCP_NOTSENT_LOWAT}): with more, every decision in flight
     * would take effect late.
     */
    public static final int MAX_UNSENT_BYTES = 16 * 1024;
    /** The longest chunk, in media time, and so the longest time between two decisions. */
    private static final int MAX_CHUNK_TICKS = Title.TIMESCALE / 2;
    /** A chunk is no larger than the path carries in this time: once begun, it cannot shrink. */
    private static final double MAX_CHUNK_SECONDS_ON_THE_PATH = 0.06;
    /** The largest chunk while the path is unknown, and as many bytes as may then be on their way before the next. */
    private static final long CAREFUL_CHUNK_BYTES = 64 * 1024;

    /** Between two looks at the connection passes at least and at most this time, in seconds. */
    private static final double MIN_WAIT_SECONDS = 0.005;

    private static final double MAX_WAIT_SECONDS = 0.05;
    /** In smaller chunks headers would dominate. */
    private static final long MIN_CHUNK_BYTES = 4 * 1024;

    /** A path that carries nothing still has a rate that divides. */
    private static final double MIN_BITS_PER_SECOND = 1_000;

    private final ClipMembers members;
    private final Critic critic;
    private BlendPlan plan;
    private int at;
    /** Whether the decision before access unit {@link #at} was made. */
    private boolean decided;

    /** A step of the delivery. */
    public sealed interface Step {
        /**
         * Send a chunk of the plan.
         *
         * @param from its first access unit
         * @param until the first access unit after it, above {@code from}
         */
        record Chunk(int from, int until) implements Step {}

        /**
         * Wait, and look at the connection again: enough is on its way. Without a look, the next step would be the
         * same.
         *
         * @param time for how long
         */
        record Wait(Duration time) implements Step {}

        /**
         * The rest of the clip goes down; {@link ClipSteering#plan} is the new plan.
         *
         * @param accessUnit the first access unit of the lower member or tail
         * @param member the lower member, or the member whose tail follows
         * @param tail the tail, if the member goes on as one
         * @param path the path at the time of the decision
         * @param left the time until the client's buffer runs empty; negative if it already has
         */
        record DownMoved(int accessUnit, ClusterId member, Optional<Tail> tail, PathState path, Duration left)
                implements Step {}
    }

    /**
     * @param plan the plan to start with; its members are among {@code members}
     * @param critic values the ways to continue
     */
    public ClipSteering(ClipMembers members, BlendPlan plan, Critic critic) {
        this.members = members;
        this.critic = new RecentCritic(critic);
        this.plan = plan;
    }

    /** The current plan; once {@link #next} is empty, the plan as it was carried out. */
    public BlendPlan plan() {
        return plan;
    }

    /**
     * The next step.
     *
     * @param path the current state of the path
     * @param deadline when the client's buffer runs empty; while it is unknown, there are no down-moves
     * @return a down-move, a wait or the next chunk; empty after the last chunk
     */
    public Optional<Step> next(Instant now, PathState path, Optional<Instant> deadline) {
        if (at == members.accessUnits()) {
            return Optional.empty();
        }
        if (!decided) {
            decided = true;
            Optional<Step> moved = moveDown(path, deadline.map(it -> Duration.between(now, it)));
            if (moved.isPresent()) {
                return moved;
            }
        }
        decided = false;
        if (path.queue().bytes() > path.queue().enough().orElse(CAREFUL_CHUNK_BYTES)) {
            return Optional.of(new Step.Wait(look(path)));
        }
        int from = at;
        at = Math.min(chunkUntil(from, path), nextTail(from + 1));
        return Optional.of(new Step.Chunk(from, at));
    }

    /** When to look at a connection again: about when enough of what is on its way has arrived. */
    public static Duration look(PathState path) {
        long more = path.queue().bytes() - path.queue().enough().orElse(CAREFUL_CHUNK_BYTES);
        double seconds = more * 8 / Math.max(1, path.bitsPerSecond().orElse(1));
        return Duration.ofNanos((long) (Math.clamp(seconds, MIN_WAIT_SECONDS, MAX_WAIT_SECONDS) * 1e9));
    }

    private Optional<Step> moveDown(PathState path, Optional<Duration> left) {
        if (left.isEmpty() || path.bitsPerSecond().isEmpty()) {
            return Optional.empty();
        }
        List<Span> ways = new ArrayList<>();
        addTails(ways);
        addSplices(ways);
        if (ways.isEmpty()) {
            return Optional.empty();
        }
        List<Rest> rests = new ArrayList<>(ways.size());
        for (Span way : ways) {
            rests.add(rest(way));
        }
        OptionalInt choice = DownMove.decide(
                new Rest(members.bytes(plan, at, members.accessUnits()), members.vmaf(plan)),
                rests,
                new DownMove.Path(
                        Math.max(MIN_BITS_PER_SECOND, path.bitsPerSecond().getAsDouble()),
                        path.queuedBytes(),
                        left.get(),
                        path.sustained()),
                critic);
        if (choice.isEmpty()) {
            return Optional.empty();
        }
        Span next = ways.get(choice.getAsInt());
        if (next.from() > at) {
            // The best way is a tail further on. Until there the plan stays as it is, and there it is decided again.
            return Optional.empty();
        }
        plan = next.tail().isPresent() ? plan.continuedBy(next.tail().get()) : plan.downFrom(at, next.member());
        return Optional.of(new Step.DownMoved(at, next.member(), next.tail(), path, left.get()));
    }

    /** The ways to go on until a tail of the current member, and then with the tail. */
    private void addTails(List<Span> ways) {
        Span now = plan.spanAt(Math.max(0, at - 1));
        if (now.tail().isPresent()) {
            return;
        }
        for (Tail tail : members.tailsOf(now.member(), at)) {
            if (tail.from() <= now.until()) {
                ways.add(new Span(now.member(), Optional.of(tail), tail.from(), members.accessUnits()));
            }
        }
    }

    /** The ways to go on with a lower member here. After a tail, a member that is better than it is no way down. */
    private void addSplices(List<Span> ways) {
        if (!members.splicePoints().allows(at)) {
            return;
        }
        Span now = plan.spanAt(at);
        for (ClusterId member : members.below(now.member())) {
            Span way = Span.of(member, at, members.accessUnits());
            if (now.tail().isEmpty() || members.vmaf(plan, way) <= members.vmaf(plan)) {
                ways.add(way);
            }
        }
    }

    /** The first access unit, at or after one, at which the current member has a tail; the end if there is none. */
    private int nextTail(int from) {
        Span now = plan.spanAt(from - 1);
        if (now.tail().isPresent()) {
            return members.accessUnits();
        }
        List<Tail> tails = members.tailsOf(now.member(), from);
        return tails.isEmpty() ? members.accessUnits() : tails.getFirst().from();
    }

    /** The rest of the clip if the plan holds until a way down. */
    private Rest rest(Span way) {
        return new Rest(members.bytes(plan, at, way.from()) + members.bytes(way), members.vmaf(plan, way));
    }

    /** The first access unit after the largest chunk within the limits; a chunk has at least one access unit. */
    private int chunkUntil(int from, PathState path) {
        long maxBytes = path.bitsPerSecond().isPresent()
                ? Math.max(MIN_CHUNK_BYTES, (long)
                        (path.bitsPerSecond().getAsDouble() / 8 * MAX_CHUNK_SECONDS_ON_THE_PATH))
                : CAREFUL_CHUNK_BYTES;
        int until = from + 1;
        while (until < members.accessUnits()
                && members.times().decodingTicks(until + 1) - members.times().decodingTicks(from) <= MAX_CHUNK_TICKS) {
            until++;
        }
        return members.untilBytes(plan, from, until, maxBytes);
    }

    /** A critic whose values are kept while the path is the same: decisions are more frequent than its changes. */
    private static final class RecentCritic implements Critic {
        private final Critic critic;
        private @Nullable Recent recent;

        private record Recent(Optional<Bandwidth> path, Values values) {}

        RecentCritic(Critic critic) {
            this.critic = critic;
        }

        @Override
        public Values on(Optional<Bandwidth> sustained) {
            Recent known = recent;
            if (known == null || !known.path.equals(sustained)) {
                known = new Recent(sustained, critic.on(sustained));
                recent = known;
            }
            return known.values;
        }

        @Override
        public double splice() {
            return critic.splice();
        }
    }
}
