package dev.starling.farm.executor;

import java.util.concurrent.Semaphore;

/**
 * The processor cores that this process may use. A thread holds one while it computes, so that no more threads compute
 * than there are cores. First come, first served.
 */
public final class Cores {
    private final int count;
    private final Semaphore free;

    /**
     * A number of cores.
     *
     * @param count at least 1
     */
    public Cores(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("needs at least one core: " + count);
        }
        this.count = count;
        this.free = new Semaphore(count, true);
    }

    /** The number of cores. */
    public int count() {
        return count;
    }

    /** Waits for a core and holds it until the returned value is closed. */
    public Held hold() {
        free.acquireUninterruptibly();
        return free::release;
    }

    /** A core that is held. */
    @FunctionalInterface
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
