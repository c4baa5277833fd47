package dev.starling.h264;

import dev.starling.h264.syntax.HrdParameters;
import dev.starling.h264.syntax.PicOrderCnt;
import dev.starling.h264.syntax.PicOrderCnt.CodedDeltas;
import dev.starling.h264.syntax.PicOrderCnt.CodedLsb;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.PredWeightTable;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.VuiParameters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * Parameter sets and slice headers as flat lists of syntax elements. The reviewed dumps contain this text, so it does
 * not follow the grouping of the records.
 */
final class HeaderText {

    private HeaderText() {}

    static String of(SequenceParameterSet sps) {
        return new Fields("SequenceParameterSet")
                .add("profileAndLevel", sps.profileAndLevel())
                .add("seqParameterSetId", sps.seqParameterSetId())
                .add("highProfile", sps.highProfile(), HeaderText::of)
                .add("log2MaxFrameNumMinus4", sps.log2MaxFrameNumMinus4())
                .add("picOrderCntType", sps.picOrderCntType())
                .add(
                        "referenceFrames",
                        new Fields("ReferenceFrames")
                                .add("maxNumRefFrames", sps.maxNumRefFrames())
                                .add("gapsInFrameNumValueAllowedFlag", sps.gapsInFrameNumValueAllowedFlag()))
                .add(
                        "codedSize",
                        new Fields("CodedSize")
                                .add("picWidthInMbsMinus1", sps.codedSize().picWidthInMbsMinus1())
                                .add(
                                        "picHeightInMapUnitsMinus1",
                                        sps.codedSize().picHeightInMapUnitsMinus1())
                                .add("frameMbsOnlyFlag", sps.frameCoding().frameMbsOnlyFlag())
                                .add(
                                        "mbAdaptiveFrameFieldFlag",
                                        sps.frameCoding().mbAdaptiveFrameFieldFlag()))
                .add("direct8x8InferenceFlag", sps.direct8x8InferenceFlag())
                .add("frameCropping", sps.frameCropping(), Object::toString)
                .add("vuiParameters", sps.vuiParameters(), HeaderText::of)
                .toString();
    }

    private static String of(SequenceParameterSet.HighProfile fields) {
        return new Fields("HighProfile")
                .add("chromaFormatIdc", fields.sampleFormat().chromaFormatIdc())
                .add("separateColourPlaneFlag", fields.sampleFormat().separateColourPlaneFlag())
                .add("bitDepthLumaMinus8", fields.sampleFormat().bitDepthLumaMinus8())
                .add("bitDepthChromaMinus8", fields.sampleFormat().bitDepthChromaMinus8())
                .add("qpprimeYZeroTransformBypassFlag", fields.qpprimeYZeroTransformBypassFlag())
                .add("seqScalingMatrix", fields.seqScalingMatrix(), Object::toString)
                .toString();
    }

    private static String of(VuiParameters vui) {
        return new Fields("VuiParameters")
                .add("aspectRatio", vui.aspectRatio(), Object::toString)
                .add("overscanAppropriateFlag", vui.overscanAppropriateFlag(), Object::toString)
                .add("videoSignalType", vui.videoSignalType(), HeaderText::of)
                .add("chromaLocation", vui.chromaLocation(), Object::toString)
                .add("timing", vui.timing(), Object::toString)
                .add("nalHrd", vui.hrd().nalHrd(), HeaderText::of)
                .add("vclHrd", vui.hrd().vclHrd(), HeaderText::of)
                .add("lowDelayHrdFlag", vui.hrd().lowDelayHrdFlag())
                .add("picStructPresentFlag", vui.picStructPresentFlag())
                .add("bitstreamRestriction", vui.bitstreamRestriction(), Object::toString)
                .toString();
    }

    private static String of(VuiParameters.VideoSignalType type) {
        return new Fields("VideoSignalType")
                .add("videoFormat", type.videoFormat())
                .add("videoFullRangeFlag", type.videoFullRangeFlag())
                .add("colourDescription", type.colourDescription(), Object::toString)
                .toString();
    }

    private static String of(HrdParameters hrd) {
        return new Fields("HrdParameters")
                .add("bitRateScale", hrd.scale().bitRateScale())
                .add("cpbSizeScale", hrd.scale().cpbSizeScale())
                .add("schedules", hrd.schedules())
                .add("initialCpbRemovalDelayLengthMinus1", hrd.lengths().initialCpbRemovalDelayLengthMinus1())
                .add("cpbRemovalDelayLengthMinus1", hrd.lengths().cpbRemovalDelayLengthMinus1())
                .add("dpbOutputDelayLengthMinus1", hrd.lengths().dpbOutputDelayLengthMinus1())
                .add("timeOffsetLength", hrd.lengths().timeOffsetLength())
                .toString();
    }

