package dev.starling.swarm.title;

/**
 * A measured operating point of a blend plan: a member down to an access unit, and its lower neighbour from there.
 *
 * @param higher the member that supplies the first access units
 * @param lower the member that supplies the others
 * @param fromHigher how many access units, in decoding order, come from {@code higher}
 * @param bytes of the blended clip
 * @param quality mean over the blended clip's pictures
 */
public record BlendPoint(ClusterId higher, ClusterId lower, int fromHigher, long bytes, Quality quality) {}
