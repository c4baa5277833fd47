package dev.starling.farm.encode;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.FarmEvent.Progress;
import dev.starling.farm.Phase;
import dev.starling.farm.executor.Results.Origin;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Adds up the progress of each phase and reports every change. Safe for any number of threads. */
final class ProgressBoard {
    private final Consumer<FarmEvent> events;
    private final Map<Phase, Counts> counts = new EnumMap<>(Phase.class);
    private OptionalDouble titleSeconds = OptionalDouble.empty();

    /** @param events receives one event at a time */
    ProgressBoard(Consumer<FarmEvent> events) {
        this.events = events;
    }

    private record Counts(double done, double reused) {
        static final Counts NONE = new Counts(0, 0);
    }

    /** Sets the title's duration, if it is known: the total of all phases but {@link Phase#PROBE}. */
    synchronized void title(OptionalDouble seconds) {
        titleSeconds = seconds;
    }

    /** Adds work that this run did. */
    void advance(Phase phase, double by) {
        advance(phase, by, Origin.MADE);
    }

    /** Adds work, done by this run or found in the store. */
    synchronized void advance(Phase phase, double by, Origin origin) {
        Counts before = counts.getOrDefault(phase, Counts.NONE);
        double reused = switch (origin) {
            case MADE -> 0;
            case REUSED -> by;
        };
        Counts now = new Counts(before.done + by, before.reused + reused);
        counts.put(phase, now);
        events.accept(Progress.running(phase, now.done, now.reused, total(phase)));
    }

    /** Ends a phase. */
    synchronized void finish(Phase phase) {
        Counts now = counts.getOrDefault(phase, Counts.NONE);
        events.accept(Progress.finished(phase, now.done, now.reused));
    }

    /** Reports any other event. */
    synchronized void report(FarmEvent event) {
        events.accept(event);
    }

    private OptionalDouble total(Phase phase) {
        return phase == Phase.PROBE ? OptionalDouble.of(1) : titleSeconds;
    }
}
