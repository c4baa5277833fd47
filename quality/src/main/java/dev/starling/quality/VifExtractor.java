package dev.starling.quality;

/**
 * Visual information fidelity (H. R. Sheikh and A. C. Bovik, "Image information and visual quality", IEEE TIP 15(2),
 * 2006) in the pixel domain at four scales, as libvmaf's {@code vif} extractor computes it for VMAF.
 *
 * <p>In a gaussian window the distorted picture is modelled as {@code y = g·x + v}; the eye adds noise of variance
 * {@code σₙ² = 2}. A scale's score is the information about the reference that the eye gets from the distorted picture,
 * divided by what it gets from the reference itself:
 *
 * <pre>
 * Σ log₂(1 + g²σ₁²/(σᵥ² + σₙ²)) / Σ log₂(1 + σ₁²/σₙ²)
 * </pre>
 *
 * As in libvmaf, a window whose reference is flatter than the eye's noise adds 1 to the denominator, and 1 minus a term
 * for the distorted variance to the numerator; a window in which the two pictures do not vary together adds nothing to
 * the numerator. Samples are relative to mid-grey, which keeps floats exact enough: the scores stay within
 * 10<sup>-4</sup> of libvmaf's fixed-point ones.
 */
final class VifExtractor {

    static final int SCALES = 4;

    /** Variance of the eye's noise σₙ², for samples of 0 to 255. */
    static final float NOISE_VARIANCE = 2;

    static final float PER_NOISE_VARIANCE = 1 / NOISE_VARIANCE;

    /** Penalty for a unit of distorted variance in a flat window: 4/255². */
    private static final double FLAT_PENALTY = 4 / 65025.0;

    private final Kernels kernels;
    private final Scale[] scales = new Scale[SCALES];
    private RowSampling.Choice choice = RowSampling.ALL.inTurn(0);

    /**
     * An extractor for pictures of {@code height} rows; the layout must allow halving for every scale but the first.
     */
    VifExtractor(Kernels kernels, ColumnLayout layout, int height) {
        this.kernels = kernels;
        ColumnLayout scaled = layout;
        int rows = height;
        for (int scale = 0; scale < SCALES; scale++) {
            scales[scale] = new Scale(scale, scaled, rows);
            scaled = scaled.halved(scaled.width() / 2);
            rows /= 2;
        }
    }

    /**
     * The scores of one frame.
     *
     * @param plain with unlimited gain
     * @param limited with the gain limited to 1, so that sharpening adds nothing
     */
    record Scores(VmafFeatures.Vif plain, VmafFeatures.Vif limited) {}

    /** Starts a new pair of pictures. */
    void clear(RowSampling.Choice rows) {
        choice = rows;
        for (Scale scale : scales) {
            scale.columns.clear();
        }
    }

    /**
     * Adds {@link LumaRows#STEP} rows of both pictures.
     *
     * @param pictures these rows and the rows around them; two bands, reference and distorted picture
     */
    void add(RowBuffer pictures, int firstRow) {
        scales[0].add(pictures, firstRow);
    }

    /** The scores, after all rows have been added. */
    Scores scores() {
        double[] plain = new double[SCALES];
        double[] limited = new double[SCALES];
        for (Scale scale : scales) {
            if (scale.number > 0) {
                scale.addAll();
            }
            kernels.vif().foldExponents(scale.columns);
            plain[scale.number] = scale.score(scale.columns.signalProduct, scale.columns.signalExponent);
            limited[scale.number] = scale.score(scale.columns.limitedProduct, scale.columns.limitedExponent);
        }
        return new Scores(scores(plain), scores(limited));
    }

    private static VmafFeatures.Vif scores(double[] scores) {
        return new VmafFeatures.Vif(scores[0], scores[1], scores[2], scores[3]);
    }

    private final class Scale {
        private final int number;
        private final int height;
        private final VifTaps taps;

        /** Both pictures at this scale, written by the scale before; scale 0 gets its rows from the caller. */
        private final RowBuffer pictures;

        private final RowBuffer moments;
        private final VifColumns columns;
        private final int[] rowStarts;
        private final int[] halvedRowStarts = new int[VifTaps.NINE];
        private final RowBuffer smoothed;

        private Scale(int number, ColumnLayout layout, int height) {
            this.number = number;
            this.height = height;
            this.taps = VifTaps.ofScale(number);
            this.rowStarts = new int[taps.weights.length + VifMoments.ROWS - 1];
            this.pictures = new RowBuffer(layout, 2, number == 0 ? 0 : height);
            this.moments = new RowBuffer(layout, VifMoments.BANDS, 1);
            this.columns = new VifColumns(layout);
            this.smoothed = new RowBuffer(layout, 2, 1);
        }

        private void addAll() {
            for (int row = 0; row < height; row += VifMoments.ROWS) {
                add(pictures, row);
            }
        }

        private void add(RowBuffer source, int firstRow) {
            if (choice.takesWindows(number, firstRow / VifMoments.ROWS)) {
                addWindows(source, firstRow);
            }
            if ((firstRow + VifMoments.ROWS) % VifColumns.ROWS_BETWEEN_FOLDS == 0) {
                kernels.vif().foldExponents(columns);
            }
            if (number + 1 < SCALES) {
                halve(source, firstRow, scales[number + 1]);
            }
        }

        private void addWindows(RowBuffer source, int firstRow) {
            for (int i = 0; i < rowStarts.length; i++) {
                rowStarts[i] = start(source, firstRow - taps.reach() + i);
            }
            VifKernels vif = kernels.vif();
            vif.momentsDown(source, rowStarts, taps, moments);
            moments.fillEnds(0, Math.max(taps.reach(), VifTaps.NINE / 2), RowBuffer.End.MIRRORED);
            vif.addInformation(moments, taps, Math.min(VifMoments.ROWS, height - firstRow), columns);
        }

        /** Writes the rows of the next scale, which lie on the even rows of this one. */
        private void halve(RowBuffer source, int firstRow, Scale next) {
            VifKernels vif = kernels.vif();
            for (int row = firstRow; row < firstRow + VifMoments.ROWS && row / 2 < next.height; row += 2) {
                for (int tap = 0; tap < VifTaps.NINE; tap++) {
                    halvedRowStarts[tap] = start(source, row - VifTaps.NINE / 2 + tap);
                }
                vif.filterDown(source, halvedRowStarts, next.taps, smoothed);
                smoothed.fillEnds(0, VifTaps.NINE / 2, RowBuffer.End.MIRRORED);
                vif.halveAcross(smoothed, next.taps, next.pictures, row / 2);
            }
        }

        private int start(RowBuffer source, int row) {
            return source.start(RowBuffer.rowWithin(row, height, RowBuffer.End.MIRRORED));
        }

        private double score(float[] signalProduct, int[] signalExponent) {
            double received = columns.log2(signalProduct, signalExponent)
                    - columns.log2(columns.noiseProduct, columns.noiseExponent)
                    - columns.sum(columns.flatVariance) * FLAT_PENALTY;
            return received / columns.log2(columns.referenceProduct, columns.referenceExponent);
        }
    }
}
