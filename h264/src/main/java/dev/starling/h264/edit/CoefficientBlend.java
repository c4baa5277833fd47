package dev.starling.h264.edit;

import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceContext;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.transform.BlockKind;
import dev.starling.h264.transform.Requantiser;
import dev.starling.h264.transform.SparseBlock;
import java.util.Objects;

/**
 * Mixes two slices of the same picture area into one that has the prediction of one of them, the base. Where the other predicts an inter macroblock from the same syntax, the
 * dequantised levels of both are mixed by weight and requantised between the two QPs; elsewhere the base's levels are taken as they are.
 *
 * <p>Intra macroblocks are always the base's: their neighbours are predicted from them, and the error of requantising them would add up from block to block. In trials that cost seven decibels.
 *
 * <p>The base is one for the whole slice because motion vectors, reference indices and intra modes are coded relative to neighbours: a macroblock of the other slice would mean
 * something else between neighbours of the base.
 */
final class CoefficientBlend {
    /** See {@link Requantiser}: a third of a step, the dead zone of encoders between their intra and inter ones. */
    private static final int ROUNDING = 21;

    private final SliceCodec base = new SliceCodec();
    private final SliceCodec other = new SliceCodec();
    private final SliceCodec out = new SliceCodec();
    private final SparseBlock baseBlock = new SparseBlock();
    private final SparseBlock otherBlock = new SparseBlock();
    private final SparseBlock mixed = new SparseBlock();
    private final byte[] mixedScanIndex = new byte[64];
    private final int[] mixedLevel = new int[64];

    /** {@code otherWeight} is in units of 1 / {@link Requantiser#FULL_WEIGHT}. The result refers to the parameter sets of {@code baseSlice}. */
    CodedSlice blend(CodedSlice baseSlice, CodedSlice otherSlice, int otherWeight) {
        if (!predictsFromTheSame(baseSlice, otherSlice)) {
            return baseSlice;
        }
        SliceData a = base.read(baseSlice);
        SliceData b = other.read(otherSlice);
        if (a.mbCount() != b.mbCount()) {
            return baseSlice;
        }
        SliceData target = out.data();
        SliceContext context = a.context();
        SliceHeader header = context.header();
        int sliceQp = header.sliceQpY(context.pps());
        int mixedQp = mix(sliceQp, b.context().header().sliceQpY(b.context().pps()), otherWeight);
        target.begin(new SliceContext(
                header.withSliceQpDelta(header.sliceQpDelta() + mixedQp - sliceQp), context.sps(), context.pps()));
        MacroblockQuantisers quantisersA = new MacroblockQuantisers(context);
        MacroblockQuantisers quantisersB = new MacroblockQuantisers(b.context());
        for (int mb = 0; mb < a.mbCount(); mb++) {
            if (isMixable(a, b, mb) && quantisersA.isQuantised(a, mb) && quantisersB.isQuantised(b, mb)) {
                mixMacroblock(a, b, mb, otherWeight, quantisersA, quantisersB, target);
            } else {
                target.append(a, mb);
            }
        }
        target.rederive();
        return out.write();
    }

    /** Whether reference indices, direct prediction and weights mean the same in both. */
    private static boolean predictsFromTheSame(CodedSlice a, CodedSlice b) {
        SliceHeader headerA = a.header();
        SliceHeader headerB = b.header();
        return headerA.sliceType() == headerB.sliceType()
                && headerA.directSpatialMvPredFlag() == headerB.directSpatialMvPredFlag()
                && headerA.numRefIdxL0Active(a.pps()) == headerB.numRefIdxL0Active(b.pps())
                && headerA.numRefIdxL1Active(a.pps()) == headerB.numRefIdxL1Active(b.pps())
                && Objects.equals(headerA.refPicListModificationL0(), headerB.refPicListModificationL0())
                && Objects.equals(headerA.refPicListModificationL1(), headerB.refPicListModificationL1())
                && Objects.equals(headerA.predWeightTable(), headerB.predWeightTable());
    }

    private static boolean isMixable(SliceData a, SliceData b, int mb) {
        if (MbType.isIntra(a.mbType(mb))) {
            return false;
        }
        boolean samePrediction = a.samePrediction(mb, b)
                || (MbType.isDirect(a.mbType(mb)) && MbType.isDirect(b.mbType(mb)) && a.isField(mb) == b.isField(mb));
        return samePrediction
                && (a.isTransform8x8(mb) == b.isTransform8x8(mb) || !hasLumaLevels(a, mb) || !hasLumaLevels(b, mb));
    }

    private static boolean hasLumaLevels(SliceData data, int mb) {
        return (data.codedBlockPattern(mb) & 15) != 0;
    }

    private void mixMacroblock(
            SliceData a,
            SliceData b,
            int mb,
            int weight,
            MacroblockQuantisers quantisersA,
            MacroblockQuantisers quantisersB,
            SliceData target) {
        // Where only one of them codes luma levels, it knows the transform; a skipped macroblock that gains levels has
        // the type of the one that is not.
        SliceData shape = (hasLumaLevels(b, mb) && !hasLumaLevels(a, mb)) || MbType.isSkip(a.mbType(mb)) ? b : a;
        target.appendWithoutLevels(shape, mb);
        int to = target.mbCount() - 1;
        int qpY = mix(a.qpY(mb), b.qpY(mb), weight);
        target.setQpY(to, qpY);
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
            baseBlock.set(a.scanIndices(), a.levels(), atA, countA, quantisersA.qp(slot, a.qpY(mb)));
            otherBlock.set(b.scanIndices(), b.levels(), atB, countB, quantisersB.qp(slot, b.qpY(mb)));
            mixed.set(mixedScanIndex, mixedLevel, 0, 0, quantisersA.qp(slot, qpY));
            int count = Requantiser.blend(baseBlock, otherBlock, weight, kind, field, ROUNDING, mixed);
            for (int i = 0; i < count; i++) {
                target.appendLevel(mixedScanIndex[i], mixedLevel[i]);
            }
            target.endBlock(slot, count);
            atA += countA;
            atB += countB;
        }
        target.endMacroblock();
    }

    private static int mix(int a, int b, int weight) {
        return Math.floorDiv(
                (Requantiser.FULL_WEIGHT - weight) * a + weight * b + Requantiser.FULL_WEIGHT / 2,
                Requantiser.FULL_WEIGHT);
    }
}
