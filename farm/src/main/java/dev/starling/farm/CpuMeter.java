package dev.starling.farm;

import dev.starling.swarm.title.EncodingCost;
import dev.starling.swarm.title.EncodingCost.Work;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the processor time of each kind of work, over all threads. A thread does one kind at a time: what it does
 * inside an interval of another kind does not count for that one. Virtual threads are not measured; the JVM does not
 * know their time. Safe for any number of threads.
 */
public final class CpuMeter {
    private final Duration processBefore = processTime();
    private final Map<Work, Long> nanos = new EnumMap<>(Work.class);
    /** Of {@link #nanos}, what other processes did. */
    private long nanosElsewhere;

    /** The innermost interval of each thread that is in one. */
    private final Map<Thread, Interval> running = new ConcurrentHashMap<>();

    /** Where work was done. */
    public enum Place {
        /** In this process. */
        HERE,
        /** In another process. */
        ELSEWHERE
    }

    /** An interval of a thread's work; the thread that entered it closes it. */
    public final class Interval implements AutoCloseable {
        private final Work work;
        private final @Nullable Interval outer;
        private long since;

        private Interval(Work work, @Nullable Interval outer) {
            this.work = work;
            this.outer = outer;
            this.since = threadNanos();
        }

        private void count(long now) {
            add(work, now - since, Place.HERE);
            since = now;
        }

        @Override
        public void close() {
            long now = threadNanos();
            count(now);
            if (outer == null) {
                running.remove(Thread.currentThread());
            } else {
                outer.since = now;
                running.put(Thread.currentThread(), outer);
            }
        }
    }

    /** Starts to count the calling thread's time as this kind of work, until the interval is closed. */
    public Interval enter(Work work) {
        Interval outer = running.get(Thread.currentThread());
        Interval inner = new Interval(work, outer);
        if (outer != null) {
            outer.count(inner.since);
        }
        running.put(Thread.currentThread(), inner);
        return inner;
    }

    /** Counts what the calling thread has done so far in its interval, which goes on. */
    public void split() {
        Interval current = running.get(Thread.currentThread());
        if (current != null) {
            current.count(threadNanos());
        }
    }

    /** Adds times that were measured elsewhere, in nanoseconds. */
    public void add(Map<Work, Long> times, Place place) {
        times.forEach((work, time) -> add(work, time, place));
    }

    private synchronized void add(Work work, long time, Place place) {
        nanos.merge(work, time, Long::sum);
        nanosElsewhere += switch (place) {
            case HERE -> 0;
            case ELSEWHERE -> time;
        };
    }

    /** The times of all closed intervals so far, in nanoseconds. */
    public synchronized Map<Work, Long> nanos() {
        return Map.copyOf(nanos);
    }

    /** The times so far; what this process did beside them is {@link Work#OTHER}. */
    public synchronized EncodingCost cost() {
        Map<Work, Double> seconds = new EnumMap<>(Work.class);
        long known = 0;
        for (Map.Entry<Work, Long> each : nanos.entrySet()) {
            seconds.put(each.getKey(), each.getValue() / 1e9);
            known += each.getValue();
        }
        long process = processTime().minus(processBefore).toNanos();
        seconds.merge(Work.OTHER, Math.max(0, process - (known - nanosElsewhere)) / 1e9, Double::sum);
        return EncodingCost.of(seconds);
    }

    private static long threadNanos() {
        return Thread.currentThread().isVirtual()
                ? 0
                : ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Zero where the system does not tell. */
    private static Duration processTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
