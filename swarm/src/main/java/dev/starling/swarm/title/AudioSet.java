package dev.starling.swarm.title;

import java.util.List;

/**
 * The renditions of one soundtrack with one number of channels. They differ in their bitrate alone: each may follow any
 * other at the start of a clip.
 *
 * @param renditions at least one, highest bitrate first
 */
public record AudioSet(List<AudioRendition> renditions) {
    public AudioSet {
        renditions = List.copyOf(renditions);
        for (AudioRendition other : renditions) {
            AudioRendition first = renditions.getFirst();
            if (!first.alignsWith(other)) {
                throw new IllegalArgumentException(
                        "audio renditions " + first.id() + " and " + other.id() + " cannot follow each other");
            }
        }
    }

    /** Its id. */
    public AudioSetId id() {
        return new AudioSetId(track().number(), channels());
    }

    /** The soundtrack. */
    public AudioTrack track() {
        return renditions.getFirst().track();
    }

    /** The number of channels. */
    public int channels() {
        return renditions.getFirst().channels();
    }

    /** The rendition of the highest bitrate. */
    public AudioRendition highest() {
        return renditions.getFirst();
    }

    /** The rendition of the lowest bitrate. */
    public AudioRendition lowest() {
        return renditions.getLast();
    }
}
