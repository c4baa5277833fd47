package dev.starling.h264.edit;

import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.SliceHeader.InterPrediction;
import dev.starling.h264.transform.Requantiser;

/**
 * Mixes two slices of the same picture area where {@link MacroblockBlend} cannot derive motion, for example in
 * interlaced streams. The result has the prediction of one slice, the base. Where both slices code an inter
 * macroblock's prediction with the same syntax, their dequantised levels are mixed by weight and requantised at a QP
 * between the two; all other macroblocks keep the base's levels. Equal syntax can mean different motion, which costs
 * quality but never validity.
 *
 * <p>Intra macroblocks always come from the base. Other blocks are predicted from them, and the error of requantising
 * them would add up from block to block; in trials this cost seven decibels.
 */
final class CoefficientBlend {
    private final SliceCodec base = new SliceCodec();
    private final SliceCodec other = new SliceCodec();
    private final SliceCodec out = new SliceCodec();
    private final LevelMixer mixer = new LevelMixer();

    /**
     * Blends two slices. The result refers to the parameter sets of {@code baseSlice}.
     *
     * @param otherWeight in units of 1 / {@link Requantiser#FULL_WEIGHT}
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
        int mixedQp = LevelMixer.mix(a.parameters().sliceQpY(), b.parameters().sliceQpY(), otherWeight);
        target.begin(a.parameters().withSliceQpY(mixedQp));
        MacroblockQuantisers quantisersA = new MacroblockQuantisers(a.parameters());
        MacroblockQuantisers quantisersB = new MacroblockQuantisers(b.parameters());
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

    /** Whether reference indices, direct prediction and prediction weights have the same meaning in both slices. */
    static boolean predictsFromTheSame(CodedSlice a, CodedSlice b) {
        SliceHeader headerA = a.header();
        SliceHeader headerB = b.header();
        InterPrediction predictionA = headerA.interPrediction();
        InterPrediction predictionB = headerB.interPrediction();
        return headerA.sliceType() == headerB.sliceType()
                && headerA.numRefIdxL0Active(a.pps()) == headerB.numRefIdxL0Active(b.pps())
                && headerA.numRefIdxL1Active(a.pps()) == headerB.numRefIdxL1Active(b.pps())
                && predictionA.directSpatialMvPredFlag() == predictionB.directSpatialMvPredFlag()
                && predictionA.refPicListModificationL0().equals(predictionB.refPicListModificationL0())
                && predictionA.refPicListModificationL1().equals(predictionB.refPicListModificationL1())
                && predictionA.predWeightTable().equals(predictionB.predWeightTable());
    }

    private static boolean samePrediction(SliceData a, SliceData b, int mb) {
        return !MbType.isIntra(a.mbType(mb))
                && (a.samePrediction(mb, b)
                        || (MbType.isDirect(a.mbType(mb))
                                && MbType.isDirect(b.mbType(mb))
                                && a.isField(mb) == b.isField(mb)));
    }
}
