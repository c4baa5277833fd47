package dev.starling.edge.limits;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is in use at the moment, by one address or by all. Thread-safe. */
final class Load {
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();

    /** Adds requests that have no complete response; may be negative. */
    void addRequests(int count) {
        requests.addAndGet(count);
    }

    /** Adds bytes that wait until a client takes them; may be negative. */
    void addWaiting(long bytes) {
        waitingBytes.addAndGet(bytes);
    }

    int requests() {
        return requests.get();
    }

    long waitingBytes() {
        return waitingBytes.get();
    }
}
