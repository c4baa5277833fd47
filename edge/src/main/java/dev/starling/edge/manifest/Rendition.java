package dev.starling.edge.manifest;

import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.AudioSetId;
import dev.starling.swarm.title.BlendGroupId;

/** What a player sees as one track. */
public sealed interface Rendition {
    /** A video track. */
    sealed interface Video extends Rendition {}

    /** Video of which the edge chooses everything for each clip. */
    record Swarm() implements Video {}

    /**
     * Video of one rung, which the player chose.
     *
     * @param number from 0, the rung of the fewest bits
     */
    record Rung(int number) implements Video {}

    /** Video of one blend group, in which the edge chooses. */
    record Group(BlendGroupId id) implements Video {}

    /** An audio track. */
    sealed interface Sound extends Rendition {}

    /** Sound of one bitrate. */
    record Audio(AudioRenditionId id) implements Sound {}

    /** Sound whose bitrate the edge chooses for each segment. */
    record SteeredAudio(AudioSetId id) implements Sound {}
}
