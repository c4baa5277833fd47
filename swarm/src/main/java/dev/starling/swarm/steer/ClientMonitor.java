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
    private final Arrivals arrivals = new Arrivals();
    private Told told = Told.NOTHING;
    private Instant toldAt = Instant.EPOCH;
    private int clipsSent;
    private int lastClip = Integer.MIN_VALUE;
    private OptionalDouble lastVmaf = OptionalDouble.empty();
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

    /** Records a request for a clip. Call it after {@link #tell}. */
    public void requested(int clip, Instant now) {
        nextClip = clip;
        arrivals.requested(clip, current(now).buffer(), path.sustained().map(Bandwidth::shortBitsPerSecond), now);
    }

    /**
     * Records that a clip was sent completely.
     *
     * @param outcome what was sent
     */
    public void sent(int clip, Duration duration, Outcome outcome, Instant now) {
        clipsSent++;
        bufferModel.sent(clip, duration, now);
        arrivals.sent(outcome.bytes());
        lastVmaf = OptionalDouble.of(outcome.quality().vmaf());
        lastClip = clip;
    }

    /** The VMAF of the clip before the requested one; empty at a start and after a seek. */
    private OptionalDouble lastVmaf() {
        return nextClip == lastClip + 1 ? lastVmaf : OptionalDouble.empty();
    }

    /** The state of the path and the buffer. */
    public NetworkState network(Instant now) {
        Optional<TcpInfo> tcp = path.last();
        return new NetworkState(
                bandwidth(now),
                tcp.map(it -> it.roundTrip().smoothed()),
                tcp.map(it -> it.roundTrip().variation()),
                tcp.filter(it -> it.segments().sent() >= MIN_SEGMENTS_FOR_LOSS)
                        .map(it -> OptionalDouble.of(
                                (double) it.segments().resent() / it.segments().sent()))
                        .orElse(OptionalDouble.empty()),
                toldBuffer(now).or(() -> modelledBuffer(now)),
                lastVmaf());
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
     * The throughput to expect. The sender's measurement counts, with three exceptions: the client's is higher where
     * the sender has not filled the path; it counts alone behind a proxy that buffers; and the lower one counts if the
     * client does not tell its buffer, because then a proxy cannot be noticed.
     */
    private Optional<Bandwidth> bandwidth(Instant now) {
        Optional<Bandwidth> measured = path.sustained();
        OptionalDouble heard = toldBitsPerSecond(now);
        if (arrivals.proxied()) {
            double arriving = arrivals.bitsPerSecond();
            double limit = heard.isPresent() ? Math.max(arriving, heard.getAsDouble()) : arriving;
            if (measured.isEmpty() || limit < measured.get().shortBitsPerSecond()) {
                return Optional.of(Bandwidth.told(limit));
            }
        }
        if (heard.isEmpty() || heard.getAsDouble() <= 0) {
            return measured;
        }
        double told = heard.getAsDouble();
        if (measured.isEmpty()) {
            return Optional.of(Bandwidth.told(told));
        }
        boolean unverified = current(now).buffer().isEmpty();
        boolean bound = measured.get().knowledge() == Bandwidth.Knowledge.AT_LEAST;
        double own = measured.get().shortBitsPerSecond();
        return (unverified && told < own) || (bound && told > own)
                ? measured.map(it -> it.correctedTo(told))
                : measured;
    }
}
