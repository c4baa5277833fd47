package dev.starling.edge.delivery;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.manifest.Rendition;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import java.util.Optional;

/**
 * A request for the pictures of a clip.
 *
 * @param published the title
 * @param clip one of its clips
 * @param rendition what the player sees as the track
 * @param number the number of the request in its session
 */
public record ClipRequest(PublishedTitle published, Clip clip, Rendition.Video rendition, long number) {
    /** The same request for a clip with fewer members. */
    ClipRequest of(Clip other) {
        return new ClipRequest(published, other, rendition, number);
    }

    /** Whether the clip has a member that the player's track can carry. */
    boolean hasMember() {
        return hasParameterSetsInBand()
                || group().filter(it -> published.title().serving(it, clip).equals(it))
                        .isPresent();
    }

    /** Whether the clip's access units carry their parameter sets: where the picture size may change. */
    boolean hasParameterSetsInBand() {
        return group().filter(published::isWhole).isEmpty();
    }

    /** The blend group that the player chose; empty where the edge chooses. */
    Optional<BlendGroupId> group() {
        return switch (rendition) {
            case Rendition.Swarm() -> Optional.empty();
            case Rendition.Group(var id) -> Optional.of(id);
        };
    }
}
