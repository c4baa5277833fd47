package dev.starling.quality;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Detail loss (S. Li, F. Zhang, L. Ma and K. N. Ngan, "Image quality assessment by separately evaluating detail losses and
 * additive impairments", IEEE TMM 13(5), 2011) on four scales of a db2 wavelet, as libvmaf's {@code adm} extractor computes
 * its {@code adm2} for VMAF.
 *
 * <p>Each wavelet coefficient of the distorted picture is split into a restored part, that lies between 0 and the
 * reference's coefficient, and an added part. The score is the norm of the restored details that stay visible under the added
 * ones, over the norm of the reference's details; only the inner eight tenths of the picture count.
 *
 * <p>A detail that the distorted picture shows in the same direction but stronger is an enhancement. It counts as restored up
 * to a gain limit of 100, or not at all with the limit at 1.
 */
final class AdmExtractor {

    static final int SCALES = 4;

    static final float COS_1_DEGREE_SQUARED = (float) (Math.cos(Math.toRadians(1)) * Math.cos(Math.toRadians(1)));

    /** Share of the added details around that masks a restored one; the details at the same place count twice. */
    static final float MASKING = 1 / 30f;

    private static final float WIDE_GAIN_LIMIT = 100;

    /** Part of the width and height that does not count, on each side. */
    private static final double BORDER = 0.1;

    /** Visible noise that every coefficient is taken to have. */
    private static final double NOISE_WEIGHT = 0.03125;

    private final Kernels kernels;
    private final Set<EnhancementGain> gains;
    private final double minDenominator;
    private final List<Scale> scales = new ArrayList<>();

    /** An extractor of the scores for some {@code gains}; each costs its share of the time. */
    AdmExtractor(Kernels kernels, int width, int height, Set<EnhancementGain> gains) {
        this.kernels = kernels;
        this.gains = Set.copyOf(gains);
        this.minDenominator = 1e-10 * width * height / (1920.0 * 1080);
        ColumnLayout layout = ColumnLayout.of(kernels.lanes(), width, SCALES);
        int rows = height;
        for (int scale = 0; scale < SCALES; scale++) {
            scales.add(new Scale(scale, layout, rows));
            layout = layout.halved((layout.width() + 1) / 2);
            rows = (rows + 1) / 2;
        }
    }

    /** The scores of one frame, one for each gain; 1 is transparent. */
    Map<EnhancementGain, Double> measure(Frame reference, Frame distorted) {
        Map<EnhancementGain, Double> restored = new EnumMap<>(EnhancementGain.class);
        double denominator = 0;
        for (Scale scale : scales) {
            scale.measure(reference, distorted);
            scale.restorations.forEach((gain, restoration) -> restored.merge(gain, restoration.norm(), Double::sum));
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
        private final Source reference;
        private final Source distorted;
        private final Region region;
        private final CsfWeights weights;
        private final DetailSums referenceSums;
        private final Map<EnhancementGain, Restoration> restorations = new EnumMap<>(EnhancementGain.class);
        private final int[] rowStarts = new int[4];

        /**
         * libvmaf rounds the finest scale to 1/64. That decides for faint details whether both pictures show them in the same
         * direction, so it must be done here too; the coarser scales have bits enough.
         */
        private final float roundingDown;

        private final float roundingAcross;

        private Scale(int number, ColumnLayout layout, int height) {
            this.number = number;
            this.height = height;
            this.roundingDown = number == 0 ? AdmKernels.ROUNDS_TO_128TH : AdmKernels.ROUNDS_NOTHING;
            this.roundingAcross = number == 0 ? AdmKernels.ROUNDS_TO_64TH : AdmKernels.ROUNDS_NOTHING;
            ColumnLayout bandLayout = layout.halved((layout.width() + 1) / 2);
            int bandHeight = (height + 1) / 2;
            this.reference = new Source(number, layout, bandLayout, height);
            this.distorted = new Source(number, layout, bandLayout, height);
            this.region = Region.of(bandLayout.width(), bandHeight);
            this.weights = CsfWeights.ofScale(number);
            this.referenceSums = new DetailSums(bandLayout);
            for (EnhancementGain gain : gains) {
                restorations.put(gain, new Restoration(limit(gain), bandLayout, bandHeight, region, weights));
            }
        }

        private void measure(Frame referenceFrame, Frame distortedFrame) {
            referenceSums.clear();
            restorations.values().forEach(it -> it.sums.clear());
            int loaded = 0;
            for (int row = 0; row < (height + 1) / 2; row++) {
                if (number == 0) {
                    for (; loaded < Math.min(height, 2 * row + 3); loaded++) {
                        load(referenceFrame, loaded, reference);
                        load(distortedFrame, loaded, distorted);
                    }
                }
                for (int tap = 0; tap < rowStarts.length; tap++) {
                    rowStarts[tap] = reference.rows.start(
                            RowBuffer.rowWithin(2 * row - 1 + tap, height, RowBuffer.End.REPEATED));
                }
                transform(
                        reference, row, number + 1 < SCALES ? scales.get(number + 1).reference.rows : reference.unused);
                transform(
                        distorted, row, number + 1 < SCALES ? scales.get(number + 1).distorted.rows : distorted.unused);
                if (region.needs(row)) {
                    for (Restoration restoration : restorations.values()) {
                        restoration.add(reference.details, distorted.details, row);
                    }
                }
                if (region.counts(row)) {
                    kernels.adm().addCubes(reference.details, 0, referenceSums);
                }
            }
            restorations.values().forEach(Restoration::addLastRow);
        }

        private void load(Frame frame, int row, Source source) {
            kernels.rows().loadFloats(frame.y(), row, frame.format(), source.rows);
        }

        private void transform(Source source, int row, RowBuffer approximation) {
            AdmKernels adm = kernels.adm();
            adm.waveletDown(source.rows, rowStarts, roundingDown, source.low, source.high);
            source.low.fillEnds(0, 2, RowBuffer.End.REPEATED);
            adm.waveletAcross(source.low, roundingAcross, approximation, source.details.vertical(), row);
            if (region.needs(row)) {
                source.high.fillEnds(0, 2, RowBuffer.End.REPEATED);
                adm.waveletAcross(
                        source.high, roundingAcross, source.details.horizontal(), source.details.diagonal(), row);
            }
        }

        private double referenceNorm() {
            return referenceSums.norm(region.left, region.right, weights, region.noise());
        }
    }

    /** One picture at one scale: the rows it is transformed from, and the details of the row that is being transformed. */
    private static final class Source {
        /** At scale 0 the four rows that the filter sees; the others are written whole by the scale before. */
        private final RowBuffer rows;

        private final RowBuffer low;
        private final RowBuffer high;
        private final DetailBands details;

        /** Takes the approximation that no scale follows. */
        private final RowBuffer unused;

        private Source(int scale, ColumnLayout layout, ColumnLayout bandLayout, int height) {
            rows = new RowBuffer(layout, scale == 0 ? 4 : height);
            low = new RowBuffer(layout, 1);
            high = new RowBuffer(layout, 1);
            details = new DetailBands(bandLayout, 1);
            unused = new RowBuffer(bandLayout, 1);
        }
    }

    /** The restored details under one gain limit, row by row, one row behind the added details that mask them. */
    private final class Restoration {
        private final float gainLimit;
        private final int height;
        private final Region region;
        private final CsfWeights weights;
        private final DetailBands restored;
        private final RowBuffer addedVisibility;
        private final DetailSums sums;
        private final int[] rowStarts = new int[3];

        private Restoration(float gainLimit, ColumnLayout layout, int height, Region region, CsfWeights weights) {
            this.gainLimit = gainLimit;
            this.height = height;
            this.region = region;
            this.weights = weights;
            this.restored = new DetailBands(layout, 3);
            this.addedVisibility = new RowBuffer(layout, 3);
            this.sums = new DetailSums(layout);
        }

        private void add(DetailBands reference, DetailBands distorted, int row) {
            kernels.adm().decouple(reference, distorted, gainLimit, weights, restored, addedVisibility, row);
            addedVisibility.fillEnds(row, 1, RowBuffer.End.REPEATED);
            if (region.counts(row - 1)) {
                addVisible(row - 1);
            }
        }

        /** When the region reaches the picture's last row, nothing came after it. */
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
            return sums.norm(region.left, region.right, UNWEIGHTED, region.noise());
        }
    }

    /** What is summed in {@link Restoration} is weighed already. */
    private static final CsfWeights UNWEIGHTED = new CsfWeights(1, 1);

    /** The part of a band that counts, right and bottom exclusive. */
    private record Region(int left, int top, int right, int bottom) {

        private static Region of(int width, int height) {
            int left = (int) (width * BORDER - 0.5);
            int top = (int) (height * BORDER - 0.5);
            return new Region(left, top, width - left, height - top);
        }

        private boolean counts(int row) {
            return row >= top && row < bottom;
        }

        /** Whether a row counts or is next to one that does. */
        private boolean needs(int row) {
            return row >= top - 1 && row <= bottom;
        }

        private double noise() {
            return Math.cbrt((double) (bottom - top) * (right - left) * NOISE_WEIGHT);
        }
    }
}
