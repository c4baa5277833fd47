package dev.starling.app.terminal;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.Phase;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Prints the progress of the farm: on a terminal one bar per phase, redrawn in place; otherwise a line every few
 * seconds. Each phase has its own ETA, from the phase's average speed so far. Results that were reused do not count as
 * speed.
 */
public final class ProgressPrinter implements Consumer<FarmEvent> {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);
    private static final int BAR_COLUMNS = 30;
    private static final int MIN_COLUMNS_FOR_BARS = 66;

    private final PrintWriter err;
    private final boolean bars;
    private final InstantSource clock;
    private final Map<Phase, Seen> phases = new EnumMap<>(Phase.class);
    private Instant lastShown = Instant.MIN;
    private int linesDrawn;

    private record Seen(Instant since, FarmEvent.Progress progress) {}

    /**
     * A printer.
     *
     * @param columns width of the terminal; empty if standard error is not a terminal
     */
    public ProgressPrinter(PrintWriter err, OptionalInt columns, InstantSource clock) {
        this.err = err;
        this.bars = columns.isPresent() && columns.getAsInt() >= MIN_COLUMNS_FOR_BARS;
        this.clock = clock;
    }

    @Override
    public synchronized void accept(FarmEvent event) {
        switch (event) {
            case FarmEvent.Progress progress -> {
                Seen before = phases.get(progress.phase());
                phases.put(progress.phase(), new Seen(before == null ? clock.instant() : before.since(), progress));
                show(progress.finished() && progress.phase() == Phase.PACKAGE);
            }
            case FarmEvent.Retry retry -> note("retrying: " + retry.reason());
            case FarmEvent.Failure failure -> note("failed: " + failure.reason());
            case FarmEvent.Tried tried ->
                note(String.format(
                        Locale.ROOT,
                        "CRF %.2f: %s %.2f on %s",
                        tried.crf(),
                        tried.measure(),
                        tried.value(),
                        Counted.of(tried.clips(), "clip")));
            case FarmEvent.Damaged damaged -> note("damaged result, recomputing: " + damaged.place());
        }
    }

    private void show(boolean last) {
        Instant now = clock.instant();
        Duration between = bars ? BETWEEN_FRAMES : BETWEEN_LINES;
        if (!last && !lastShown.equals(Instant.MIN) && now.isBefore(lastShown.plus(between))) {
            return;
        }
        lastShown = now;
        if (bars) {
            draw(now);
        } else {
            String line = phases.values().stream()
                    .filter(it -> !it.progress().finished() || last)
                    .map(it -> name(it) + " " + amount(it, now))
                    .collect(Collectors.joining(" · "));
            if (!line.isEmpty()) {
                err.println(line);
            }
        }
        err.flush();
    }

    private void draw(Instant now) {
        if (linesDrawn > 0) {
            err.print("\u001b[" + linesDrawn + "A");
        }
        for (Seen phase : phases.values()) {
            double share = share(phase);
            int filled = (int) Math.round(share * BAR_COLUMNS);
            err.printf(
                    "\r%-8s %s%s %s\u001b[K%n",
                    name(phase), "█".repeat(filled), "░".repeat(BAR_COLUMNS - filled), amount(phase, now));
        }
        linesDrawn = phases.size();
    }

    /** Prints a line that stays; bars are drawn again below it. */
    private void note(String line) {
        err.println("\r" + line + (bars ? "\u001b[K" : ""));
        linesDrawn = 0;
        err.flush();
    }

    private static String name(Seen phase) {
        return phase.progress().phase().name().toLowerCase(Locale.ROOT);
    }

    private static double share(Seen phase) {
        FarmEvent.Progress progress = phase.progress();
        if (progress.finished()) {
            return 1;
        }
        double total = progress.total().orElse(0);
        return total > 0 ? Math.clamp(progress.done() / total, 0, 1) : 0;
    }

    private static String amount(Seen phase, Instant now) {
        FarmEvent.Progress progress = phase.progress();
        if (progress.total().isEmpty()) {
            return String.format(Locale.ROOT, "%.1f s", progress.done());
        }
        String percent = String.format(Locale.ROOT, "%3.0f %%", 100 * share(phase));
        Optional<Duration> eta = eta(phase, now);
        return progress.finished() || eta.isEmpty() ? percent : percent + ", ETA " + ClockTime.of(eta.get());
    }

    private static Optional<Duration> eta(Seen phase, Instant now) {
        FarmEvent.Progress progress = phase.progress();
        double made = progress.done() - progress.reused();
        double elapsedMillis = Duration.between(phase.since(), now).toMillis();
        if (made <= 0 || elapsedMillis <= 0 || progress.total().isEmpty()) {
            return Optional.empty();
        }
        double left = progress.total().getAsDouble() - progress.done();
        if (left <= 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis(Math.round(left * elapsedMillis / made)));
    }
}
