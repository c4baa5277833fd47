package dev.starling.swarm.breed.demand;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Identifies a demand in the files that were made for it.
 *
 * @param value 64 lower-case hexadecimal digits, or {@code even} for no demand
 */
public record DemandDigest(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("even|[0-9a-f]{64}");

    /** No demand: every bitrate counts alike. */
    public static final DemandDigest EVEN = new DemandDigest("even");

    @JsonCreator
    public DemandDigest {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("must be even or a SHA-256: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
