package dev.starling.edge.session;

import dev.starling.edge.client.Cmcd;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.NetworkReport;
import dev.starling.edge.session.SessionReport.CmcdReport;
import dev.starling.edge.session.SessionReport.Live;
import dev.starling.edge.session.SessionReport.Sources;
import dev.starling.swarm.steer.BufferModel;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.steer.TcpInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the edge knows about one viewer. Thread-safe. */
public final class Session {
    private static final int MAX_CLIPS_EXPLAINED = 64;
    /** Viewers accept about this delay at a start or a seek; it is the deadline of the first clip. */
    private static final Duration STARTUP_PATIENCE = Duration.ofSeconds(2);
    /** Reports older than this have no influence: a player that stopped reporting may have any buffer and path. */
    static final Duration MAX_REPORT_AGE = Duration.ofMinutes(1);
    /**
     * With fewer segments, a single retransmission, such as a tail loss probe, would look like a loss of several
     * percent.
     */
    private static final long MIN_SEGMENTS_FOR_LOSS = 100;

    private final SessionId id;
    private final PathMonitor path = new PathMonitor();
    private final BufferModel bufferModel = new BufferModel();
    private final Feed feed = new Feed();
    private final Deque<ClipReport> clips = new ArrayDeque<>();

    private Instant lastUsed;
    private Optional<String> title = Optional.empty();
    private Optional<SizeChooser> chooser = Optional.empty();
    private CapabilityVector client = CapabilityVector.UNKNOWN;
    private Cmcd cmcd = Cmcd.NONE;
    private Instant cmcdAt;
    private long cmcdAccepted;
    private long cmcdMalformed;
    private long requests;
    private int clipsSent;
    private int nextClip;
    private boolean ended;

    Session(SessionId id, Instant now) {
        this.id = id;
        this.lastUsed = now;
        this.cmcdAt = now;
    }

    /** The id of the session. */
    public SessionId id() {
        return id;
    }

    /** Measures the path to the client. */
    public PathMonitor path() {
        return path;
    }

    synchronized void touch(Instant now) {
        lastUsed = now;
    }

    synchronized Instant lastUsed() {
        return lastUsed;
    }

    /** Records the title that the viewer plays. */
    public synchronized void play(String newTitle, SizeChooser newChooser) {
        title = Optional.of(newTitle);
        chooser = Optional.of(newChooser);
    }

    /** The last description of the device. */
    public synchronized CapabilityVector client() {
        return client;
    }

    /** Replaces the description of the device. */
    public synchronized void tell(CapabilityVector device) {
        client = device;
    }

    /** Records the CMCD of a request for a manifest or video. */
    public synchronized void tell(Cmcd told, Instant now) {
        if (told.values().isEmpty()) {
            return;
        }
        cmcd = told;
        cmcdAt = now;
        cmcdAccepted++;
    }

    /** Counts a malformed CMCD payload. */
    public synchronized void malformedCmcd() {
        cmcdMalformed++;
    }

    /**
     * Records a request for a clip.
     *
     * @return the number of the request
     */
    public synchronized long request(int clip) {
        nextClip = clip;
        return ++requests;
    }

    /** Records the progress of a clip and tells listeners. */
    public synchronized void report(ClipReport report, Instant now) {
        clips.removeIf(it -> it.request() == report.request());
        clips.addLast(report);
        if (clips.size() > MAX_CLIPS_EXPLAINED) {
            clips.removeFirst();
        }
        if (report.progress().state() == ClipReport.State.SENT) {
            clipsSent++;
            bufferModel.sent(
                    report.requested().clip(),
                    Duration.ofNanos((long) (report.requested().seconds() * 1e9)),
                    now);
        }
        feed.tell(new Event("clip", report));
        if (feed.hasListeners()) {
            feed.tell(new Event("network", new Live(NetworkReport.of(network(now)), sources(now))));
        }
    }

