package dev.starling.edge.manifest;

import dev.starling.swarm.title.BlendGroupId;

/** What a player sees as one track. */
public sealed interface Rendition {
    /** A video track. */
    sealed interface Video extends Rendition {}

    /** Video whose blend group may change from clip to clip: {@code avc3}. */
    record Swarm() implements Video {}

    /** Video of one blend group: {@code avc1}. */
    record Group(BlendGroupId id) implements Video {}

    /** The audio track. */
    record Audio() implements Rendition {}
}
