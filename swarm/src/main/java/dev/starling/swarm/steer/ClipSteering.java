package dev.starling.swarm.steer;

import dev.starling.swarm.steer.DownMove.Rest;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Title;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides one clip in flight: before each chunk, whether the rest goes down to a lower member, and how much the chunk
 * holds. It has no clock, connection or sink: whoever delivers, an edge or a simulator, calls {@link #next} before each
 * chunk, carries out the step, and tells the {@link PathMonitor} what became of it. One thread.
 */
public final class ClipSteering {
    /** The longest chunk, in media time: there is a decision at least this often. */
    private static final int MAX_CHUNK_TICKS = Title.TIMESCALE / 2;
    /** A chunk holds no more than the path carries in this time: once begun, it cannot be made smaller. */
    private static final double MAX_CHUNK_SECONDS_ON_THE_PATH = 0.25;
    /** The most bytes of a chunk while nothing is known of the path. */
    private static final long CAREFUL_CHUNK_BYTES = 64 * 1024;
    /** Smaller chunks would be mostly headers. */
    private static final long MIN_CHUNK_BYTES = 4 * 1024;

    private final ClipMembers members;
    private BlendPlan plan;
    private int at;
    /** Whether the decision before access unit {@link #at} is made. */
    private boolean decided;

    /** What to do next. */
    public sealed interface Step {
        /**
         * Send a chunk of the plan.
         *
         * @param from its first access unit
         * @param until the first access unit that is not in it, above {@code from}
         */
        record Chunk(int from, int until) implements Step {}

        /**
         * The rest of the plan went down; {@link ClipSteering#plan} is the new one.
         *
         * @param accessUnit the first that comes from the lower member
         * @param member the lower member
         * @param path what was known of the path
         * @param left until the client has played all it holds; negative when it has
         */
        record DownMoved(int accessUnit, ClusterId member, PathState path, Duration left) implements Step {}
    }

    /** @param plan where to start; its members are among {@code members} */
    public ClipSteering(ClipMembers members, BlendPlan plan) {
        this.members = members;
        this.plan = plan;
    }

    /** The plan as it stands: as it was carried out, once {@link #next} is empty. */
    public BlendPlan plan() {
        return plan;
    }

    /**
     * The next step.
     *
     * @param path what is known of the path now
     * @param deadline when the client will have played all it holds; empty while unknown, then the plan stands
     * @return a down-move, at most one before each chunk; else the next chunk; empty when all of the clip was handed
     *     out
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
        int from = at;
        at = endOfChunk(from, path);
        decided = false;
        return Optional.of(new Step.Chunk(from, at));
    }

    private Optional<Step> moveDown(PathState path, Optional<Duration> left) {
        if (left.isEmpty()
                || path.bitsPerSecond().isEmpty()
                || path.bitsPerSecond().getAsDouble() <= 0
                || !members.splicePoints().allows(at)) {
            return Optional.empty();
        }
        List<ClusterId> below = members.below(plan.memberAt(at));
        List<BlendPlan> ways =
                below.stream().map(member -> plan.downFrom(at, member)).toList();
        OptionalInt choice = DownMove.decide(
                rest(plan),
                ways.stream().map(this::rest).toList(),
                new DownMove.Path(path.bitsPerSecond().getAsDouble(), path.queuedBytes(), left.get()));
        if (choice.isEmpty()) {
            return Optional.empty();
        }
        plan = ways.get(choice.getAsInt());
        return Optional.of(new Step.DownMoved(at, below.get(choice.getAsInt()), path, left.get()));
    }

    private Rest rest(BlendPlan way) {
        return new Rest(members.bytes(way, at, members.accessUnits()), members.qualitySeconds(way, at));
    }

    /** As many access units as make up the longest chunk that leaves room for a fresh decision, at least one. */
    private int endOfChunk(int from, PathState path) {
        long maxBytes = path.bitsPerSecond().isPresent()
                ? Math.max(MIN_CHUNK_BYTES, (long)
                        (path.bitsPerSecond().getAsDouble() / 8 * MAX_CHUNK_SECONDS_ON_THE_PATH))
                : CAREFUL_CHUNK_BYTES;
        int until = from + 1;
        while (until < members.accessUnits()
                && members.times().decodingTicks(until + 1) - members.times().decodingTicks(from) <= MAX_CHUNK_TICKS
                && members.bytes(plan, from, until + 1) <= maxBytes) {
            until++;
        }
        return until;
    }
}
