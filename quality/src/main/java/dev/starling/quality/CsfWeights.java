package dev.starling.quality;

/**
 * Visibility of the details of one scale: the inverse of the quantiser step at which they disappear, for a picture of
 * 1080 rows seen from three times its height. A. B. Watson, G. Y. Yang, J. A. Solomon and J. Villasenor, "Visibility of
 * wavelet quantization noise", IEEE TIP 6(8), 1997.
 *
 * @param straight for horizontal and vertical details
 * @param diagonal for diagonal ones
 */
record CsfWeights(float straight, float diagonal) {

    /** Pixels per degree of visual angle. */
    private static final double DISPLAY_RESOLUTION = 3.0 * 1080 * Math.PI / 180;

    /** The paper's parameters of luminance, table IV. */
    private static final double A = 0.495;

    private static final double K = 0.466;
    private static final double F0 = 0.401;
    private static final double G_STRAIGHT = 1;
    private static final double G_DIAGONAL = 0.534;

    /** Amplitudes of the basis functions, table V, levels 1 to 4. */
    private static final double[] AMPLITUDE_STRAIGHT = {0.67234, 0.41317, 0.22727, 0.11792};

    private static final double[] AMPLITUDE_DIAGONAL = {0.72709, 0.49428, 0.28688, 0.15214};

    /**
     * Weights of a scale.
     *
     * @param scale 0 (finest) to 3
     */
    static CsfWeights ofScale(int scale) {
        return new CsfWeights(
                weight(scale, G_STRAIGHT, AMPLITUDE_STRAIGHT[scale]),
                weight(scale, G_DIAGONAL, AMPLITUDE_DIAGONAL[scale]));
    }

    CsfWeights times(float factor) {
        return new CsfWeights(straight * factor, diagonal * factor);
    }

    /** The inverse of the largest quantiser step that stays invisible. */
    private static float weight(int scale, double g, double amplitude) {
        double octaves = Math.log10(Math.scalb(1.0, scale + 1) * F0 * g / DISPLAY_RESOLUTION);
        return (float) (amplitude / (2 * A * Math.pow(10, K * octaves * octaves)));
    }
}
