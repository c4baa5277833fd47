package dev.starling.app.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/** Prints the progress of one piece of work: a line every few seconds, with an ETA from the average speed so far. */
public final class ProgressLine implements DoubleConsumer {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
    /** Work starts slowly, until the JIT compiler has compiled its code: an earlier ETA would be too long. */
    private static final double MIN_SHARE_FOR_ETA = 0.05;

    private final PrintWriter err;
    private final String name;
    private final InstantSource clock;
    private final Instant start;
    private Instant lastShown;

    /** A line that starts with the name of the work. */
    public ProgressLine(PrintWriter err, String name, InstantSource clock) {
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
        if (share >= MIN_SHARE_FOR_ETA && share < 1) {
            double millis = Duration.between(start, now).toMillis() * (1 - share) / share;
            eta = ", ETA " + ClockTime.of(Duration.ofMillis(Math.round(millis)));
        }
        err.printf(Locale.ROOT, "%s %3.0f %%%s%n", name, 100 * share, eta);
        err.flush();
    }
}