    static String of(PictureParameterSet pps) {
        return new Fields("PictureParameterSet")
                .add("picParameterSetId", pps.picParameterSetId())
                .add("seqParameterSetId", pps.seqParameterSetId())
                .add("entropyCodingModeFlag", pps.entropyCodingModeFlag())
                .add(
                        "bottomFieldPicOrderInFramePresentFlag",
                        pps.sliceHeaderFields().bottomFieldPicOrderInFramePresentFlag())
                .add("numRefIdxDefaultActive", pps.numRefIdxDefaultActive())
                .add("weightedPrediction", pps.weightedPrediction())
                .add("initialQp", pps.initialQp())
                .add(
                        "deblockingFilterControlPresentFlag",
                        pps.sliceHeaderFields().deblockingFilterControlPresentFlag())
                .add("constrainedIntraPredFlag", pps.constrainedIntraPredFlag())
                .add("redundantPicCntPresentFlag", pps.sliceHeaderFields().redundantPicCntPresentFlag())
                .add("highProfile", pps.highProfile(), HeaderText::of)
                .toString();
    }

    private static String of(PictureParameterSet.HighProfile fields) {
        return new Fields("HighProfile")
                .add("transform8x8ModeFlag", fields.transform8x8ModeFlag())
                .add("picScalingMatrix", fields.picScalingMatrix(), Object::toString)
                .add("secondChromaQpIndexOffset", fields.secondChromaQpIndexOffset())
                .toString();
    }

    static String of(SliceHeader header) {
        var picture = header.pictureId();
        var prediction = header.interPrediction();
        return new Fields("SliceHeader")
                .add("nalRefIdc", header.nalRefIdc())
                .add("firstMbInSlice", header.firstMbInSlice())
                .add("sliceTypeValue", header.start().sliceTypeValue())
                .add("picParameterSetId", header.picParameterSetId())
                .add("colourPlaneId", header.start().colourPlaneId())
                .add("frameNum", picture.frameNum())
                .add("structure", picture.structure())
                .add("idrPicId", boxed(picture.idrPicId()), Object::toString)
                .add("picOrderCnt", of(picture.picOrderCnt()))
                .add("redundantPicCnt", picture.redundantPicCnt())
                .add("directSpatialMvPredFlag", prediction.directSpatialMvPredFlag())
                .add("numRefIdxActiveOverride", prediction.numRefIdxActiveOverride(), Object::toString)
                .add("refPicListModificationL0", prediction.refPicListModificationL0(), Object::toString)
                .add("refPicListModificationL1", prediction.refPicListModificationL1(), Object::toString)
                .add("predWeightTable", prediction.predWeightTable(), HeaderText::of)
                .add("decRefPicMarking", header.decRefPicMarking(), Object::toString)
                .add("cabacInitIdc", header.cabacInitIdc())
                .add("sliceQpDelta", header.sliceQpDelta())
                .add("deblockingFilter", header.deblockingFilter(), Object::toString)
                .toString();
    }

    private static Optional<Integer> boxed(OptionalInt value) {
        return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }

    private static String of(PicOrderCnt picOrderCnt) {
        var lsb = picOrderCnt instanceof CodedLsb coded ? coded : new CodedLsb(0, 0);
        var deltas = picOrderCnt instanceof CodedDeltas coded ? coded : new CodedDeltas(0, 0);
        return new Fields("PicOrderCnt")
                .add("picOrderCntLsb", lsb.picOrderCntLsb())
                .add("deltaPicOrderCntBottom", lsb.deltaPicOrderCntBottom())
                .add("deltaPicOrderCnt0", deltas.deltaPicOrderCnt0())
                .add("deltaPicOrderCnt1", deltas.deltaPicOrderCnt1())
                .toString();
    }

    private static String of(PredWeightTable table) {
        return new Fields("PredWeightTable")
                .add("lumaLog2WeightDenom", table.lumaLog2WeightDenom())
                .add("chromaLog2WeightDenom", table.chromaLog2WeightDenom())
                .add("l0", entries(table.l0()))
                .add("l1", entries(table.l1()))
                .toString();
    }

    private static List<String> entries(List<PredWeightTable.Entry> entries) {
        return entries.stream()
                .map(entry -> new Fields("Entry")
                        .add("luma", entry.luma(), Object::toString)
                        .add("chroma", entry.chroma(), Object::toString)
                        .toString())
                .toList();
    }

    /** The text of a record. */
    private static final class Fields {
        private final StringJoiner text;

        Fields(String name) {
            text = new StringJoiner(", ", name + "[", "]");
        }

        Fields add(String name, Object value) {
            text.add(name + "=" + value);
            return this;
        }

        <T> Fields add(String name, Optional<T> value, Function<T, String> toText) {
            return add(name, value.map(toText).orElse("null"));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
