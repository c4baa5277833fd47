package dev.starling.quality;

/** A symmetric low-pass filter of VIF. Its weights are libvmaf's, in 16-bit fixed point, and sum to 1. */
final class VifTaps {

    /** Zeros before and after the weights in {@link #padded}, one fewer than the rows or vectors processed together. */
    static final int PADDING = 3;

    /**
     * The filters that smooth the windows of scales 0 to 3; the filter of scale n + 1 also smooths scale n before it is
     * halved.
     */
    private static final VifTaps[] SCALES = {
        new VifTaps(489, 935, 1640, 2640, 3896, 5274, 6547, 7455, 7784),
        new VifTaps(1244, 3663, 7925, 12590, 14692),
        new VifTaps(3571, 16004, 26386),
        new VifTaps(10904, 43728)
    };

    /**
     * Weights of a filter that halves a picture: that of scale 1 is the longest; the shorter ones are padded with
     * zeros.
     */
    static final int NINE = 9;

    /** Weights of the filter of scale 0. */
    static final int SEVENTEEN = 17;

    final float[] weights;
    final float[] padded;

    /** The weights, padded with zeros to {@link #NINE}; empty if there are more. */
    final float[] nine;

    /** A filter given by its weights from the first to the middle one. */
    private VifTaps(int... firstHalf) {
        weights = new float[2 * firstHalf.length - 1];
        padded = new float[weights.length + 2 * PADDING];
        nine = new float[weights.length <= NINE ? NINE : 0];
        for (int tap = 0; tap < weights.length; tap++) {
            weights[tap] = firstHalf[Math.min(tap, weights.length - 1 - tap)] / 65536f;
            padded[tap + PADDING] = weights[tap];
        }
        if (nine.length > 0) {
            System.arraycopy(weights, 0, nine, NINE / 2 - reach(), weights.length);
        }
    }

    static VifTaps ofScale(int scale) {
        return SCALES[scale];
    }

    /** Samples before and after the middle one. */
    int reach() {
        return weights.length / 2;
    }
}
