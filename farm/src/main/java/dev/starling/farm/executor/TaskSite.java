package dev.starling.farm.executor;

import dev.starling.farm.store.ChecksummedStore;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.media.decoding.MediaLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * All that a worker in another process needs to know beside the task itself. It is sent to workers as JSON.
 *
 * @param input the title's file; every worker can read it
 * @param store where results go; every worker can read and write it
 * @param maxWidth the limits of {@link MediaLimits}, in pixels
 * @param maxHeight in pixels
 * @param maxSeconds of the title
 */
public record TaskSite(Location input, Location store, int maxWidth, int maxHeight, long maxSeconds) {
    /** The site of a title. */
    public static TaskSite of(Location input, Location store, MediaLimits limits) {
        return new TaskSite(
                input.absolute(),
                store.absolute(),
                limits.maxWidth(),
                limits.maxHeight(),
                limits.maxDuration().toSeconds());
    }

    /**
     * Opens a workbench for this process.
     *
     * @param scratch the folder for a copy of an input that is not a file
     * @throws IOException if the input or the store cannot be reached from here
     */
    public Workbench open(Path scratch) throws IOException {
        // A damaged result counts as missing; the task that needs it fails and names it.
        ResultStore results = new ChecksummedStore(Storage.at(store).results(), key -> {});
        return new Workbench(results, Storage.at(input).input(scratch), limits());
    }

    MediaLimits limits() {
        return new MediaLimits(maxWidth, maxHeight, Duration.ofSeconds(maxSeconds));
    }
}
