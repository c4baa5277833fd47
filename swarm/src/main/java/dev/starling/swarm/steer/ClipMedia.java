package dev.starling.swarm.steer;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a package has of the members of a clip that blend with each other.
 *
 * @param pictureSize of their pictures
 * @param members the access units of each member in decoding order; best member first, at least one
 * @param tails the access units of tails of these members
 * @param points the blend points of the clip; those of other members are ignored
 */
public record ClipMedia(
        PictureSize pictureSize,
        SequencedMap<ClusterId, List<AccessUnitEntry>> members,
        Map<Tail, List<AccessUnitEntry>> tails,
        List<BlendPoint> points) {
    public ClipMedia {
        points = List.copyOf(points);
    }
}
