package dev.starling.quality;

/**
 * A symmetric low-pass filter of VIF, with its weights in sixteen-bit fixed point as libvmaf has them; they sum to 1.
 */
final class VifTaps {

    /**
     * Zeros before and after the weights in {@link #padded}, one fewer than rows or vectors that are worked on
     * together.
     */
    static final int PADDING = 3;

    /**
     * The filters that smooth the windows of scale 0 to 3; that of scale n + 1 also smooths scale n before it is
     * halved.
     */
    private static final VifTaps[] SCALES = {
        new VifTaps(489, 935, 1640, 2640, 3896, 5274, 6547, 7455, 7784),
        new VifTaps(1244, 3663, 7925, 12590, 14692),
        new VifTaps(3571, 16004, 26386),
        new VifTaps(10904, 43728)
    };

    /** Weights of the filters that halve a picture: the longest of scale 1, and zeros around the shorter ones. */
    static final int NINE = 9;

    /** Weights of the filter of scale 0. */
    static final int SEVENTEEN = 17;

    final float[] weights;
    final float[] padded;

    /** The weights with zeros before and after them, {@link #NINE} in all; empty if they are more. */
    final float[] nine;

    /** From the first weight to the middle one. */
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
