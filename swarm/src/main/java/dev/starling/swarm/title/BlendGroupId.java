package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The id of a blend group; part of file names and URLs.
 *
 * @param value as {@link ClusterId#value}
 */
public record BlendGroupId(@JsonValue String value) implements Comparable<BlendGroupId> {
    @JsonCreator
    public BlendGroupId {
        Ids.check("blend group id", value);
    }

    @Override
    public int compareTo(BlendGroupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
