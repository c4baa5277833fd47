package dev.starling.swarm.steer;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The throughput to expect of a path.
 *
 * @param shortBitsPerSecond over the last clip or two, above 0
 * @param longBitsPerSecond over the last dozen clips, above 0
 * @param spreadDoublings how far off the short horizon's predictions were on average, in doublings
 * @param knowledge what the latest clip says
 */
public record Bandwidth(
        double shortBitsPerSecond, double longBitsPerSecond, double spreadDoublings, Knowledge knowledge) {
    private static final double SPREAD_OF_TOLD = 0.7;

    /** What a measurement says. */
    public enum Knowledge {
        /** The path was filled: it carries this. */
        MEASURED,
        /** The path was not filled: it carries this or more. */
        AT_LEAST;

        /** The name in JSON. */
        @JsonValue
        public String token() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Bandwidth {
        if (!(shortBitsPerSecond > 0) || !(longBitsPerSecond > 0) || !(spreadDoublings >= 0)) {
            throw new IllegalArgumentException(
                    "not a bandwidth: " + shortBitsPerSecond + ", " + longBitsPerSecond + ", ±" + spreadDoublings);
        }
    }

    /** A bandwidth told by the client, of which nothing else is known. */
    static Bandwidth told(double bitsPerSecond) {
        return new Bandwidth(bitsPerSecond, bitsPerSecond, SPREAD_OF_TOLD, Knowledge.MEASURED);
    }

    /** The same path if the client's figure is right for the short horizon. */
    Bandwidth correctedTo(double bitsPerSecond) {
        return new Bandwidth(
                bitsPerSecond, longBitsPerSecond, Math.max(spreadDoublings, SPREAD_OF_TOLD), Knowledge.MEASURED);
    }
}
