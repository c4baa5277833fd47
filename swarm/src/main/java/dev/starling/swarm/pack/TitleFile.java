package dev.starling.swarm.pack;

import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.title.Title;

/** Reads and writes {@code title.json}, the components of {@link Title} as JSON. */
final class TitleFile {
    private TitleFile() {}

    static byte[] write(Title title) {
        return StrictJson.write(title);
    }

    /**
     * Reads a title.
     *
     * @throws IllegalArgumentException if it is damaged, newer or another kind of file; the message names the place
     */
    static Title read(byte[] json) {
        return StrictJson.read(json, Title.class, Title.FORMAT, Title.VERSION);
    }
}
