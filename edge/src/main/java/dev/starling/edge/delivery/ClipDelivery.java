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
 * Sends one clip, chunk by chunk, and measures the path. {@link ClipSteering} makes all decisions. Uses one thread,
 * which waits while the connection is busy.
 *
 * @param deadline when the client will have played its whole buffer; if empty, the plan does not change
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
     * @param onDownMove receives every down-move and the new plan before the next chunk is sent
     * @return the plan that was delivered
     * @throws ChunkSink.ClosedException if the client has gone
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
