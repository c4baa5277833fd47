package dev.starling.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/** Shows how far one piece of work has come: a line every few seconds, with its ETA at the speed so far. */
final class ProgressLine implements DoubleConsumer {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);

    /**
     * The first pictures are slow, until the compiler has seen the code that makes them: they tell nothing of the rest.
     */
    private static final double LEAST_SHARE_FOR_ETA = 0.05;

    private final PrintWriter err;
    private final String name;
    private final InstantSource clock;
    private final Instant start;
    private Instant lastShown;

    ProgressLine(PrintWriter err, String name, InstantSource clock) {
        this.err = err;
        this.name = name;
        this.clock = clock;
        this.start = clock.instant();
        this.lastShown = start;
    }

    /** @param share of the work that is done, 0–1 */
    @Override
    public void accept(double share) {
        Instant now = clock.instant();
        if (share <= 0 || (share < 1 && Duration.between(lastShown, now).compareTo(BETWEEN_LINES) < 0)) {
            return;
        }
        lastShown = now;
        String eta = "";
        if (share >= LEAST_SHARE_FOR_ETA) {
            long left = Math.round(Duration.between(start, now).toMillis() * (1 - share) / share / 1000);
            eta = String.format(Locale.ROOT, ", ETA %d:%02d", left / 60, left % 60);
        }
        err.printf(Locale.ROOT, "%s %3.0f %%%s%n", name, 100 * share, eta);
        err.flush();
    }
}
