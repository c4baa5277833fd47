package dev.starling.quality;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Detail loss (S. Li, F. Zhang, L. Ma and K. N. Ngan, "Image quality assessment by separately evaluating detail losses
 * and additive impairments", IEEE TMM 13(5), 2011) on four scales of a db2 wavelet, as libvmaf's {@code adm} extractor
 * computes its {@code adm2} for VMAF.
 *
 * <p>Each wavelet coefficient of the distorted picture is split into a restored part, which lies between 0 and the
 * reference's coefficient, and an added part. The score is the norm of the restored details that stay visible under the
 * added ones, divided by the norm of the reference's details. Only the inner eight tenths of the width and height
 * count.
 *
 * <p>A detail that the distorted picture shows in the same direction but stronger is an enhancement. It counts as
 * restored up to a gain limit of 100, or not at all with the limit at 1.
 */
final class AdmExtractor {

    static final int SCALES = 4;

    static final float COS_1_DEGREE_SQUARED = (float) (Math.cos(Math.toRadians(1)) * Math.cos(Math.toRadians(1)));

    /**
     * Share of the surrounding added details that masks a restored detail; added details at the same place count twice.
     */
    static final float MASKING = 1 / 30f;

    private static final float WIDE_GAIN_LIMIT = 100;

    /** Share of the width and height that does not count, on each side. */
    private static final double BORDER = 0.1;

    /** Visible noise assumed in every coefficient. */
    private static final double NOISE_WEIGHT = 0.03125;

    private final Kernels kernels;
    private final Set<EnhancementGain> gains;
    private final double minDenominator;
    private final List<Scale> scales = new ArrayList<>();
    private RowSampling.Choice choice = RowSampling.ALL.inTurn(0);

    /**
     * An extractor for pictures of {@code height} rows; the layout must allow halving for every scale but the last.
     * Each of the {@code gains} takes additional time.
     */
    AdmExtractor(Kernels kernels, ColumnLayout layout, int height, Set<EnhancementGain> gains) {
        this.kernels = kernels;
        this.gains = Set.copyOf(gains);
        this.minDenominator = 1e-10 * layout.width() * height / (1920.0 * 1080);
        ColumnLayout scaled = layout;
        int rows = height;
        for (int scale = 0; scale < SCALES; scale++) {
            scales.add(new Scale(scale, scaled, rows));
            int width = (scaled.width() + 1) / 2;
            // A layout that allows one more halving would lengthen the rows of all scales, by a fifth at 640 columns.
            scaled = scale + 2 < SCALES ? scaled.halved(width) : ColumnLayout.of(layout.lanes(), width, 1);
            rows = (rows + 1) / 2;
        }
    }

    /** Starts a new pair of pictures. */
    void clear(RowSampling.Choice rows) {
        choice = rows;
        scales.forEach(Scale::clear);
    }

    /**
     * Adds {@link LumaRows#STEP} rows of both pictures.
     *
     * @param pictures these rows, one before them and two after; two bands, reference and distorted picture
     */
    void add(RowBuffer pictures, int firstRow) {
        Scale finest = scales.getFirst();
        int until = Math.min(finest.bandHeight, (firstRow + LumaRows.STEP) / 2);
        for (int row = firstRow / 2; row < until; row++) {
            finest.add(pictures, row);
        }
    }

    /** The scores, one for each gain, after all rows have been added; 1 is transparent. */
    Map<EnhancementGain, Double> scores() {
        Map<EnhancementGain, Double> restored = new EnumMap<>(EnhancementGain.class);
        double denominator = 0;
        for (Scale scale : scales) {
            if (scale.number > 0) {
                scale.addAll();
            }
            for (Restoration restoration : scale.restorations) {
                restoration.addLastRow();
                restored.merge(restoration.gain, restoration.norm(), Double::sum);
            }
            denominator += scale.referenceNorm();
        }
        double norm = denominator;
        // libvmaf's guard; the noise term keeps the sum above it for any picture of 64×64 and more.
        restored.replaceAll((_, sum) -> norm < minDenominator ? 1 : sum / norm);
        return restored;
    }

    private static float limit(EnhancementGain gain) {
        return switch (gain) {
            case COUNTS -> WIDE_GAIN_LIMIT;
            case NONE -> 1;
        };
    }

    private final class Scale {
        private final int number;
        private final int height;
        private final int bandHeight;

        /** Both pictures at this scale, written by the scale before; scale 0 gets its rows from the caller. */
        private final RowBuffer pictures;

        private final RowBuffer halves;
        private final RowBuffer details;

        /** Receives a row of the approximation where the next scale has another layout, or where there is none. */
        private final RowBuffer approximation;

        private final Region region;
        private final CsfWeights weights;
        private final DetailSums referenceSums;
        private final List<Restoration> restorations = new ArrayList<>();
        private final int[] rowStarts = new int[4];

        /**
         * libvmaf rounds the finest scale to 1/64. For faint details this decides whether both pictures show them in
         * the same direction, so it is repeated here; the coarser scales have enough bits.
         */
        private final float roundingDown;

        private final float roundingAcross;

        private Scale(int number, ColumnLayout layout, int height) {
            this.number = number;
            this.height = height;
            this.roundingDown = number == 0 ? AdmKernels.ROUNDS_TO_128TH : AdmKernels.ROUNDS_NOTHING;
            this.roundingAcross = number == 0 ? AdmKernels.ROUNDS_TO_64TH : AdmKernels.ROUNDS_NOTHING;
            ColumnLayout bandLayout = layout.halved((layout.width() + 1) / 2);
            this.bandHeight = (height + 1) / 2;
            this.pictures = new RowBuffer(layout, 2, number == 0 ? 0 : height);
            this.halves = new RowBuffer(layout, AdmKernels.HALVES, 1);
            this.details = new RowBuffer(bandLayout, AdmKernels.DETAILS, 1);
            this.approximation = new RowBuffer(bandLayout, 2, 1);
            this.region = new Region(bandLayout.width(), bandHeight);
            this.weights = CsfWeights.ofScale(number);
            this.referenceSums = new DetailSums(bandLayout);
            for (EnhancementGain gain : gains) {
                restorations.add(new Restoration(gain, bandLayout, bandHeight, region, weights));
            }
        }

        private void clear() {
            region.choose(number, choice);
            referenceSums.clear();
            restorations.forEach(it -> it.sums.clear());
        }

        private void addAll() {
            for (int row = 0; row < bandHeight; row++) {
                add(pictures, row);
            }
        }

        /** Adds the row of details that is computed from the rows around {@code 2 · row}. */
        private void add(RowBuffer source, int row) {
            for (int tap = 0; tap < rowStarts.length; tap++) {
                rowStarts[tap] = source.start(RowBuffer.rowWithin(2 * row - 1 + tap, height, RowBuffer.End.REPEATED));
            }
            RowBuffer next = number + 2 < SCALES ? scales.get(number + 1).pictures : approximation;
            AdmKernels adm = kernels.adm();
            adm.waveletDown(source, rowStarts, roundingDown, halves);
            halves.fillEnds(0, 2, RowBuffer.End.REPEATED);
            if (!region.needs(row)) {
                adm.approximateAcross(halves, roundingAcross, next, row);
            } else {
                adm.waveletAcross(halves, roundingAcross, next, row, details);
                for (Restoration restoration : restorations) {
                    restoration.add(details, row);
                }
                if (region.counts(row)) {
                    adm.addReferenceCubes(details, referenceSums);
                }
            }
            if (number + 2 == SCALES) {
                scales.getLast().pictures.copyRow(approximation, row);
            }
        }

        private double referenceNorm() {
            return referenceSums.norm(region.left, region.right, weights.times(region.weightOfRows()), region.noise());
        }
    }

    /** The restored details under one gain limit, row by row, one row behind the added details that mask them. */
    private final class Restoration {
        private final EnhancementGain gain;
        private final int height;
        private final Region region;
        private final CsfWeights weights;
        private final RowBuffer restored;
        private final RowBuffer addedVisibility;
        private final DetailSums sums;
        private final int[] rowStarts = new int[3];

        private Restoration(EnhancementGain gain, ColumnLayout layout, int height, Region region, CsfWeights weights) {
            this.gain = gain;
            this.height = height;
            this.region = region;
            this.weights = weights;
            this.restored = new RowBuffer(layout, AdmKernels.RESTORED, 3);
            this.addedVisibility = new RowBuffer(layout, 1, 3);
            this.sums = new DetailSums(layout);
        }

        private void add(RowBuffer details, int row) {
            kernels.adm().decouple(details, limit(gain), weights, restored, addedVisibility, row);
            addedVisibility.fillEnds(row, 1, RowBuffer.End.REPEATED);
            if (region.counts(row - 1)) {
                addVisible(row - 1);
            }
        }

        /** Adds the picture's last row, if it counts; other rows are added when the next one arrives. */
        private void addLastRow() {
            if (region.counts(height - 1)) {
                addVisible(height - 1);
            }
        }

        private void addVisible(int row) {
            for (int i = 0; i < rowStarts.length; i++) {
                rowStarts[i] = addedVisibility.start(RowBuffer.rowWithin(row - 1 + i, height, RowBuffer.End.REPEATED));
            }
            kernels.adm().addVisibleCubes(restored, row, addedVisibility, rowStarts, weights, sums);
        }

        private double norm() {
            return sums.norm(region.left, region.right, UNWEIGHTED.times(region.weightOfRows()), region.noise());
        }
    }

    /** The details summed in {@link Restoration} are weighted already. */
    private static final CsfWeights UNWEIGHTED = new CsfWeights(1, 1);

    /** The part of a band that counts, right and bottom exclusive; of its rows, those that are sampled. */
    private static final class Region {
        private final int left;
        private final int top;
        private final int right;
        private final int bottom;
        private final BitSet rows = new BitSet();

        private Region(int width, int height) {
            this.left = (int) (width * BORDER - 0.5);
            this.top = (int) (height * BORDER - 0.5);
            this.right = width - left;
            this.bottom = height - top;
        }

        private void choose(int scale, RowSampling.Choice choice) {
            rows.clear();
            IntStream.range(top, bottom)
                    .filter(row -> choice.takesDetails(scale, row))
                    .forEach(rows::set);
        }

        private boolean counts(int row) {
            return row >= 0 && rows.get(row);
        }

        /** Whether a row counts or is next to one that does. */
        private boolean needs(int row) {
            return counts(row - 1) || counts(row) || counts(row + 1);
        }

        /** Makes a norm over the rows that count one over all rows. */
        private float weightOfRows() {
            return (float) Math.cbrt((double) (bottom - top) / Math.max(1, rows.cardinality()));
        }

        private double noise() {
            return Math.cbrt((double) (bottom - top) * (right - left) * NOISE_WEIGHT);
        }
    }
}
