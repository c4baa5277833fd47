package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The id of a cluster, and of its member within a clip; part of file names and URLs.
 *
 * @param value 1–64 lower-case letters, digits, '.', '-' and '_'; the first is a letter or digit
 */
public record ClusterId(@JsonValue String value) implements Comparable<ClusterId> {
    @JsonCreator
    public ClusterId {
        Ids.check("cluster id", value);
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
