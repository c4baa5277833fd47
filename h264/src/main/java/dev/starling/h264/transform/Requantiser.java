package dev.starling.h264.transform;

/**
 * Requantises sparse blocks of transform levels, and mixes two of them.
 *
 * <p>A level l at step Δ<sub>1</sub> represents the coefficient l · Δ<sub>1</sub>. Its level at step Δ<sub>2</sub> is
 * sign(l) · ⌊|l| · Δ<sub>1</sub> / Δ<sub>2</sub> + r⌋, with r = {@code rounding / 64}: 32 gives the nearest level, less
 * gives a dead zone. Steps depend on normAdjust and qP; the scaling lists must be the same on both sides, so they
 * cancel. DC levels follow the same rule, because the second transform above them is linear. The arithmetic is exact.
 */
public final class Requantiser {
    /** The {@code weight} of {@link #blend} at which the result is the second block. */
    public static final int FULL_WEIGHT = 1 << 10;

    /** The {@code rounding} that gives the nearest level. */
    public static final int NEAREST = 32;

    private Requantiser() {}

    /**
     * Requantises {@code block}. Levels that become 0 are removed, and the others close the gaps.
     *
     * @param field whether the macroblock is field coded, which decides the scan
     * @param toQp the new qP′, 0…87
     * @param rounding 0…{@link #NEAREST}
     * @param outAt index of the result in the block's arrays, not after the start of the block
     * @return the number of levels left; {@code block} then points to them
     */
    public static int requantise(SparseBlock block, BlockKind kind, boolean field, int toQp, int rounding, int outAt) {
        int[] from = QuantiserSteps.of(kind, field, block.qp);
        int[] to = QuantiserSteps.of(kind, field, toQp);
        byte[] scanIndex = block.scanIndex;
        int[] level = block.level;
        int kept = outAt;
        int end = block.at + block.count;
        for (int i = block.at; i < end; i++) {
            int position = scanIndex[i];
            int quantised = quantise((long) level[i] * from[position], to[position], rounding);
            if (quantised != 0) {
                scanIndex[kept] = (byte) position;
                level[kept++] = quantised;
            }
        }
        block.at = outAt;
        block.count = kept - outAt;
        block.qp = toQp;
        return block.count;
    }

    /**
     * The energy of a block, a measure of what is lost without its levels: the sum of the squared dequantised levels.
     * High frequencies count less, down to 1 / n of the first of n scan indices. In units of squared steps, without the
     * scaling lists.
     */
    public static double energy(SparseBlock block, BlockKind kind, boolean field) {
        int[] steps = QuantiserSteps.of(kind, field, block.qp);
        double sum = 0;
        for (int i = block.at; i < block.at + block.count; i++) {
            int position = block.scanIndex[i];
            double coefficient = (double) block.level[i] * steps[position];
            double frequencyWeight = kind == BlockKind.DC ? 1 : (double) (steps.length - position) / steps.length;
            sum += coefficient * coefficient * frequencyWeight;
        }
        return sum;
    }

    /**
     * Mixes the dequantised levels of two blocks, (1 − w) · a + w · b, and quantises the result into {@code out}.
     *
     * @param weight w in units of 1 / {@link #FULL_WEIGHT}, 0…{@link #FULL_WEIGHT}
     * @param out the place of the result and its qP′; it needs room for the levels of both blocks, and may not overlap
     *     them
     * @return the number of levels of the result, also in {@code out}
     */
    public static int blend(
            SparseBlock a, SparseBlock b, int weight, BlockKind kind, boolean field, int rounding, SparseBlock out) {
        int[] stepsA = QuantiserSteps.of(kind, field, a.qp);
        int[] stepsB = QuantiserSteps.of(kind, field, b.qp);
        int[] to = QuantiserSteps.of(kind, field, out.qp);
        int i = a.at;
        int j = b.at;
        int endA = a.at + a.count;
        int endB = b.at + b.count;
        int next = out.at;
        while (i < endA || j < endB) {
            int positionA = i < endA ? a.scanIndex[i] : Integer.MAX_VALUE;
            int positionB = j < endB ? b.scanIndex[j] : Integer.MAX_VALUE;
            int position = Math.min(positionA, positionB);
            long mix = 0;
            if (positionA == position) {
                mix += (long) (FULL_WEIGHT - weight) * stepsA[position] * a.level[i++];
            }
            if (positionB == position) {
                mix += (long) weight * stepsB[position] * b.level[j++];
            }
            int quantised = quantise(mix, (long) to[position] * FULL_WEIGHT, rounding);
            if (quantised != 0) {
                out.scanIndex[next] = (byte) position;
                out.level[next++] = quantised;
            }
        }
        out.count = next - out.at;
        return out.count;
    }

    private static int quantise(long coefficient, long step, int rounding) {
        long dividend = 64 * Math.abs(coefficient) + rounding * step;
        long divisor = 64 * step;
        // Most levels become 0 or 1, and a division takes as long as everything else here.
        long magnitude = dividend < divisor ? 0 : dividend < 2 * divisor ? 1 : dividend / divisor;
        return (int) (coefficient < 0 ? -magnitude : magnitude);
    }
}
