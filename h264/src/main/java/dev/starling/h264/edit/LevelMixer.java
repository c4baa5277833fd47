package dev.starling.h264.edit;

import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.transform.BlockKind;
import dev.starling.h264.transform.Requantiser;
import dev.starling.h264.transform.SparseBlock;

/**
 * Mixes the transform levels of a macroblock in two slices. Both must predict it from the same samples. Reuses its
 * workspace; not thread-safe.
 */
final class LevelMixer {
    /** A third of a step ({@link Requantiser}), between the usual dead zones of intra and inter blocks. */
    private static final int ROUNDING = 21;

    private final SparseBlock blockA = new SparseBlock();
    private final SparseBlock blockB = new SparseBlock();
    private final SparseBlock mixed = new SparseBlock();
    private final byte[] mixedScanIndex = new byte[64];
    private final int[] mixedLevel = new int[64];

    /** Whether the levels of an inter macroblock that both slices predict from the same samples can be mixed. */
    static boolean isMixable(
            SliceData a, SliceData b, int mb, MacroblockQuantisers quantisersA, MacroblockQuantisers quantisersB) {
        return (a.isTransform8x8(mb) == b.isTransform8x8(mb) || !hasLumaLevels(a, mb) || !hasLumaLevels(b, mb))
                && quantisersA.isQuantised(a, mb)
                && quantisersB.isQuantised(b, mb);
    }

    /**
     * The slice that gives the mixed macroblock its type and transform. If only one codes luma levels, its transform
     * applies; if only one skips the macroblock, the type of the other applies.
     */
    static SliceData shape(SliceData a, SliceData b, int mb) {
        return (hasLumaLevels(b, mb) && !hasLumaLevels(a, mb)) || MbType.isSkip(a.mbType(mb)) ? b : a;
    }

    private static boolean hasLumaLevels(SliceData data, int mb) {
        return (data.codedBlockPattern(mb) & 15) != 0;
    }

    /**
     * Appends the mixed levels of macroblock {@code mb} to the last macroblock of {@code target}, which was begun with
     * the type and transform of {@link #shape}, and sets its QP.
     *
     * @param weight the weight of {@code b} in units of 1 / {@link Requantiser#FULL_WEIGHT}
     */
    void mix(
            SliceData a,
            SliceData b,
            int mb,
            int weight,
            MacroblockQuantisers quantisersA,
            MacroblockQuantisers quantisersB,
            SliceData target) {
        SliceData shape = shape(a, b, mb);
        int qpY = mix(a.qpY(mb), b.qpY(mb), weight);
        target.setQpY(target.mbCount() - 1, qpY);
        boolean field = quantisersA.isFieldCoded(a, mb);
        int atA = a.levelStart(mb);
        int atB = b.levelStart(mb);
        for (byte slot : a.blockOrder()) {
            int countA = a.totalCoeff(mb, slot);
            int countB = b.totalCoeff(mb, slot);
            if (countA + countB == 0) {
                continue;
            }
            BlockKind kind = quantisersA.kind(shape, mb, slot);
            blockA.set(a.scanIndices(), a.levels(), atA, countA, quantisersA.qp(slot, a.qpY(mb)));
            blockB.set(b.scanIndices(), b.levels(), atB, countB, quantisersB.qp(slot, b.qpY(mb)));
            mixed.set(mixedScanIndex, mixedLevel, 0, 0, quantisersA.qp(slot, qpY));
            int count = Requantiser.blend(blockA, blockB, weight, kind, field, ROUNDING, mixed);
            for (int i = 0; i < count; i++) {
                target.appendLevel(mixedScanIndex[i], mixedLevel[i]);
            }
            target.endBlock(slot, count);
            atA += countA;
            atB += countB;
        }
    }

    /** The weighted mean of two QPs, rounded. */
    static int mix(int a, int b, int weight) {
        return Math.floorDiv(
                (Requantiser.FULL_WEIGHT - weight) * a + weight * b + Requantiser.FULL_WEIGHT / 2,
                Requantiser.FULL_WEIGHT);
    }
}
