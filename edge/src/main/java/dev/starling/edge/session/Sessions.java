package dev.starling.edge.session;

import dev.starling.edge.client.Cmcd;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The sessions of an edge: no more than {@value #MOST_SESSIONS}, each forgotten when it was idle for long or is the one
 * that was used longest ago. A forgotten session's URLs go on working: it starts anew under its old id. Safe for
 * several threads.
 */
public final class Sessions {
    /** Each holds some 100 kB at most, so that all of them fit in a gigabyte. */
    static final int MOST_SESSIONS = 10_000;
    /** A paused player that comes back later is a new viewer to us. */
    static final Duration LONGEST_IDLE = Duration.ofMinutes(30);

    private final InstantSource clock;
    private final RandomGenerator random;
    /** Least recently used first. */
    private final Map<SessionId, Session> sessions = new LinkedHashMap<>(64, 0.75f, true);
    /** By the session ID that the player made up itself ({@code sid} of CMCD). */
    private final Map<String, SessionId> byPlayersId = new LinkedHashMap<>();

    /** @param random where ids come from: one that cannot be guessed */
    public Sessions(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new session. */
    public synchronized Session create() {
        return add(SessionId.random(random));
    }

    /** A session that is known. */
    public synchronized Optional<Session> find(SessionId id) {
        forget(MOST_SESSIONS);
        Optional<Session> session = Optional.ofNullable(sessions.get(id));
        session.ifPresent(it -> it.touch(clock.instant()));
        return session;
    }

    /** The session of an id, started anew if it is not known. */
    public synchronized Session resume(SessionId id) {
        return find(id).orElseGet(() -> add(id));
    }

    /**
     * The session for a manifest.
     *
     * @param id what the request named, if anything
     * @param cmcd whose {@code sid} stands in for an id
     */
    public synchronized Session forManifest(Optional<SessionId> id, Cmcd cmcd) {
        if (id.isPresent()) {
            return resume(id.get());
        }
        Optional<String> playersId = cmcd.sessionId();
        if (playersId.isEmpty()) {
            return create();
        }
        SessionId known = byPlayersId.get(playersId.get());
        if (known != null) {
            return resume(known);
        }
        Session session = create();
        byPlayersId.put(playersId.get(), session.id());
        return session;
    }

    /** How many are known. */
    public synchronized int count() {
        forget(MOST_SESSIONS);
        return sessions.size();
    }

    private Session add(SessionId id) {
        forget(MOST_SESSIONS - 1);
        Session session = new Session(id, clock.instant());
        sessions.put(id, session);
        return session;
    }

    /** Forgets those that were idle for long, and more until no more than some are left. */
    private void forget(int mostLeft) {
        Instant idleSince = clock.instant().minus(LONGEST_IDLE);
        Iterator<Session> eldestFirst = sessions.values().iterator();
        boolean forgotten = false;
        while (eldestFirst.hasNext()) {
            Session eldest = eldestFirst.next();
            if (sessions.size() <= mostLeft && !eldest.lastUsed().isBefore(idleSince)) {
                break;
            }
            eldest.end();
            eldestFirst.remove();
            forgotten = true;
        }
        if (forgotten) {
            byPlayersId.values().retainAll(sessions.keySet());
        }
    }
}
