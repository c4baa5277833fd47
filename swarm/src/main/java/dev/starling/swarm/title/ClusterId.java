package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Names a cluster, and within a clip the member made under it; part of file names and URLs.
 *
 * @param value 1–64 of lower-case letters, digits, '.', '-' and '_', the first a letter or digit
 */
public record ClusterId(@JsonValue String value) implements Comparable<ClusterId> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    @JsonCreator
    public ClusterId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a cluster id: " + value);
        }
    }

    @Override
    public int compareTo(ClusterId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
