package dev.starling.edge.session;

import dev.starling.edge.client.ClientAddress;
import dev.starling.edge.client.Cmcd;
import dev.starling.edge.client.CmcdEvents;
import dev.starling.edge.client.PlayerState;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.NetworkReport;
import dev.starling.edge.record.DeliveryTotals;
import dev.starling.edge.record.SessionRecord;
import dev.starling.edge.record.Viewer;
import dev.starling.edge.session.SessionReport.CmcdReport;
import dev.starling.edge.session.SessionReport.Live;
import dev.starling.edge.session.SessionReport.Measured;
import dev.starling.edge.session.SessionReport.Sources;
import dev.starling.edge.shaping.PathShape;
import dev.starling.edge.shaping.ShapedPath;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.ClientMonitor;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.steer.Reward;
import dev.starling.swarm.steer.TcpInfo;
import dev.starling.swarm.title.BlendGroupId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the edge knows about one viewer. Thread-safe. */
public final class Session {
    private static final int MAX_CLIPS_EXPLAINED = 64;

    private final SessionId id;
    private final long number;
    private final ClientMonitor monitor = new ClientMonitor();
    private final Playback playback = new Playback();
    private final Feed feed = new Feed();
    private final ShapedPath shaped = new ShapedPath();
    private final Deque<ClipReport> clips = new ArrayDeque<>();

    private final PathMemory memory;
    private Optional<ClientAddress> address = Optional.empty();
    private final Instant startedAt;
    private DeliveryTotals totals = DeliveryTotals.NONE;
    private Experience experienced = Experience.NONE;
    private Instant lastUsed;
    private Optional<String> title = Optional.empty();
    private Optional<String> edition = Optional.empty();
    private Optional<BlendGroupId> group = Optional.empty();
    private Optional<SizeChooser> chooser = Optional.empty();
    private Delivery delivery = Delivery.STREAMED;
    private Mixing mixing = Mixing.BLENDED;
    private CapabilityVector client = CapabilityVector.UNKNOWN;
    private CapabilityVector hinted = CapabilityVector.UNKNOWN;
    private Cmcd cmcd = Cmcd.NONE;
    private long cmcdAccepted;
    private long cmcdMalformed;
    private long requests;
    private long lastReported;
    private boolean ended;

    Session(SessionId id, long number, PathMemory memory, Instant now) {
        this.id = id;
        this.number = number;
        this.memory = memory;
        this.startedAt = now;
        this.lastUsed = now;
    }

    /** The id of the session. */
    public SessionId id() {
        return id;
    }

    /** Rises from session to session. */
    long number() {
        return number;
    }

    /** Measures the path to the client. */
    public PathMonitor path() {
        return monitor.path();
    }

    /** The artificial path to the client, if one was asked for. */
    public ShapedPath shaped() {
        return shaped;
    }

    /** Puts an artificial path between the edge and the client, and tells listeners. */
    public synchronized void shape(PathShape shape, Instant now) {
        shaped.shape(shape, now);
        feed.tell(event(live(now)));
    }

    synchronized void touch(Instant now) {
        lastUsed = now;
    }

    synchronized Instant lastUsed() {
        return lastUsed;
    }

    /** Records the title that the viewer plays, the edition of its manifest, and how it is delivered. */
    public synchronized void play(
            String newTitle, String newEdition, SizeChooser newChooser, Delivery newDelivery, Mixing newMixing) {
        if (!title.equals(Optional.of(newTitle))) {
            group = Optional.empty();
        }
        title = Optional.of(newTitle);
        edition = Optional.of(newEdition);
        chooser = Optional.of(newChooser);
        delivery = newDelivery;
        mixing = newMixing;
    }

    /** What its clips may be made of. */
    public synchronized Mixing mixing() {
        return mixing;
    }

    /** The edition of a title whose manifest the player has; empty if it has none. */
    public synchronized Optional<String> edition(String ofTitle) {
        return title.equals(Optional.of(ofTitle)) ? edition : Optional.empty();
    }

