package dev.starling.edge.fleet;

import dev.starling.edge.fleet.FleetSample.Viewers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Keeps the figures of the last hour in memory, sampled at equal intervals until it is closed. Thread-safe. */
public final class FleetHistory implements AutoCloseable {
    /** About as long as a clip: a shorter one would show clips instead of rates. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);
    /** An hour. A sample takes less than a kilobyte. */
    static final int MAX_SAMPLES = 720;

    private final Supplier<Viewers> viewers;
    private final Supplier<FleetTotals> totals;
    private final InstantSource clock;
    private final ScheduledExecutorService sampling = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("fleet").daemon().factory());
    private final Deque<FleetSample> samples = new ArrayDeque<>();
    private Instant sampled;
    private FleetTotals before;
    private long count;

    FleetHistory(Supplier<Viewers> viewers, Supplier<FleetTotals> totals, InstantSource clock) {
        this.viewers = viewers;
        this.totals = totals;
        this.clock = clock;
        this.sampled = clock.instant();
        this.before = totals.get();
    }

    /**
     * Starts to sample.
     *
     * @param viewers those now
     * @param totals what has happened until now
     */
    public static FleetHistory start(Supplier<Viewers> viewers, Supplier<FleetTotals> totals, InstantSource clock) {
        FleetHistory history = new FleetHistory(viewers, totals, clock);
        var _ = history.sampling.scheduleAtFixedRate(
                history::sample, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return history;
    }

    /** Takes a sample. */
    synchronized void sample() {
        Instant now = clock.instant();
        FleetTotals latest = totals.get();
        samples.addLast(new FleetSample(
                ++count,
                now.toString(),
                Duration.between(sampled, now).toNanos() / 1e9,
                viewers.get(),
                latest.minus(before)));
        if (samples.size() > MAX_SAMPLES) {
            samples.removeFirst();
        }
        sampled = now;
        before = latest;
    }

    /** The samples with a larger number, the earliest first. */
    public synchronized List<FleetSample> after(long number) {
        return samples.stream().filter(it -> it.number() > number).toList();
    }

    @Override
    public void close() {
        sampling.shutdownNow();
    }
}
