package dev.starling.app.terminal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.farm.FarmEvent;
import dev.starling.farm.Phase;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints the progress of an encode for programs: a JSON object in a line of its own when a phase begins and when a clip
 * is found or done, and one for each message.
 */
public final class ProgressLines implements Consumer<FarmEvent> {
    private static final JsonMapper JSON = new JsonMapper();

    private final PrintWriter err;
    private final Set<Phase> begun = EnumSet.noneOf(Phase.class);
    private final ClipCount clips;

    /** A printer; the time that is left follows from the speed since now. */
    public ProgressLines(PrintWriter err, InstantSource clock) {
        this.err = err;
        this.clips = new ClipCount(clock);
    }

    /**
     * A line, documented in {@code docs/cli.md}.
     *
     * @param doneClips clips that are encoded and measured
     * @param clips those that were found so far
     * @param etaSeconds until the clips are done; null if it is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            String phase,
            int doneClips,
            int clips,
            @Nullable Integer etaSeconds) {}

    /** A message, for example that a task is tried again. */
    record Message(String message) {}

    @Override
    public synchronized void accept(FarmEvent event) {
        switch (event) {
            case FarmEvent.Progress progress -> accept(progress);
            case FarmEvent.Retry retry -> print(new Message("retrying: " + retry.reason()));
            case FarmEvent.Failure failure -> print(new Message("failed: " + failure.reason()));
            case FarmEvent.Tried tried ->
                print(new Message(
                        String.format(Locale.ROOT, "CRF %.2f: %s %.2f", tried.crf(), tried.measure(), tried.value())));
            case FarmEvent.Damaged damaged -> print(new Message("damaged result, recomputing: " + damaged.place()));
        }
    }

    private void accept(FarmEvent.Progress progress) {
        boolean first = begun.add(progress.phase());
        boolean clip = clips.put(progress);
        if (first || clip) {
            OptionalInt eta = clips.eta(progress);
            print(new Line(
                    progress.phase().name().toLowerCase(Locale.ROOT),
                    clips.done(),
                    clips.found(),
                    eta.isPresent() ? eta.getAsInt() : null));
        }
    }

    private void print(Object line) {
        try {
            err.println(JSON.writeValueAsString(line));
            err.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON form: " + line.getClass(), e);
        }
    }
}
