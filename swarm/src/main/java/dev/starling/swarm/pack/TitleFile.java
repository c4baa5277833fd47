package dev.starling.swarm.pack;

import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.title.Title;
import java.util.Set;

/** Reads and writes {@code title.json}, the components of {@link Title} as JSON. */
final class TitleFile {
    /** Ten times those of a film of three hours. Each takes some 100 bytes of heap while the file is read. */
    private static final int MAX_VALUES = 2_000_000;

    /** Only a title that is still being encoded has it. */
    private static final Set<String> OPTIONAL = Set.of("growth");

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
        int values = 0;
        for (byte b : json) {
            values += b == ',' || b == '[' || b == '{' ? 1 : 0;
        }
        if (values > MAX_VALUES) {
            throw new IllegalArgumentException("more than " + MAX_VALUES + " values");
        }
        return StrictJson.read(json, Title.class, Title.FORMAT, Title.VERSION, OPTIONAL);
    }
}
