package dev.starling.farm.encode;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.Phase;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Keeps how far each phase is, and tells of every change. Safe for any number of threads; events go out one at a time.
 */
final class ProgressBoard {
    private final Consumer<FarmEvent> events;
    private final Map<Phase, Counts> counts = new EnumMap<>(Phase.class);
    private OptionalDouble titleSeconds = OptionalDouble.empty();

    ProgressBoard(Consumer<FarmEvent> events) {
        this.events = events;
    }

    private record Counts(double done, double reused, OptionalDouble total) {}

    /** Sets how long the title is, as far as known: the total of all phases but {@link Phase#PROBE}. */
    synchronized void title(OptionalDouble seconds) {
        titleSeconds = seconds;
    }

    /** A phase has come further. */
    synchronized void advance(Phase phase, double by, boolean reused) {
        Counts before = counts.getOrDefault(phase, new Counts(0, 0, OptionalDouble.empty()));
        Counts now = new Counts(before.done + by, before.reused + (reused ? by : 0), total(phase));
        counts.put(phase, now);
        events.accept(new FarmEvent.Progress(phase, now.done, now.reused, now.total, false));
    }

    /** A phase is over. */
    synchronized void finish(Phase phase) {
        Counts now = counts.getOrDefault(phase, new Counts(0, 0, OptionalDouble.empty()));
        events.accept(new FarmEvent.Progress(phase, now.done, now.reused, OptionalDouble.of(now.done), true));
    }

    /** Something else to tell. */
    synchronized void tell(FarmEvent event) {
        events.accept(event);
    }

    private OptionalDouble total(Phase phase) {
        return phase == Phase.PROBE ? OptionalDouble.of(1) : titleSeconds;
    }
}
