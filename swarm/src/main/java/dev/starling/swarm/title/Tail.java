package dev.starling.swarm.title;

/**
 * Names a tail of a clip: the access units of a member from one on, encoded at a lower quality from the member's own
 * reference pictures. Up to there the member is sent, and then the tail, without drift.
 *
 * @param member the member that it continues
 * @param from its first access unit, in decoding order, above 0; a P picture
 * @param crfStep how much its CRF is above the member's, above 0
 */
public record Tail(ClusterId member, int from, double crfStep) {
    /** No CRF of libx264 is higher. */
    private static final double MAX_CRF_STEP = 51;

    public Tail {
        if (from < 1 || !(crfStep > 0 && crfStep <= MAX_CRF_STEP)) {
            throw new IllegalArgumentException("not a tail: from access unit " + from + ", CRF step " + crfStep);
        }
    }
}
