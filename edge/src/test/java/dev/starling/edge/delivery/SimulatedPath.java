package dev.starling.edge.delivery;

import dev.starling.edge.path.Connection;
import dev.starling.swarm.steer.TcpInfo;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** A path of a given rate behind a short kernel queue, in simulated time. */
final class SimulatedPath implements ChunkSink, Connection, InstantSource {
    private static final double STEP_SECONDS = 0.001;
    private static final double NOTSENT_LOWAT_BYTES = 16 * 1024;
    private static final double ROUND_TRIP_SECONDS = 0.02;
    /** The end of a response is written by another thread, this much later. */
    private static final double END_SECONDS = 0.01;
    /** The last chunk of a chunked response. */
    private static final int END_BYTES = 5;

    private final DoubleUnaryOperator bitsPerSecondAt;
    private final Kernel kernel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private double seconds;
    private double queuedBytes;
    private double ackedBytes;
    private double busySeconds;
    private double endsWithin = Double.POSITIVE_INFINITY;
    private double endedAt = Double.POSITIVE_INFINITY;

    /** The kernel of the sender. */
    enum Kernel {
        WITH_TCP_INFO,
        WITHOUT_TCP_INFO
    }

    /** @param bitsPerSecondAt the rate at a time in seconds */
    SimulatedPath(DoubleUnaryOperator bitsPerSecondAt, Kernel kernel) {
        this.bitsPerSecondAt = bitsPerSecondAt;
        this.kernel = kernel;
    }

    double seconds() {
        return seconds;
    }

    /** The time since a response ended; negative before. */
    double secondsSinceEnd() {
        return seconds - endedAt;
    }

    /** Waits until the queue is empty. */
    void drain() {
        while (queuedBytes > 0) {
            step();
        }
    }

    @Override
    public void end() {
        endsWithin = END_SECONDS;
        endedAt = seconds;
    }

    @Override
    public void pause(Duration time) {
        double until = seconds + time.toNanos() / 1e9;
        while (seconds < until) {
            step();
        }
    }

    /** Waits until the queue is empty, and takes what arrived of the media. */
    byte[] take() {
        drain();
        byte[] bytes = received.toByteArray();
        received.reset();
        return bytes;
    }

    @Override
    public void write(ByteBuf chunk) {
        byte[] bytes = ByteBufUtil.getBytes(chunk);
        chunk.release();
        received.writeBytes(bytes);
        send(bytes.length);
    }

    /** Queues bytes, and waits until the queue is short again. */
    void send(long bytes) {
        queuedBytes += bytes;
        while (queuedBytes > NOTSENT_LOWAT_BYTES) {
            step();
        }
    }

    private void step() {
        endsWithin -= STEP_SECONDS;
        if (endsWithin <= 0) {
            queuedBytes += END_BYTES;
            endsWithin = Double.POSITIVE_INFINITY;
        }
        double carried = Math.min(queuedBytes, bitsPerSecondAt.applyAsDouble(seconds) / 8 * STEP_SECONDS);
        queuedBytes -= carried;
        ackedBytes += carried;
        busySeconds += queuedBytes + carried > 0 ? STEP_SECONDS : 0;
        seconds += STEP_SECONDS;
    }

    @Override
    public Optional<TcpInfo> tcpInfo() {
        double inFlight = Math.min(queuedBytes, bitsPerSecondAt.applyAsDouble(seconds) / 8 * ROUND_TRIP_SECONDS);
        return kernel == Kernel.WITH_TCP_INFO
                ? Optional.of(new TcpInfo(
                        new TcpInfo.RoundTrip(roundTrip(), Duration.ZERO, roundTrip()),
                        new TcpInfo.Bytes((long) inFlight, (long) (queuedBytes - inFlight), (long) ackedBytes),
                        TcpInfo.Busy.of(Duration.ofNanos((long) (busySeconds * 1e9))),
                        TcpInfo.Phase.AVOIDANCE,
                        0,
                        new TcpInfo.Segments(0, 0)))
                : Optional.empty();
    }

    private static Duration roundTrip() {
        return Duration.ofNanos((long) (ROUND_TRIP_SECONDS * 1e9));
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos((long) (seconds * 1e9));
    }
}
