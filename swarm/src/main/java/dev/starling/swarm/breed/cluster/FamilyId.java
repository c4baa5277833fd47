package dev.starling.swarm.breed.cluster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.starling.swarm.title.ClusterId;

/**
 * The id of an elected family. The ids of its clusters end with it.
 *
 * @param value as {@link ClusterId#value}
 */
public record FamilyId(@JsonValue String value) implements Comparable<FamilyId> {
    @JsonCreator
    public FamilyId {
        new ClusterId(value);
    }

    @Override
    public int compareTo(FamilyId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
