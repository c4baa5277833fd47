package dev.starling.h264.edit;

import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.transform.BlockKind;
import dev.starling.h264.transform.Requantiser;
import dev.starling.h264.transform.SparseBlock;

/**
 * Mixes the transform levels of a macroblock of two slices, which must be predicted from the same samples. Reuses its
 * workspace; one for each thread.
 */
final class LevelMixer {
    /** See {@link Requantiser}: a third of a step, the dead zone of encoders between their intra and inter ones. */
    private static final int ROUNDING = 21;

    private final SparseBlock blockA = new SparseBlock();
    private final SparseBlock blockB = new SparseBlock();
    private final SparseBlock mixed = new SparseBlock();
    private final byte[] mixedScanIndex = new byte[64];
    private final int[] mixedLevel = new int[64];

    /**
     * Whether the macroblock's levels can be mixed, if it is an inter macroblock that is predicted from the same
     * samples in both.
     */
    static boolean isMixable(
            SliceData a, SliceData b, int mb, MacroblockQuantisers quantisersA, MacroblockQuantisers quantisersB) {
        return (a.isTransform8x8(mb) == b.isTransform8x8(mb) || !hasLumaLevels(a, mb) || !hasLumaLevels(b, mb))
                && quantisersA.isQuantised(a, mb)
                && quantisersB.isQuantised(b, mb);
    }

    /**
     * The one whose type and transform the mixed macroblock has. Where only one of them codes luma levels, it knows the
     * transform; a skipped macroblock that gains levels has the type of the one that is not.
     */
    static SliceData shape(SliceData a, SliceData b, int mb) {
        return (hasLumaLevels(b, mb) && !hasLumaLevels(a, mb)) || MbType.isSkip(a.mbType(mb)) ? b : a;
    }

    private static boolean hasLumaLevels(SliceData data, int mb) {
        return (data.codedBlockPattern(mb) & 15) != 0;
    }

    /**
     * Appends the levels, and sets the QP, of macroblock {@code mb} to the last macroblock of {@code target}, which has
     * been begun in the {@link #shape} of one of them.
     *
     * @param weight that of b, in units of 1 / {@link Requantiser#FULL_WEIGHT}
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

    /** A QP between two, to the nearest. */
    static int mix(int a, int b, int weight) {
        return Math.floorDiv(
                (Requantiser.FULL_WEIGHT - weight) * a + weight * b + Requantiser.FULL_WEIGHT / 2,
                Requantiser.FULL_WEIGHT);
    }
}
