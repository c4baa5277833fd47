package dev.starling.edge.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far an encode is.
 *
 * @param doneClips clips that are encoded and measured
 * @param clips those that were found so far
 * @param etaSeconds the time that is left; empty if it is not known
 */
record EncodeProgress(int doneClips, int clips, OptionalInt etaSeconds) {
    static final EncodeProgress NONE = new EncodeProgress(0, 0, OptionalInt.empty());
    private static final JsonMapper JSON = new JsonMapper();

    /** What a line of {@code encode --progress json} tells; empty if it is another line. */
    static Optional<EncodeProgress> read(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode told = JSON.readTree(line);
            JsonNode eta = told.path("etaSeconds");
            return told.path("doneClips").isInt() && told.path("clips").isInt()
                    ? Optional.of(new EncodeProgress(
                            told.get("doneClips").asInt(),
                            told.get("clips").asInt(),
                            eta.isInt() ? OptionalInt.of(eta.asInt()) : OptionalInt.empty()))
                    : Optional.empty();
        } catch (JsonProcessingException anotherLine) {
            return Optional.empty();
        }
    }
}
