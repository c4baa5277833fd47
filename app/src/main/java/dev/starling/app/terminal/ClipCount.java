package dev.starling.app.terminal;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;

/** Counts the clips of an encode by its events. For one thread at a time. */
final class ClipCount {
    private final InstantSource clock;
    private final Instant start;
    private int found;
    private int done;
    private double reused;

    /** The time that is left follows from the speed since now. */
    ClipCount(InstantSource clock) {
        this.clock = clock;
        this.start = clock.instant();
    }

    /** Clips that were found so far. */
    int found() {
        return found;
    }

    /** Clips that are encoded and measured. */
    int done() {
        return done;
    }

    /** Takes an event; returns whether a clip was found or done. */
    boolean put(FarmEvent.Progress progress) {
        return !progress.finished()
                && switch (progress.phase()) {
                    case ANALYSE -> {
                        found++;
                        yield true;
                    }
                    // The last work on a clip. Those that an earlier run has done are not read again.
                    case TAILS -> {
                        done++;
                        found += progress.reused() > reused ? 1 : 0;
                        reused = progress.reused();
                        yield true;
                    }
                    case PROBE, ENCODE, MEASURE, AUDIO, PACKAGE -> false;
                };
    }

    /** The seconds until all clips are done; empty if an event does not tell. */
    OptionalInt eta(FarmEvent.Progress progress) {
        double made = progress.done() - progress.reused();
        if (progress.phase() != Phase.TAILS || made <= 0 || progress.total().isEmpty()) {
            return OptionalInt.empty();
        }
        double left = Math.max(0, progress.total().getAsDouble() - progress.done());
        double elapsed = Duration.between(start, clock.instant()).toMillis() / 1e3;
        return OptionalInt.of((int) Math.min(Integer.MAX_VALUE, Math.round(left * elapsed / made)));
    }
}
