package dev.starling.edge.delivery;

import dev.starling.edge.path.Connection;
import dev.starling.edge.path.PathMonitor;
import dev.starling.edge.path.TcpInfo;
import dev.starling.swarm.blend.BlendPlan;
import dev.starling.swarm.blend.DownMove;
import dev.starling.swarm.blend.DownMove.Rest;
import dev.starling.swarm.blend.SplicePoints;
import dev.starling.swarm.cluster.ClusterId;
import dev.starling.swarm.pack.Title;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends one clip, chunk by chunk. Before each chunk it measures the path and moves down to a lower member when what can
 * still be sent is worth more that way. One thread, which waits while the connection is busy.
 */
final class ClipDelivery {
    /** The longest chunk, in media time: a decision at least this often. */
    private static final int LONGEST_CHUNK_TICKS = Title.TIMESCALE / 2;
    /** A chunk is no more than the path carries in this time: once begun, it cannot be made smaller. */
    private static final double LONGEST_CHUNK_SECONDS_ON_THE_PATH = 0.25;
    /** The most bytes of a chunk while nothing is known of the path. */
    private static final long CAREFUL_CHUNK_BYTES = 64 * 1024;
    /** Smaller chunks would be mostly headers. */
    private static final long LEAST_CHUNK_BYTES = 4 * 1024;

    private final ClipMembers members;
    private final SampleTimes times;
    private final SplicePoints splicePoints;
    private final ChunkWriter chunks;
    private final PathMonitor monitor;
    private final Connection connection;
    private final Optional<Instant> deadline;
    private final InstantSource clock;

    private BlendPlan plan;
    private PathMonitor.@Nullable Mark mark;
    private long queuedBytes;

    /** @param deadline when the client will have played all it holds; empty while unknown, then the plan stands */
    ClipDelivery(
            ClipMembers members,
            BlendPlan plan,
            ChunkWriter chunks,
            PathMonitor monitor,
            Connection connection,
            Optional<Instant> deadline,
            InstantSource clock) {
        this.members = members;
        this.plan = plan;
        this.times = members.times();
        this.splicePoints = members.splicePoints();
        this.chunks = chunks;
        this.monitor = monitor;
        this.connection = connection;
        this.deadline = deadline;
        this.clock = clock;
    }

    /**
     * Sends the clip.
     *
     * @param onDownMove told of every down-move, and of the plan with it, before it is carried out
     * @return the plan as it was carried out
     * @throws ChunkSink.ClosedException if the client is gone
     */
    BlendPlan send(ChunkSink sink, BiConsumer<DownMoved, BlendPlan> onDownMove) throws ChunkSink.ClosedException {
        connection.tcpInfo().ifPresent(info -> mark = monitor.begin(info));
        int at = 0;
        while (at < times.count()) {
            moveDown(at).ifPresent(moved -> onDownMove.accept(moved, plan));
            int until = endOfChunk(at);
            ByteBuf chunk = chunks.chunk(plan, at, until);
            int bytes = chunk.readableBytes();
            Instant handedOver = clock.instant();
            sink.write(chunk);
            measure(bytes, Duration.between(handedOver, clock.instant()));
            at = until;
        }
        return plan;
    }

    private Optional<DownMoved> moveDown(int at) {
        OptionalDouble bitsPerSecond = monitor.currentBitsPerSecond();
        if (deadline.isEmpty()
                || bitsPerSecond.isEmpty()
                || bitsPerSecond.getAsDouble() <= 0
                || !splicePoints.allows(at)) {
            return Optional.empty();
        }
        List<ClusterId> below = members.below(plan.memberAt(at));
        List<BlendPlan> ways =
                below.stream().map(member -> plan.downFrom(at, member)).toList();
        Duration left = Duration.between(clock.instant(), deadline.get());
        OptionalInt choice = DownMove.decide(
                rest(plan, at),
                ways.stream().map(way -> rest(way, at)).toList(),
                new DownMove.Path(bitsPerSecond.getAsDouble(), queuedBytes, left));
        if (choice.isEmpty()) {
            return Optional.empty();
        }
        plan = ways.get(choice.getAsInt());
        return Optional.of(
                new DownMoved(at, below.get(choice.getAsInt()), bitsPerSecond.getAsDouble(), queuedBytes, left));
    }

    private Rest rest(BlendPlan way, int from) {
        return new Rest(members.bytes(way, from, times.count()), members.qualitySeconds(way, from));
    }

    /** As many access units as make up the longest chunk that leaves room for a fresh decision, at least one. */
    private int endOfChunk(int from) {
        OptionalDouble bitsPerSecond = monitor.currentBitsPerSecond();
        long mostBytes = bitsPerSecond.isPresent()
                ? Math.max(
                        LEAST_CHUNK_BYTES, (long) (bitsPerSecond.getAsDouble() / 8 * LONGEST_CHUNK_SECONDS_ON_THE_PATH))
                : CAREFUL_CHUNK_BYTES;
        int until = from + 1;
        while (until < times.count()
                && times.decodingTicks(until + 1) - times.decodingTicks(from) <= LONGEST_CHUNK_TICKS
                && members.bytes(plan, from, until + 1) <= mostBytes) {
            until++;
        }
        return until;
    }

    private void measure(int bytes, Duration waited) {
        Optional<TcpInfo> info = connection.tcpInfo();
        if (info.isEmpty()) {
            monitor.measure(bytes, waited);
            return;
        }
        queuedBytes = info.get().queuedBytes();
        mark = mark == null ? monitor.begin(info.get()) : monitor.measure(mark, info.get());
    }
}
