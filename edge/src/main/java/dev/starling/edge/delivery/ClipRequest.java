package dev.starling.edge.delivery;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.manifest.VideoTracks;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.Offer;
import dev.starling.swarm.steer.Outlooks;
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
        return tracks().only(rendition)
                .map(only -> tracks().clusters(rendition, clip).stream()
                        .allMatch(it -> it.group().equals(only)))
                .orElse(true);
    }

    /** Whether the clip's access units carry their parameter sets: where the picture size may change. */
    boolean hasParameterSetsInBand() {
        return tracks().only(rendition).isEmpty();
    }

    /** What may be sent to a client. */
    Offer offer(CapabilityVector client) {
        Outlooks title = published.outlooks();
        return switch (rendition) {
            case Rendition.Swarm() -> Offer.of(title, clip, Optional.empty(), client);
            case Rendition.Rung _ -> new Offer(title, clip, Optional.empty(), tracks().clusters(rendition, clip));
            case Rendition.Group(var id) -> Offer.of(title, clip, Optional.of(id), client);
        };
    }

    private VideoTracks tracks() {
        return published.tracks();
    }
}
