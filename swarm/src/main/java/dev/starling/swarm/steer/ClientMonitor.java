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
    private final BufferGoal bufferGoal = new BufferGoal();
    private Optional<RememberedPath> remembered = Optional.empty();
    private Told told = Told.NOTHING;
    private Instant bitsPerSecondAt = Instant.MIN;
    private Instant bufferAt = Instant.MIN;
    private int clipsSent;
    private Instant lastSentAt = Instant.MIN;
    private int lastClip = Integer.MIN_VALUE;
    private OptionalDouble lastVmaf = OptionalDouble.empty();
    private int nextClip;

    /**
     * What a client tells about itself.
     *
     * @param bitsPerSecond the throughput that it has measured (CMCD {@code mtp})
     * @param buffer the media that it has buffered (CMCD {@code bl})
     * @param playbackRate the rate at which it plays that, 0 during a pause (CMCD {@code pr}, {@code sta})
     */
    public record Told(OptionalDouble bitsPerSecond, Optional<Duration> buffer, double playbackRate) {
        /** The client tells nothing. */
        public static final Told NOTHING = new Told(OptionalDouble.empty(), Optional.empty(), 1);

        /** What a client tells that plays at real time. */
        public Told(OptionalDouble bitsPerSecond, Optional<Duration> buffer) {
            this(bitsPerSecond, buffer, 1);
        }

        private Duration bufferAfter(Duration buffered, Duration time) {
            double played = Math.max(0, time.toNanos() * playbackRate);
            Duration left = buffered.minusNanos((long) played);
            return left.isNegative() ? Duration.ZERO : left;
        }
    }

    /** Records what earlier sessions have measured of the path: it counts until this one has measured something. */
    public void remember(RememberedPath earlier) {
        remembered = Optional.of(earlier);
    }

    /**
     * Adds to what earlier sessions let expect a throughput that the client has measured before its first clip. Once
     * the session has measured the path itself, this has no influence.
     *
     * @param bitsPerSecond above 0
     */
    public void expect(double bitsPerSecond, Instant now) {
        RememberedPath measured = new RememberedPath(Bandwidth.told(bitsPerSecond), Optional.empty(), now);
        remembered = Optional.of(remembered.map(it -> it.with(measured)).orElse(measured));
    }

    /** The throughput that earlier sessions let expect. */
    public Optional<Bandwidth> rememberedBandwidth(Instant now) {
        return remembered.filter(it -> it.isUsable(now)).map(it -> it.bandwidth(now));
    }

    /**
     * What this session has measured and heard of the path, with what earlier ones have; empty before the first
     * measurement.
     */
    public Optional<RememberedPath> toRemember(Instant now) {
        return bandwidth(now).map(measured -> {
            RememberedPath own = new RememberedPath(
                    measured, path.last().map(it -> it.roundTrip().smoothed()), now);
            return remembered.map(it -> it.with(own)).orElse(own);
        });
    }

    /** Measures the path to the client. */
    public PathMonitor path() {
        return path;
    }

    /** Records what the client tells with a request: what it leaves out is unknown. */
    public void tell(Told now, Instant at) {
        told = now;
        bitsPerSecondAt = at;
        bufferAt = at;
    }

    /**
     * Records what the client tells between requests: what it leaves out stays as it is.
     *
     * @param at when it was so; older news than those that are known are left out
     */
    public void update(Told now, Instant at) {
        boolean throughput = now.bitsPerSecond().isPresent() && !at.isBefore(bitsPerSecondAt);
        boolean playing = !at.isBefore(bufferAt);
        Optional<Duration> buffer = playing ? now.buffer().or(() -> toldBuffer(at)) : told.buffer();
        told = new Told(
                throughput ? now.bitsPerSecond() : told.bitsPerSecond(),
                buffer,
                playing ? now.playbackRate() : told.playbackRate());
        bitsPerSecondAt = throughput ? at : bitsPerSecondAt;
        bufferAt = playing && buffer.isPresent() ? at : bufferAt;
    }

    /** Records a request for a clip. Call it after {@link #tell}. */
    public void requested(int clip, Instant now) {
        nextClip = clip;
        bufferGoal.requested(clip, toldBuffer(now).or(() -> modelledBuffer(now)), now);
        arrivals.requested(clip, toldBuffer(now), path.sustained().map(Bandwidth::shortBitsPerSecond), now);
    }

    /**
     * Records that a clip was sent completely.
     *
     * @param outcome what was sent
     */
    public void sent(int clip, Duration duration, Outcome outcome, Instant now) {
        clipsSent++;
        lastSentAt = now;
        bufferModel.sent(clip, duration, now);
        bufferGoal.sent(clip, now.plus(onItsWay()));
        arrivals.sent(outcome.bytes());
        lastVmaf = OptionalDouble.of(outcome.quality().vmaf());
        lastClip = clip;
    }

    /** At most how long what was handed over is on its way: twice what the path needs by its current throughput. */
    private Duration onItsWay() {
        OptionalDouble rate = path.currentBitsPerSecond();
        return path.last()
                .map(it -> {
                    double seconds = rate.isPresent() && rate.getAsDouble() > 0
                            ? 2 * it.bytes().queued() * 8 / rate.getAsDouble()
                            : 0;
                    return it.roundTrip().smoothed().plusNanos((long) (seconds * 1e9));
                })
                .orElse(Duration.ZERO);
    }

    /**
     * The VMAF of the clip before the requested one. A client that requests another clip and tells that it has media to
     * play, for example a player that repeats a title, sees the clip that was sent last until then. Empty at a start
     * and after a seek out of the buffer.
     */
    private OptionalDouble lastVmaf(Instant now) {
        boolean plays = nextClip == lastClip + 1
                || toldBuffer(now).filter(Duration::isPositive).isPresent();
        return plays ? lastVmaf : OptionalDouble.empty();
    }

    /** The state of the path and the buffer. */
    public NetworkState network(Instant now) {
        Optional<TcpInfo> tcp = path.last();
        return new NetworkState(
                bandwidth(now).or(() -> rememberedBandwidth(now)),
                tcp.map(it -> it.roundTrip().smoothed())
                        .or(() -> remembered.filter(it -> it.isUsable(now)).flatMap(RememberedPath::roundTrip)),
                tcp.map(it -> it.roundTrip().variation()),
                tcp.filter(it -> it.segments().sent() >= MIN_SEGMENTS_FOR_LOSS)
                        .map(it -> OptionalDouble.of(
                                (double) it.segments().resent() / it.segments().sent()))
                        .orElse(OptionalDouble.empty()),
                toldBuffer(now).or(() -> modelledBuffer(now)),
                arrivals.proxied() ? Optional.empty() : bufferGoal.goal(),
                lastVmaf(now));
    }

    /**
     * When the client will have played its whole buffer; for the first clip, at least {@link #STARTUP_PATIENCE} from
     * now.
     *
     * @param left the time until then, if the request for the clip tells it
     * @param now the time of the request
     */
    public Optional<Instant> deadline(Optional<Duration> left, Instant now) {
        boolean toldSinceTheLastClip = !bufferAt.isBefore(lastSentAt);
        Optional<Duration> known = left.or(() -> toldSinceTheLastClip ? toldBuffer(now) : Optional.empty())
                .or(() -> modelledBuffer(now));
        if (clipsSent == 0) {
            return Optional.of(now.plus(
                    known.filter(it -> it.compareTo(STARTUP_PATIENCE) > 0).orElse(STARTUP_PATIENCE)));
        }
        return known.map(now::plus);
    }

    /**
     * The throughput that the client has measured. Players send a default value until they have measured, so it counts
     * only once the client has media.
     */
    public OptionalDouble toldBitsPerSecond(Instant now) {
        boolean measured =
                clipsSent > 0 || toldBuffer(now).filter(Duration::isPositive).isPresent();
        return measured && isRecent(bitsPerSecondAt, now) ? told.bitsPerSecond() : OptionalDouble.empty();
    }

    /** The buffer that the client told, less what it has played since. */
    public Optional<Duration> toldBuffer(Instant now) {
        return isRecent(bufferAt, now)
                ? told.buffer().map(buffer -> told.bufferAfter(buffer, Duration.between(bufferAt, now)))
                : Optional.empty();
    }

    private static boolean isRecent(Instant report, Instant now) {
        return !report.isBefore(now.minus(MAX_REPORT_AGE));
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
        boolean unverified = toldBuffer(now).isEmpty();
        boolean bound = measured.get().knowledge() == Bandwidth.Knowledge.AT_LEAST;
        double own = measured.get().shortBitsPerSecond();
        return (unverified && told < own) || (bound && told > own)
                ? measured.map(it -> it.correctedTo(told))
                : measured;
    }
}
