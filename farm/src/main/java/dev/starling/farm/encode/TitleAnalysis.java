package dev.starling.farm.encode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.task.ClipFacts;
import dev.starling.media.clip.ClipLengths;
import java.io.IOException;
import java.util.List;

/**
 * The clips of a whole title, stored as JSON once the title has been decoded to its end. A resumed encode reads them
 * instead of decoding the title again.
 *
 * @param clips in order, without a gap, at least one
 * @param damage of the pictures
 */
record TitleAnalysis(List<ClipFacts> clips, PictureDamage damage) {
    private static final JsonMapper JSON = new JsonMapper();

    TitleAnalysis {
        clips = List.copyOf(clips);
    }

    /**
     * The content address of an input's analysis.
     *
     * @param input the hash of the whole file
     * @param encoder the encoder and the libraries that decoded, with their versions
     * @param lengths of the clips
     */
    static ContentKey key(ContentKey input, String encoder, ClipLengths lengths) {
        return ContentKey.of("analysis 3", input, encoder, lengths);
    }

    byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an analysis that has no JSON form", e);
        }
    }

    static TitleAnalysis read(byte[] json) throws IOException {
        return JSON.readValue(json, TitleAnalysis.class);
    }
}