    /** The state of the path and the buffer. */
    public synchronized NetworkState network(Instant now) {
        Optional<TcpInfo> tcp = path.last();
        return new NetworkState(
                bitsPerSecond(now),
                tcp.map(it -> it.roundTrip().smoothed()),
                tcp.map(it -> it.roundTrip().variation()),
                tcp.filter(it -> it.segments().sent() >= MIN_SEGMENTS_FOR_LOSS)
                        .map(it -> OptionalDouble.of(
                                (double) it.segments().resent() / it.segments().sent()))
                        .orElse(OptionalDouble.empty()),
                buffer(now));
    }

    /**
     * When the client will have played its whole buffer; for the first clip, at least {@link #STARTUP_PATIENCE} from
     * now.
     *
     * @param told the CMCD of the request for the clip
     * @param now the time of the request
     */
    public synchronized Optional<Instant> deadline(Cmcd told, Instant now) {
        Optional<Duration> left = told.deadline().or(() -> bufferModel.buffer(nextClip, now));
        if (clipsSent == 0) {
            return Optional.of(now.plus(
                    left.filter(it -> it.compareTo(STARTUP_PATIENCE) > 0).orElse(STARTUP_PATIENCE)));
        }
        return left.map(now::plus);
    }

    /** Everything about the session, for people. */
    public synchronized SessionReport explain(Instant now) {
        return new SessionReport(
                id,
                title,
                chooser,
                client,
                NetworkReport.of(network(now)),
                sources(now),
                new CmcdReport(cmcdAccepted, cmcdMalformed, cmcd.byToken()),
                List.copyOf(clips));
    }

    /** Adds a listener; empty if there are too many already, or the session has ended. */
    public synchronized Optional<Feed.Listener> listen() {
        return ended ? Optional.empty() : feed.listen();
    }

    /** Whether the session was forgotten. */
    public synchronized boolean ended() {
        return ended;
    }

    synchronized void end() {
        ended = true;
        feed.end();
    }

    /**
     * The lower of the edge's and the client's measurements. Behind a proxy, the edge measures only the path to the
     * proxy; the client's value lags when the path gets worse.
     */
    private OptionalDouble bitsPerSecond(Instant now) {
        OptionalDouble edge = path.sustainedBitsPerSecond();
        OptionalDouble told = toldBitsPerSecond(now);
        if (edge.isEmpty() || told.isEmpty()) {
            return edge.isPresent() ? edge : told;
        }
        return OptionalDouble.of(Math.min(edge.getAsDouble(), told.getAsDouble()));
    }

    /** Players send a default value until they have measured, so it counts only after a clip was sent. */
    private OptionalDouble toldBitsPerSecond(Instant now) {
        return clipsSent > 0 ? current(now).measuredThroughput() : OptionalDouble.empty();
    }

    /** The last CMCD unless it is too old. */
    private Cmcd current(Instant now) {
        return Duration.between(cmcdAt, now).compareTo(MAX_REPORT_AGE) <= 0 ? cmcd : Cmcd.NONE;
    }

    private Optional<Duration> buffer(Instant now) {
        return toldBuffer(now).or(() -> bufferModel.buffer(nextClip, now));
    }

    private Optional<Duration> toldBuffer(Instant now) {
        return current(now).bufferLength().map(buffer -> {
            Duration age = Duration.between(cmcdAt, now);
            Duration left = age.isNegative() ? buffer : buffer.minus(age);
            return left.isNegative() ? Duration.ZERO : left;
        });
    }

    private Sources sources(Instant now) {
        Optional<BufferSource> bufferFrom = toldBuffer(now)
                .map(it -> BufferSource.CMCD)
                .or(() -> bufferModel.buffer(nextClip, now).map(it -> BufferSource.EDGE));
        return new Sources(
                path.sustainedBitsPerSecond(),
                toldBitsPerSecond(now),
                path.last()
                        .map(TcpInfo::deliveryBitsPerSecond)
                        .filter(it -> it > 0)
                        .map(OptionalDouble::of)
                        .orElse(OptionalDouble.empty()),
                bufferFrom);
    }
}
