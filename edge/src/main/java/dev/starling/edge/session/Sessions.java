package dev.starling.edge.session;

import dev.starling.edge.client.ClientAddress;
import dev.starling.edge.limits.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The sessions of an edge: at most {@value #MAX_SESSIONS}. Sessions are forgotten when they are idle for
 * {@link #MAX_IDLE} or, if there are too many, the least recently used first. The URLs of a forgotten session continue
 * to work: the next request starts a new session under the old id. Thread-safe.
 *
 * <p>Only its own id opens a session. A name that the player chose ({@code sid} of CMCD) does not, since others may
 * know it; it only tells whose events are reported from the same address.
 */
public final class Sessions {
    /** Each session takes at most about 100 kB, so all sessions fit in a gigabyte. */
    static final int MAX_SESSIONS = 10_000;
    /** A player that returns from a longer pause is treated as a new viewer. */
    static final Duration MAX_IDLE = Duration.ofMinutes(30);
    /** Players request a clip every few seconds, or a little later when their buffer is full. */
    static final Duration ACTIVE = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Rate rate;
    private final PathMemory paths;
    /** Least recently used first. */
    private final LinkedHashMap<SessionId, Session> sessions = new LinkedHashMap<>();

    /** The same, oldest first. */
    private final NavigableMap<Long, Session> byNumber = new TreeMap<>();

    private long created;
    /** Those that were ended on purpose, and when. */
    private final Map<SessionId, Instant> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, Instant> eldest) {
            return size() > MAX_SESSIONS;
        }
    };

    /** Least recently used first. */
    private final Map<Name, SessionId> names = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, SessionId> eldest) {
            return size() > MAX_SESSIONS;
        }
    };

    /** A player's own name of its session. */
    private record Name(ClientAddress address, String text) {}

    /**
     * Creates the sessions of an edge: none yet.
     *
     * @param random the source of ids; must not be predictable
     * @param rate limits how many start
     */
    public Sessions(InstantSource clock, RandomGenerator random, Rate rate) {
        this.clock = clock;
        this.random = random;
        this.rate = rate;
        this.paths = new PathMemory(clock);
    }

    /** Too many sessions are being created; it may succeed a second later. */
    public static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The session was ended on purpose, so its id starts no other one for a while. */
    public static final class EndedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /**
     * Creates a session.
     *
     * @param ofClient limits how many the client starts
     * @throws TooManyException if too many were created in this second; so do the other methods that create sessions
     */
    public synchronized Session create(Rate ofClient) {
        return add(SessionId.random(random), ofClient);
    }

    /** Finds the session of a viewer's request, which uses it. */
    public synchronized Optional<Session> find(SessionId id) {
        Optional<Session> session = look(id);
        session.ifPresent(it -> {
            it.touch(clock.instant());
            sessions.putLast(id, it);
        });
        return session;
    }

    /** Finds a session for someone who only looks at it: it is as idle as before. */
    public synchronized Optional<Session> look(SessionId id) {
        forget(MAX_SESSIONS);
        return Optional.ofNullable(sessions.get(id));
    }

    /**
     * Finds a session or, if it is not known, creates it under the given id.
     *
     * @throws EndedException if it was ended on purpose less than {@link #MAX_IDLE} ago
     */
    public synchronized Session resume(SessionId id, Rate ofClient) {
        Instant end = ended.get(id);
        if (end != null && clock.instant().isBefore(end.plus(MAX_IDLE))) {
            throw new EndedException();
        }
        return find(id).orElseGet(() -> add(id, ofClient));
    }

    /**
     * Finds or creates the session for a manifest.
     *
     * @param id the session that the request names, if any
     */
    public synchronized Session forManifest(Optional<SessionId> id, Rate ofClient) {
        return id.map(it -> resume(it, ofClient)).orElseGet(() -> create(ofClient));
    }

    /**
     * Finds the session of a player that reports events.
     *
     * @param name the player's session id ({@code sid}): the session's own, or one that the player chose and has sent
     *     with a request from the same address
     */
    public synchronized Optional<Session> ofPlayer(String name, ClientAddress address) {
        return SessionId.of(name)
                .flatMap(this::find)
                .or(() ->
                        Optional.ofNullable(names.get(new Name(address, name))).flatMap(this::find));
    }

    /** Remembers the session id that a player chose. */
    public synchronized void name(Session session, String name, ClientAddress address) {
        names.put(new Name(address, name), session.id());
    }

    /** The number of sessions. */
    public synchronized int count() {
        forget(MAX_SESSIONS);
        return sessions.size();
    }

    /** The number of sessions with a request in the last {@link #ACTIVE}. */
    public synchronized int active() {
        Instant since = clock.instant().minus(ACTIVE);
        int active = 0;
        for (Session latest : sessions.sequencedValues().reversed()) {
            if (latest.lastUsed().isBefore(since)) {
                break;
            }
            active++;
        }
        return active;
    }

    /**
     * A page of the list of sessions, newest first.
     *
     * @param before lists those with a smaller number only; of a page, the number of its last session
     * @param max how many, at least 1
     */
    public Page page(long before, int max) {
        Instant now = clock.instant();
        List<Session> listed;
        int total;
        boolean more;
        synchronized (this) {
            forget(MAX_SESSIONS);
            NavigableMap<Long, Session> older = byNumber.headMap(before, false).descendingMap();
            listed = older.values().stream().limit(max).toList();
            total = sessions.size();
            more = !listed.isEmpty() && byNumber.lowerKey(listed.getLast().number()) != null;
        }
        List<SessionBrief> briefs = listed.stream().map(it -> it.brief(now)).toList();
        return new Page(total, briefs, more ? OptionalLong.of(listed.getLast().number()) : OptionalLong.empty());
    }

    /**
     * A page of the list of sessions, in the JSON form of the API.
     *
     * @param total the number of all sessions
     * @param next the argument {@code before} of the next page; empty on the last one
     */
    public record Page(int total, List<SessionBrief> sessions, OptionalLong next) {
        public Page {
            sessions = List.copyOf(sessions);
        }
    }

    /**
     * Ends a session on purpose: its feeds end, and its id is refused for {@link #MAX_IDLE}.
     *
     * @return whether it was known
     */
    public synchronized boolean end(SessionId id) {
        Session session = sessions.remove(id);
        if (session == null) {
            return false;
        }
        byNumber.remove(session.number());
        session.end();
        ended.remove(id);
        ended.put(id, clock.instant());
        return true;
    }

    /** Ends the feeds of all sessions. */
    public synchronized void end() {
        sessions.values().forEach(Session::end);
    }

    private Session add(SessionId id, Rate ofClient) {
        Instant now = clock.instant();
        if (!ofClient.take(now) || !rate.take(now)) {
            throw new TooManyException();
        }
        forget(MAX_SESSIONS - 1);
        Session session = new Session(id, ++created, paths, now);
        sessions.put(id, session);
        byNumber.put(session.number(), session);
        return session;
    }

    /** Forgets idle sessions, and others until at most {@code max} are left. */
    private void forget(int max) {
        Instant idleSince = clock.instant().minus(MAX_IDLE);
        Iterator<Session> eldestFirst = sessions.values().iterator();
        while (eldestFirst.hasNext()) {
            Session eldest = eldestFirst.next();
            if (sessions.size() <= max && !eldest.lastUsed().isBefore(idleSince)) {
                break;
            }
            eldest.end();
            eldestFirst.remove();
            byNumber.remove(eldest.number());
        }
    }
}
