package dev.starling.media.encoding;

/**
 * Where a tail begins, and how coarse it is.
 *
 * @param from its first access unit, in decoding order; a P picture
 * @param crfStep how much its CRF is above the member's, above 0
 */
public record TailPoint(int from, double crfStep) {
    public TailPoint {
        if (from < 1 || !(crfStep > 0)) {
            throw new IllegalArgumentException("not a tail: from access unit " + from + ", crf + " + crfStep);
        }
    }
}
