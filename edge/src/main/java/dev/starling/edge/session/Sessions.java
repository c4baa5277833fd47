package dev.starling.edge.session;

import dev.starling.edge.client.ClientAddress;
import dev.starling.edge.limits.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Rate rate;
    private final PathMemory paths;
    /** Least recently used first. */
    private final Map<SessionId, Session> sessions = new LinkedHashMap<>(64, 0.75f, true);

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

    /**
     * Creates a session.
     *
     * @param ofClient limits how many the client starts
     * @throws TooManyException if too many were created in this second; so do the other methods that create sessions
     */
    public synchronized Session create(Rate ofClient) {
        return add(SessionId.random(random), ofClient);
    }

    /** Finds a session. */
    public synchronized Optional<Session> find(SessionId id) {
        forget(MAX_SESSIONS);
        Optional<Session> session = Optional.ofNullable(sessions.get(id));
        session.ifPresent(it -> it.touch(clock.instant()));
        return session;
    }

    /** Finds a session or, if it is not known, creates it under the given id. */
    public synchronized Session resume(SessionId id, Rate ofClient) {
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
        Session session = new Session(id, paths, now);
        sessions.put(id, session);
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
        }
    }
}
