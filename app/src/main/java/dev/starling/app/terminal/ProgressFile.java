package dev.starling.app.terminal;

import dev.starling.farm.FarmEvent;
import dev.starling.swarm.pack.RunningEncode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Keeps the progress of an encode in the work folder beside its package, for the dashboard of an edge that serves the
 * folder. It is written once a second at most.
 */
public final class ProgressFile implements Consumer<FarmEvent> {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path output;
    private final InstantSource clock;
    private final ClipCount clips;
    private OptionalInt etaSeconds = OptionalInt.empty();
    private Optional<Instant> written = Optional.empty();
    private boolean changed;
    private boolean failed;

    /**
     * The file of an encode. The time that is left follows from the speed since now.
     *
     * @param output the folder of the package
     */
    public ProgressFile(Path output, InstantSource clock) {
        this.output = output;
        this.clock = clock;
        this.clips = new ClipCount(clock);
    }

    @Override
    public synchronized void accept(FarmEvent event) {
        if (event instanceof FarmEvent.Progress progress && !failed) {
            changed |= clips.put(progress);
            OptionalInt eta = clips.eta(progress);
            etaSeconds = eta.isPresent() ? eta : etaSeconds;
            Instant now = clock.instant();
            boolean due =
                    written.isEmpty() || (changed && !now.isBefore(written.get().plus(PAUSE)));
            if (due) {
                write(now);
            }
        }
    }

    private void write(Instant now) {
        try {
            if (RunningEncode.ofThisProcess(clips.done(), clips.found(), etaSeconds)
                    .write(output)) {
                written = Optional.of(now);
                changed = false;
            }
        } catch (IOException lessImportantThanTheEncode) {
            failed = true;
        }
    }
}
