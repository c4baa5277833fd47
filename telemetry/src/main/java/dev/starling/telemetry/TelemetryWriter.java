package dev.starling.telemetry;

import dev.starling.edge.record.ClipRecord;
import dev.starling.edge.record.RecordedHistory;
import dev.starling.edge.record.SessionRecord;
import dev.starling.edge.record.Telemetry;
import dev.starling.swarm.pack.FailureLine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the records of an edge to a DuckDB file, in batches, on a thread of its own. Delivery never waits for it: if
 * the disk is slow, full or gone, records are lost, which is counted, and logged once until it works again.
 */
public final class TelemetryWriter implements Telemetry, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TelemetryWriter.class);
    /** Each about 5 kB, so 50 MB; some ten seconds of a full edge. */
    static final int MAX_WAITING = 10_000;

    private static final int MAX_BATCH = 5_000;
    /** Beyond so many, records of sessions are written at once. */
    static final int MAX_SESSIONS = 10_000;

    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(3);
    /** A session's record is replaced at each clip, so it is written less often. */
    private static final Duration SESSION_INTERVAL = Duration.ofSeconds(30);

    private static final Duration FORGET_INTERVAL = Duration.ofHours(1);

    private final Store store;
    private final Optional<DuckDbHistory> history;
    private final Duration retention;
    private final InstantSource clock;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;

    /** What is waiting to be written. */
    private sealed interface Entry {
        record Clip(ClipRecord value) implements Entry {}

        record Session(SessionRecord value) implements Entry {}

        record End() implements Entry {}
    }

    private TelemetryWriter(Store store, Optional<DuckDbHistory> history, Duration retention, InstantSource clock) {
        this.store = store;
        this.history = history;
        this.retention = retention;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("telemetry").daemon().unstarted(this::write);
    }

    /**
     * Opens a file, or makes it.
     *
     * @param retention how long records are kept
     * @throws IOException if it cannot be written; the message is for people
     */
    public static TelemetryWriter open(Path file, Duration retention, InstantSource clock) throws IOException {
        DuckDbStore store = new DuckDbStore(file);
        try {
            store.forget(clock.instant().minus(retention));
        } catch (Store.BusyException e) {
            throw new IOException(file + " is being written by another process", e);
        } catch (SQLException e) {
            throw new IOException(file + " cannot be written: " + FailureLine.of(e), e);
        }
        return start(store, Optional.of(new DuckDbHistory(store)), retention, clock);
    }

    static TelemetryWriter start(Store store, Duration retention, InstantSource clock) {
        return start(store, Optional.empty(), retention, clock);
    }

    private static TelemetryWriter start(
            Store store, Optional<DuckDbHistory> history, Duration retention, InstantSource clock) {
        TelemetryWriter writer = new TelemetryWriter(store, history, retention, clock);
        writer.thread.start();
        return writer;
    }

    @Override
    public void add(ClipRecord clip) {
        offer(new Entry.Clip(clip));
    }

    @Override
    public void add(SessionRecord session) {
        offer(new Entry.Session(session));
    }

    private void offer(Entry entry) {
        if (!waiting.offer(entry)) {
            lost.incrementAndGet();
        }
    }

    @Override
    public Counts counts() {
        return new Counts(written.get(), lost.get());
    }

    @Override
    public Optional<RecordedHistory> history() {
        return history.map(Function.identity());
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        history.ifPresent(DuckDbHistory::close);
        try {
            waiting.put(new Entry.End());
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The writing thread. */
    private void write() {
        Pending pending = new Pending();
        try {
            while (!pending.ended) {
                pending.collect();
                pending.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What has been taken from the queue; for the writing thread. */
    private final class Pending {
        private final List<ClipRecord> clips = new ArrayList<>();
        private final Map<String, SessionRecord> sessions = new LinkedHashMap<>();
        private Instant sessionsWritten = clock.instant();
        private Instant forgotten = clock.instant();
        private boolean ended;
        private boolean failing;

        /** Waits until a batch is due. */
        void collect() throws InterruptedException {
            long until = System.nanoTime() + FLUSH_INTERVAL.toNanos();
            while (clips.size() < MAX_BATCH && sessions.size() < MAX_SESSIONS && !ended) {
                Entry next = waiting.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                switch (next) {
                    case Entry.Clip(ClipRecord clip) -> clips.add(clip);
                    case Entry.Session(SessionRecord session) ->
                        sessions.put(session.viewer().session(), session);
                    case Entry.End() -> ended = true;
                    case null -> {
                        return;
                    }
                }
            }
        }

        void flush() {
            Instant now = clock.instant();
            keep(now);
            forget(now);
        }

        private boolean isFull() {
            return clips.size() >= MAX_BATCH || sessions.size() >= MAX_SESSIONS;
        }

        private void keep(Instant now) {
            boolean withSessions =
                    ended || sessions.size() >= MAX_SESSIONS || !now.isBefore(sessionsWritten.plus(SESSION_INTERVAL));
            Batch batch = new Batch(clips, withSessions ? sessions.values() : List.of());
            try {
                if (!batch.isEmpty()) {
                    store.keep(batch);
                    written.addAndGet(batch.size());
                    clips.clear();
                    if (withSessions) {
                        sessions.clear();
                    }
                }
                if (withSessions) {
                    sessionsWritten = now;
                }
                if (failing && !batch.isEmpty()) {
                    failing = false;
                    LOG.warn("telemetry is written again");
                }
            } catch (Store.BusyException busy) {
                // It is being read. What waits can wait on, as long as there is room.
                if (isFull() || ended) {
                    lose(busy);
                }
            } catch (SQLException | RuntimeException e) {
                lose(e);
            }
        }

        /** Whatever became of the batch: old records are deleted on a full disk too. */
        private void forget(Instant now) {
            if (now.isBefore(forgotten.plus(FORGET_INTERVAL))) {
                return;
            }
            try {
                store.forget(now.minus(retention));
                forgotten = now;
            } catch (Store.BusyException beingRead) {
                // The next flush tries again.
            } catch (SQLException | RuntimeException e) {
                forgotten = now;
                LOG.warn("old telemetry is not deleted: {}", FailureLine.of(e));
            }
        }

        /** Sessions that go on are told again, so they wait as long as there is room. */
        private void lose(Exception reason) {
            lost.addAndGet(clips.size());
            clips.clear();
            if (ended || sessions.size() >= MAX_SESSIONS) {
                lost.addAndGet(sessions.size());
                sessions.clear();
            }
            if (!failing) {
                failing = true;
                LOG.warn("telemetry is lost until it can be written again: {}", FailureLine.of(reason));
            }
        }
    }
}
