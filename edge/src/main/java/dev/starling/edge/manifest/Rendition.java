package dev.starling.edge.manifest;

import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.AudioSetId;
import dev.starling.swarm.title.BlendGroupId;

/** What a player sees as one track. */
public sealed interface Rendition {
    /** A video track. */
    sealed interface Video extends Rendition {}

    /** Video whose blend group may change from clip to clip: {@code avc3}. */
    record Swarm() implements Video {}

    /** Video of one blend group: {@code avc1}. */
    record Group(BlendGroupId id) implements Video {}

    /** An audio track. */
    sealed interface Sound extends Rendition {}

    /** Sound of one bitrate. */
    record Audio(AudioRenditionId id) implements Sound {}

    /** Sound whose bitrate the edge chooses for each segment. */
    record SteeredAudio(AudioSetId id) implements Sound {}
}
