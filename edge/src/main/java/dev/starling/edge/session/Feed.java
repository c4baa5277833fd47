package dev.starling.edge.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A session's events for whoever listens. One who does not keep up misses the oldest ones; nobody is waited for. */
public final class Feed {
    private static final int MOST_WAITING = 64;
    private static final int MOST_LISTENERS = 16;

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    Feed() {}

    /** One who listens, until closed. */
    public final class Listener implements AutoCloseable {
        private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>(MOST_WAITING);

        private Listener() {}

        /** The next event; empty if there is none in time. */
        public Optional<Event> next(long timeoutSeconds) throws InterruptedException {
            return Optional.ofNullable(waiting.poll(timeoutSeconds, TimeUnit.SECONDS));
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

    /** Begins to listen; empty if there are too many who do already. */
    Optional<Listener> listen() {
        if (listeners.size() >= MOST_LISTENERS) {
            return Optional.empty();
        }
        Listener listener = new Listener();
        listeners.add(listener);
        return Optional.of(listener);
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    void tell(Event event) {
        listeners.forEach(listener -> listener.tell(event));
    }
}
