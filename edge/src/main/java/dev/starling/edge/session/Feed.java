package dev.starling.edge.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Distributes a session's events to listeners. It never waits: slow listeners lose the oldest events. */
public final class Feed {
    private static final int MAX_WAITING = 64;
    private static final int MAX_LISTENERS = 16;

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    Feed() {}

    /** Receives events until it is closed. */
    public final class Listener implements AutoCloseable {
        private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>(MAX_WAITING);

        private Listener() {}

        /** Waits for the next event; empty after a timeout. */
        public Optional<Event> next(Duration timeout) throws InterruptedException {
            return Optional.ofNullable(waiting.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
        }

        @Override
        public void close() {
            listeners.remove(this);
        }

        private void tell(Event event) {
            while (!waiting.offer(event)) {
                waiting.poll();
            }
        }
    }

    /** Adds a listener; empty if there are too many already. */
    Optional<Listener> listen() {
        if (listeners.size() >= MAX_LISTENERS) {
            return Optional.empty();
        }
        Listener listener = new Listener();
        listeners.add(listener);
        return Optional.of(listener);
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** Wakes listeners that wait. */
    void end() {
        listeners.forEach(listener -> listener.tell(Event.END));
    }

    void tell(Event event) {
        listeners.forEach(listener -> listener.tell(event));
    }
}
