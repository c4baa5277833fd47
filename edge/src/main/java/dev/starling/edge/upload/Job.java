package dev.starling.edge.upload;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An encode in the JSON form of the API ({@code docs/http-api.md}).
 *
 * @param id of its upload; absent if it was not started by the edge
 * @param title the name of the title
 * @param state how far it is; never {@code uploading}
 * @param doneClips clips that are encoded and measured
 * @param clips those that were found so far; absent until some were
 * @param etaSeconds the time that is left; absent if it is not known
 * @param message why it failed; absent otherwise
 */
public record Job(
        Optional<UploadId> id,
        String title,
        String state,
        int doneClips,
        OptionalInt clips,
        OptionalInt etaSeconds,
        Optional<String> message) {
    /** The state of an encode that runs. */
    static final String ENCODING = "encoding";

    /** Whether it runs. */
    public boolean runs() {
        return state.equals(ENCODING);
    }
}