    /** The blend group that a player without switches stays in; empty if it has none yet. */
    public synchronized Optional<BlendGroupId> group(String ofTitle) {
        return title.equals(Optional.of(ofTitle)) ? group : Optional.empty();
    }

    /** Records the blend group that a player without switches stays in, of the title that it plays. */
    public synchronized void stayIn(BlendGroupId newGroup) {
        group = Optional.of(newGroup);
    }

    /** When it began. */
    public Instant startedAt() {
        return startedAt;
    }

    /** From now on it gets its clips by redirects. */
    public synchronized void redirect() {
        delivery = Delivery.REDIRECTED;
    }

    /** How it gets its clips. */
    public synchronized Delivery delivery() {
        return delivery;
    }

    /** The last description of the device, and where that is unknown, what its requests hint. */
    public synchronized CapabilityVector client() {
        return client.or(hinted);
    }

    /** Records the address that requests come from. On a new one, what is known of the path to it counts first. */
    public synchronized void comesFrom(ClientAddress client) {
        if (address.equals(Optional.of(client))) {
            return;
        }
        address = Optional.of(client);
        if (!shaped.isArtificial()) {
            memory.recall(client).ifPresent(monitor::remember);
        }
    }

    /** Records what a request hints about the device. */
    public synchronized void hint(CapabilityVector device) {
        hinted = device;
    }

    /** Replaces the description of the device. */
    public synchronized void tell(CapabilityVector device) {
        client = device;
    }

    /** Records the throughput that the client has measured before its first clip. */
    public synchronized void expect(double bitsPerSecond, Instant now) {
        monitor.expect(bitsPerSecond, now);
    }

    /** Records the CMCD of a request for a manifest or video. */
    public synchronized void tell(Cmcd told, Instant now) {
        if (told.isEmpty()) {
            return;
        }
        cmcd = told;
        playback.request(told);
        monitor.tell(forMonitor(told), now);
        cmcdAccepted++;
    }

    /** Records events. The last one is taken as of now, and the others as far before it as their timestamps. */
    public synchronized void tell(CmcdEvents events, Instant now) {
        Optional<Instant> latest =
                events.valid().stream().flatMap(it -> it.timestamp().stream()).max(Comparator.naturalOrder());
        for (Cmcd event : events.valid()) {
            Duration age = latest.flatMap(last -> event.timestamp().map(at -> Duration.between(at, last)))
                    .orElse(Duration.ZERO);
            cmcd = event;
            playback.event(event);
            monitor.update(forMonitor(event), now.minus(age));
        }
        cmcdAccepted += events.valid().size();
        cmcdMalformed += events.malformed();
        feed.tell(new Event("playback", playback.report()));
    }

