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

/** A path of a given rate with a short kernel queue before it, in simulated time. */
final class SimulatedPath implements ChunkSink, Connection, InstantSource {
    private static final double STEP_SECONDS = 0.001;
    private static final double NOTSENT_LOWAT_BYTES = 16 * 1024;
    private static final double ROUND_TRIP_SECONDS = 0.02;

    private final DoubleUnaryOperator bitsPerSecondAt;
    private final boolean kernelTells;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private double seconds;
    private double queuedBytes;
    private double ackedBytes;
    private double busySeconds;

    /**
     * @param bitsPerSecondAt the rate at a time in seconds
     * @param kernelTells whether there is TCP_INFO
     */
    SimulatedPath(DoubleUnaryOperator bitsPerSecondAt, boolean kernelTells) {
        this.bitsPerSecondAt = bitsPerSecondAt;
        this.kernelTells = kernelTells;
    }

    double seconds() {
        return seconds;
    }

    /** Lets all that is queued arrive, and takes what arrived. */
    byte[] take() {
        while (queuedBytes > 0) {
            step();
        }
        byte[] bytes = received.toByteArray();
        received.reset();
        return bytes;
    }

    @Override
    public void write(ByteBuf chunk) {
        byte[] bytes = ByteBufUtil.getBytes(chunk);
        chunk.release();
        received.writeBytes(bytes);
        queuedBytes += bytes.length;
        while (queuedBytes > NOTSENT_LOWAT_BYTES) {
            step();
        }
    }

    private void step() {
        double carried = Math.min(queuedBytes, bitsPerSecondAt.applyAsDouble(seconds) / 8 * STEP_SECONDS);
        queuedBytes -= carried;
        ackedBytes += carried;
        busySeconds += STEP_SECONDS;
        seconds += STEP_SECONDS;
    }

    @Override
    public Optional<TcpInfo> tcpInfo() {
        double inFlight = Math.min(queuedBytes, bitsPerSecondAt.applyAsDouble(seconds) / 8 * ROUND_TRIP_SECONDS);
        return kernelTells
                ? Optional.of(new TcpInfo(
                        new TcpInfo.RoundTrip(Duration.ofNanos((long) (ROUND_TRIP_SECONDS * 1e9)), Duration.ZERO),
                        new TcpInfo.Bytes((long) inFlight, (long) (queuedBytes - inFlight), (long) ackedBytes),
                        Duration.ofNanos((long) (busySeconds * 1e9)),
                        0,
                        new TcpInfo.Segments(0, 0)))
                : Optional.empty();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos((long) (seconds * 1e9));
    }
}
