package dev.starling.swarm.title;

/**
 * A measured operating point of a clip: the first access units come from a member, the others from one of its tails.
 *
 * @param tail the tail; the member supplies the access units before it
 * @param tailBytes the size of the tail
 * @param bytes the size of the blended clip
 * @param quality the mean over the pictures of the blended clip
 */
public record BlendPoint(Tail tail, long tailBytes, long bytes, Quality quality) {
    public BlendPoint {
        if (tailBytes <= 0 || bytes <= tailBytes) {
            throw new IllegalArgumentException("not a blend point: " + tailBytes + " of " + bytes + " bytes");
        }
    }
}
