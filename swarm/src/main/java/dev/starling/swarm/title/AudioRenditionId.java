package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The id of an audio rendition; part of file names and URLs.
 *
 * @param value as {@link ClusterId#value}
 */
public record AudioRenditionId(@JsonValue String value) implements Comparable<AudioRenditionId> {
    @JsonCreator
    public AudioRenditionId {
        Ids.check("audio rendition id", value);
    }

    @Override
    public int compareTo(AudioRenditionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
