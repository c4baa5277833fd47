package dev.starling.h264.edit;

import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceContext;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.transform.Requantiser;
import java.util.Objects;

/**
 * Mixes two slices of the same picture area into one that has the prediction of one of them, the base, where motion is
 * not derived ({@link MacroblockBlend}: interlaced streams and others). Where the other predicts an inter macroblock
 * from the same syntax, the dequantised levels of both are mixed by weight and requantised between the two QPs;
 * elsewhere the base's levels are taken as they are. That equal syntax can mean different motion costs quality, never
 * validity.
 *
 * <p>Intra macroblocks are always the base's: their neighbours are predicted from them, and the error of requantising
 * them would add up from block to block. In trials that cost seven decibels.
 */
final class CoefficientBlend {
    private final SliceCodec base = new SliceCodec();
    private final SliceCodec other = new SliceCodec();
    private final SliceCodec out = new SliceCodec();
    private final LevelMixer mixer = new LevelMixer();

    /**
     * {@code otherWeight} is in units of 1 / {@link Requantiser#FULL_WEIGHT}. The result refers to the parameter sets
     * of {@code baseSlice}.
     */
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
        int mixedQp = LevelMixer.mix(
                sliceQp, b.context().header().sliceQpY(b.context().pps()), otherWeight);
        target.begin(new SliceContext(
                header.withSliceQpDelta(header.sliceQpDelta() + mixedQp - sliceQp), context.sps(), context.pps()));
        MacroblockQuantisers quantisersA = new MacroblockQuantisers(context);
        MacroblockQuantisers quantisersB = new MacroblockQuantisers(b.context());
        for (int mb = 0; mb < a.mbCount(); mb++) {
            if (samePrediction(a, b, mb) && LevelMixer.isMixable(a, b, mb, quantisersA, quantisersB)) {
                target.appendWithoutLevels(LevelMixer.shape(a, b, mb), mb);
                mixer.mix(a, b, mb, otherWeight, quantisersA, quantisersB, target);
                target.endMacroblock();
            } else {
                target.append(a, mb);
            }
        }
        target.rederive();
        return out.write();
    }

    /** Whether reference indices, direct prediction and weights mean the same in both. */
    static boolean predictsFromTheSame(CodedSlice a, CodedSlice b) {
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

    private static boolean samePrediction(SliceData a, SliceData b, int mb) {
        return !MbType.isIntra(a.mbType(mb))
                && (a.samePrediction(mb, b)
                        || (MbType.isDirect(a.mbType(mb))
                                && MbType.isDirect(b.mbType(mb))
                                && a.isField(mb) == b.isField(mb)));
    }
}
