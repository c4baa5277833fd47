package dev.starling.farm.encode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.task.ClipFacts;
import java.io.IOException;
import java.util.List;

/**
 * The clips of a whole title, kept once the title has been decoded to its end: a resumed encode then knows what there
 * is to do, and decodes nothing if all of it is done. Kept as JSON.
 *
 * @param clips in order, without a gap, at least one
 */
record TitleAnalysis(List<ClipFacts> clips) {
    private static final JsonMapper JSON = new JsonMapper();

    TitleAnalysis {
        clips = List.copyOf(clips);
    }

    /**
     * Where an input's analysis is kept.
     *
     * @param input the hash of the whole file
     * @param encoder the encoder and the libraries that decoded, with their versions
     */
    static ContentKey key(ContentKey input, String encoder) {
        return ContentKey.of("analysis 1", input, encoder);
    }

    byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An analysis that has no JSON form", e);
        }
    }

    static TitleAnalysis read(byte[] json) throws IOException {
        return JSON.readValue(json, TitleAnalysis.class);
    }
}
