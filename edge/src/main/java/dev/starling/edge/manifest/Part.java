package dev.starling.edge.manifest;

/** A part of a rendition that has a URL of its own. */
public sealed interface Part {
    /** The HLS media playlist. */
    record Playlist() implements Part {}

    /** The initialization segment. */
    record Init() implements Part {}

    /**
     * A media segment.
     *
     * @param clip the index of its clip
     */
    record Segment(int clip) implements Part {}
}
