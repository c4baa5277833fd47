package dev.starling.swarm.title;

/**
 * A measured operating point of a blend plan: the first access units come from one member, the others from its lower
 * neighbour.
 *
 * @param higher the member that supplies the first access units
 * @param lower the member that supplies the others
 * @param fromHigher how many access units, in decoding order, come from {@code higher}
 * @param bytes the size of the blended clip
 * @param quality the mean over the pictures of the blended clip
 */
public record BlendPoint(ClusterId higher, ClusterId lower, int fromHigher, long bytes, Quality quality) {}