    /** A player that rebuffers has no buffer, and one that is paused does not play it. */
    private ClientMonitor.Told forMonitor(Cmcd told) {
        boolean rebuffering = told.state().equals(Optional.of(PlayerState.REBUFFERING));
        boolean halted = playback.state().filter(PlayerState::isHalted).isPresent();
        return new ClientMonitor.Told(
                told.measuredThroughput(),
                told.bufferLength().or(() -> rebuffering ? Optional.of(Duration.ZERO) : Optional.empty()),
                halted ? 0 : told.playbackRate().orElse(1));
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
    public synchronized long request(int clip, Instant now) {
        monitor.requested(clip, now);
        return ++requests;
    }

    /** Records the progress of a clip and tells listeners. */
    public synchronized void report(ClipReport report, Instant now) {
        ClipReport latest = clips.peekLast();
        if (latest != null && latest.request() == report.request()) {
            clips.removeLast();
        } else if (report.request() <= lastReported) {
            clips.removeIf(it -> it.request() == report.request());
        }
        lastReported = Math.max(lastReported, report.request());
        clips.addLast(report);
        if (clips.size() > MAX_CLIPS_EXPLAINED) {
            clips.removeFirst();
        }
        if (report.progress().state() == ClipReport.State.SENT) {
            monitor.sent(
                    report.requested().clip(),
                    Duration.ofNanos((long) (report.requested().seconds() * 1e9)),
                    report.progress().actual().orElseThrow(),
                    now);
            // What an artificial path carries tells nothing about the real one.
            address.filter(_ -> !shaped.isArtificial())
                    .ifPresent(client -> monitor.toRemember(now).ifPresent(path -> memory.remember(client, path)));
        }
        feed.tell(new Event("clip", report));
        if (feed.hasListeners()) {
            feed.tell(event(live(now)));
        }
    }

    /** The path and the buffer now. */
    public synchronized Live live(Instant now) {
        return new Live(NetworkReport.of(network(now)), sources(now), shaped.bitsPerSecond(now));
    }

    /** What listeners are told of the path and the buffer. */
    public static Event event(Live live) {
        return new Event("network", live);
    }

    /** The state of the path and the buffer. */
    public synchronized NetworkState network(Instant now) {
        return monitor.network(now);
    }

    /**
     * When the client will have played its whole buffer, if known.
     *
     * @param told the CMCD of the request for the clip
     * @param now the time of the request
     */
    public synchronized Optional<Instant> deadline(Cmcd told, Instant now) {
        return monitor.deadline(told.deadline(), now);
    }

    /** Counts a clip whose delivery has ended. */
    public synchronized void delivered(ClipReport report, Optional<Reward> reward) {
        totals = totals.with(report, reward);
    }

    /** The address of the last request for a manifest or video. */
    public synchronized Optional<ClientAddress> address() {
        return address;
    }

    /** What the viewer has experienced, as the player tells. */
    public synchronized PlaybackReport playback() {
        return playback.report();
    }

    /** What the viewer has experienced since the last call, as far as the player tells. */
    public synchronized Experience newExperience() {
        if (!playback.isTold()) {
            return Experience.NONE;
        }
        Experience now = Experience.of(playback.report(), totals.seconds());
        Experience since = now.since(experienced);
        experienced = now.max(experienced);
        return since;
    }

    /** The session in a few lines. */
    public synchronized SessionBrief brief(Instant now) {
        NetworkState network = network(now);
        PlaybackReport told = playback.report();
        return new SessionBrief(
                id,
                number,
                title,
                chooser,
                startedAt.toString(),
                seconds(Duration.between(lastUsed, now)),
                told.state(),
                Optional.ofNullable(clips.peekLast()).map(SessionBrief.Last::of),
                network.bitsPerSecond(),
                network.buffer().map(it -> OptionalDouble.of(seconds(it))).orElse(OptionalDouble.empty()),
                SessionBrief.Qoe.of(totals, told));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** The record of the session so far. */
    public synchronized SessionRecord record(Viewer viewer, Instant now) {
        return new SessionRecord(viewer, startedAt, now, title, chooser, totals, playback.report(), client());
    }

    /** Everything about the session, for people. */
    public synchronized SessionReport explain(Instant now) {
        return new SessionReport(
                id,
                title,
                chooser,
                client(),
                NetworkReport.of(network(now)),
                sources(now),
                new CmcdReport(cmcdAccepted, cmcdMalformed, cmcd.byToken()),
                playback.report(),
                shaped.shape(),
                shaped.bitsPerSecond(now),
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

    private OptionalDouble edgeBitsPerSecond() {
        return monitor.path()
                .sustained()
                .map(it -> OptionalDouble.of(it.shortBitsPerSecond()))
                .orElse(OptionalDouble.empty());
    }

    private Sources sources(Instant now) {
        Optional<BufferSource> bufferFrom = monitor.toldBuffer(now)
                .map(it -> BufferSource.CMCD)
                .or(() -> monitor.modelledBuffer(now).map(it -> BufferSource.EDGE));
        return new Sources(
                new Measured(edgeBitsPerSecond(), monitor.path().currentBitsPerSecond()),
                monitor.toldBitsPerSecond(now),
                monitor.path()
                        .last()
                        .map(TcpInfo::deliveryBitsPerSecond)
                        .filter(it -> it > 0)
                        .map(OptionalDouble::of)
                        .orElse(OptionalDouble.empty()),
                bufferFrom,
                monitor.rememberedBandwidth(now)
                        .map(it -> OptionalDouble.of(it.shortBitsPerSecond()))
                        .orElse(OptionalDouble.empty()));
    }
}
