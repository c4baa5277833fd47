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

/**
 * Sends one clip, chunk by chunk, and measures the path. {@link ClipSteering} makes all decisions. For one clip and one
 * thread, which waits while the connection is busy.
 */
final class ClipDelivery {
    private final ClipSteering steering;
    private final ChunkWriter chunks;
    private final Connection connection;
    private final Optional<Instant> deadline;
    private final InstantSource clock;
    private final PathMonitor.Transfer transfer;

    /** @param deadline when the client will have played its whole buffer; if empty, the plan does not change */
    ClipDelivery(
            ClipSteering steering,
            ChunkWriter chunks,
            PathMonitor monitor,
            Connection connection,
            Optional<Instant> deadline,
            InstantSource clock) {
        this.steering = steering;
        this.chunks = chunks;
        this.connection = connection;
        this.deadline = deadline;
        this.clock = clock;
        this.transfer = monitor.transfer(connection, connection.tcpInfo());
    }

    /** Hears of changes of the plan, each with the new plan. */
    interface Changes {
        /** The rest goes down. */
        void movedDown(Step.DownMoved moved, BlendPlan plan);

        /** The moves at an access unit are taken back. */
        void movedBack(int accessUnit, BlendPlan plan);
    }

    /**
     * Sends the clip and ends the response.
     *
     * @param changes hears of every change of the plan before the next chunk is sent
     * @return the plan that was delivered
     * @throws ChunkSink.ClosedException if the client has gone
     */
    BlendPlan send(ChunkSink sink, Changes changes) throws ChunkSink.ClosedException {
        Optional<Step> step = next();
        while (step.isPresent()) {
            switch (step.get()) {
                case Step.DownMoved moved -> changes.movedDown(moved, chunks.asSent(steering.plan()));
                case Step.MovedBack(int accessUnit) -> changes.movedBack(accessUnit, chunks.asSent(steering.plan()));
                case Step.Wait(Duration time) -> look(sink, time);
                case Step.Chunk(int from, int until) -> {
                    BlendPlan planned = steering.plan();
                    ByteBuf chunk = chunks.chunk(planned, from, until);
                    BlendPlan carriedOut = chunks.asSent(planned);
                    if (!carriedOut.equals(planned)) {
                        steering.requantisingGivenUp(carriedOut);
                    }
                    int bytes = chunk.readableBytes();
                    Instant handedOver = clock.instant();
                    sink.write(chunk);
                    transfer.sent(bytes, Duration.between(handedOver, clock.instant()), connection.tcpInfo());
                }
            }
            step = next();
        }
        sink.end();
        return chunks.asSent(steering.plan());
    }

    /** The bytes of the access units so far. */
    long mediaBytes() {
        return chunks.mediaBytes();
    }

    /** The processor time of requantising so far. */
    Duration requantisingTime() {
        return chunks.requantisingTime();
    }

    private Optional<Step> next() {
        return steering.next(clock.instant(), transfer.path(), deadline);
    }

    private void look(ChunkSink sink, Duration wait) throws ChunkSink.ClosedException {
        sink.pause(wait);
        connection.tcpInfo().ifPresent(transfer::look);
    }

    /**
     * Measures the path until the client has acknowledged the clip, or the connection carries the next one. Call it
     * once after {@link #send}, also if that failed.
     */
    void drain(ChunkSink sink) {
        Draining draining = new Draining(transfer, clock.instant());
        try {
            Optional<Duration> wait = draining.next(clock.instant());
            while (wait.isPresent()) {
                look(sink, wait.get());
                wait = draining.next(clock.instant());
            }
        } catch (ChunkSink.ClosedException clientGone) {
            // What was measured until now counts.
        } finally {
            draining.end();
        }
    }
}
