package dev.starling.swarm.steer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known about one client's path and buffer: measured by the sender, and told by the client. Has no clock. Not
 * thread-safe, except for {@link #path}.
 */
public final class ClientMonitor {
    /** Viewers accept about this delay at a start or a seek; it is the deadline of the first clip. */
    private static final Duration STARTUP_PATIENCE = Duration.ofSeconds(2);
    /** Reports older than this have no influence: a client that stopped reporting may have any buffer and path. */
    public static final Duration MAX_REPORT_AGE = Duration.ofMinutes(1);
    /**
     * With fewer segments, a single retransmission, such as a tail loss probe, would look like a loss of several
     * percent.
     */
    private static final long MIN_SEGMENTS_FOR_LOSS = 100;

    private final PathMonitor path = new PathMonitor();
    private final BufferModel bufferModel = new BufferModel();
    private Told told = Told.NOTHING;
    private Instant toldAt = Instant.EPOCH;
    private int clipsSent;
    private int nextClip;

    /**
     * What a client tells about itself.
     *
     * @param bitsPerSecond the throughput that it has measured (CMCD {@code mtp})
     * @param buffer the media that it has buffered (CMCD {@code bl})
     */
    public record Told(OptionalDouble bitsPerSecond, Optional<Duration> buffer) {
        /** The client tells nothing. */
        public static final Told NOTHING = new Told(OptionalDouble.empty(), Optional.empty());
    }

    /** Measures the path to the client. */
    public PathMonitor path() {
        return path;
    }

    /** Records what the client tells. */
    public void tell(Told now, Instant at) {
        told = now;
        toldAt = at;
    }

    /** Records a request for a clip. */
    public void requested(int clip) {
        nextClip = clip;
    }

    /** Records that a clip was sent completely. */
    public void sent(int clip, Duration duration, Instant now) {
        clipsSent++;
        bufferModel.sent(clip, duration, now);
    }

    /** The state of the path and the buffer. */
    public NetworkState network(Instant now) {
        Optional<TcpInfo> tcp = path.last();
        return new NetworkState(
                bitsPerSecond(now),
                tcp.map(it -> it.roundTrip().smoothed()),
                tcp.map(it -> it.roundTrip().variation()),
                tcp.filter(it -> it.segments().sent() >= MIN_SEGMENTS_FOR_LOSS)
                        .map(it -> OptionalDouble.of(
                                (double) it.segments().resent() / it.segments().sent()))
                        .orElse(OptionalDouble.empty()),
                toldBuffer(now).or(() -> modelledBuffer(now)));
    }

    /**
     * When the client will have played its whole buffer; for the first clip, at least {@link #STARTUP_PATIENCE} from
     * now.
     *
     * @param left the time until then, if the request for the clip tells it
     * @param now the time of the request
     */
    public Optional<Instant> deadline(Optional<Duration> left, Instant now) {
        Optional<Duration> known = left.or(() -> modelledBuffer(now));
        if (clipsSent == 0) {
            return Optional.of(now.plus(
                    known.filter(it -> it.compareTo(STARTUP_PATIENCE) > 0).orElse(STARTUP_PATIENCE)));
        }
        return known.map(now::plus);
    }

    /**
     * The throughput that the client has measured. Players send a default value until they have measured, so it counts
     * only after a clip was sent.
     */
    public OptionalDouble toldBitsPerSecond(Instant now) {
        return clipsSent > 0 ? current(now).bitsPerSecond() : OptionalDouble.empty();
    }

    /** The last report unless it is too old. */
    private Told current(Instant now) {
        return Duration.between(toldAt, now).compareTo(MAX_REPORT_AGE) <= 0 ? told : Told.NOTHING;
    }

    /** The buffer that the client told, less the time since. */
    public Optional<Duration> toldBuffer(Instant now) {
        return current(now).buffer().map(buffer -> {
            Duration age = Duration.between(toldAt, now);
            Duration left = age.isNegative() ? buffer : buffer.minus(age);
            return left.isNegative() ? Duration.ZERO : left;
        });
    }

    /** The buffer by {@link BufferModel}. */
    public Optional<Duration> modelledBuffer(Instant now) {
        return bufferModel.buffer(nextClip, now);
    }

    /**
     * The lower of the sender's and the client's measurements. Behind a proxy, the sender measures only the path to the
     * proxy; the client's value lags when the path gets worse.
     */
    private OptionalDouble bitsPerSecond(Instant now) {
        OptionalDouble measured = path.sustainedBitsPerSecond();
        OptionalDouble heard = toldBitsPerSecond(now);
        if (measured.isEmpty() || heard.isEmpty()) {
            return measured.isPresent() ? measured : heard;
        }
        return OptionalDouble.of(Math.min(measured.getAsDouble(), heard.getAsDouble()));
    }
}
