package dev.starling.swarm.pack;

import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.title.Title;

/** The JSON of {@code title.json}: the components of {@link Title} under their own names. */
final class TitleFile {
    private TitleFile() {}

    static byte[] write(Title title) {
        return StrictJson.write(title);
    }

    /**
     * Reads a title.
     *
     * @throws IllegalArgumentException if it is not one; the message names the place
     */
    static Title read(byte[] json) {
        return StrictJson.read(json, Title.class, Title.FORMAT, Title.VERSION);
    }
}
