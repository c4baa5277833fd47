package dev.starling.edge.delivery;

import dev.starling.edge.path.Connection;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.ClipSteering.Step;
import dev.starling.swarm.steer.PathMonitor;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Sends one clip, chunk by chunk, as {@link ClipSteering} decides, and measures the path meanwhile. One thread, which
 * waits while the connection is busy.
 *
 * @param deadline when the client will have played all it holds; empty while unknown, then the plan stands
 */
record ClipDelivery(
        ClipSteering steering,
        ChunkWriter chunks,
        PathMonitor monitor,
        Connection connection,
        Optional<Instant> deadline,
        InstantSource clock) {
    /**
     * Sends the clip.
     *
     * @param onDownMove told of every down-move, and of the plan with it, before it is carried out
     * @return the plan as it was carried out
     * @throws ChunkSink.ClosedException if the client is gone
     */
    BlendPlan send(ChunkSink sink, BiConsumer<Step.DownMoved, BlendPlan> onDownMove) throws ChunkSink.ClosedException {
        PathMonitor.Transfer transfer = monitor.transfer(connection.tcpInfo());
        Optional<Step> step = steering.next(clock.instant(), transfer.path(), deadline);
        while (step.isPresent()) {
            switch (step.get()) {
                case Step.DownMoved moved -> onDownMove.accept(moved, steering.plan());
                case Step.Chunk(int from, int until) -> {
                    ByteBuf chunk = chunks.chunk(steering.plan(), from, until);
                    int bytes = chunk.readableBytes();
                    Instant handedOver = clock.instant();
                    sink.write(chunk);
                    transfer.sent(bytes, Duration.between(handedOver, clock.instant()), connection.tcpInfo());
                }
            }
            step = steering.next(clock.instant(), transfer.path(), deadline);
        }
        return steering.plan();
    }
}
