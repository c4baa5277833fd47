package dev.starling.swarm.breed.demand;

import dev.starling.swarm.json.StrictJson;
import java.util.List;

/** {@code demand.json}: reads and writes a demand. {@code docs/evolution.md} describes the format. */
public final class DemandFile {
    private static final String FORMAT = "starling-demand";
    private static final int VERSION = 1;
    /** A tool that has more of them should add up those of like bitrates. */
    private static final int MAX_VIEWS = 10_000;

    private record Document(String format, int version, List<View> views) {}

    private DemandFile() {}

    /** Writes a demand. */
    public static byte[] write(Demand demand) {
        return StrictJson.write(new Document(FORMAT, VERSION, demand.views()));
    }

    /**
     * Reads a demand.
     *
     * @throws IllegalArgumentException if it is another kind of file, newer, or has a value out of range; the message
     *     is one line and names the place
     */
    public static Demand read(byte[] json) {
        List<View> views =
                StrictJson.read(json, Document.class, FORMAT, VERSION).views();
        if (views.size() > MAX_VIEWS) {
            throw new IllegalArgumentException(
                    "views: at most " + MAX_VIEWS + ", add up those of like bitrates: " + views.size());
        }
        return Demand.of(views);
    }
}
