package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitHeader;
import dev.starling.h264.nal.NalUnitType;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * slice_header() of 7.3.3. Fields that are not present are empty, or 0 or false where the standard infers that.
 *
 * @param nalRefIdc nal_ref_idc of the NAL unit, on which the syntax depends
 * @param decRefPicMarking empty where nal_ref_idc is 0
 * @param cabacInitIdc 0…2; present only in P and B slices with CABAC
 * @param deblockingFilter empty where deblocking_filter_control_present_flag is 0
 */
public record SliceHeader(
        int nalRefIdc,
        Start start,
        PictureId pictureId,
        InterPrediction interPrediction,
        Optional<DecRefPicMarking> decRefPicMarking,
        int cabacInitIdc,
        int sliceQpDelta,
        Optional<DeblockingFilter> deblockingFilter) {

    /**
     * The first fields.
     *
     * @param firstMbInSlice address of the first macroblock, or of the first macroblock pair in MBAFF frames
     * @param sliceTypeValue slice_type, 0…9: Table 7-6 has two values for each type
     * @param colourPlaneId present only where separate_colour_plane_flag is 1
     */
    public record Start(int firstMbInSlice, int sliceTypeValue, int picParameterSetId, int colourPlaneId) {}

    /**
     * The fields that identify the picture.
     *
     * @param idrPicId 0…65535 in IDR pictures, empty in others
     */
    public record PictureId(
            int frameNum,
            PictureStructure structure,
            OptionalInt idrPicId,
            PicOrderCnt picOrderCnt,
            int redundantPicCnt) {

        static PictureId read(BitReader reader, SequenceParameterSet sps, PictureParameterSet pps, boolean idrPicFlag) {
            int frameNum = reader.u(sps.log2MaxFrameNumMinus4() + 4, "frame_num");
            PictureStructure structure = readStructure(reader, sps);
            return new PictureId(
                    frameNum,
                    structure,
                    idrPicFlag ? OptionalInt.of(reader.ue(65535, "idr_pic_id")) : OptionalInt.empty(),
                    PicOrderCnt.read(reader, sps.picOrderCntType(), withBottomField(structure, pps)),
                    pps.sliceHeaderFields().redundantPicCntPresentFlag() ? reader.ue(127, "redundant_pic_cnt") : 0);
        }

        private static PictureStructure readStructure(BitReader reader, SequenceParameterSet sps) {
            if (sps.frameCoding().frameMbsOnlyFlag() || !reader.flag("field_pic_flag")) {
                return PictureStructure.FRAME;
            }
            return reader.flag("bottom_field_flag") ? PictureStructure.BOTTOM_FIELD : PictureStructure.TOP_FIELD;
        }

        private static boolean withBottomField(PictureStructure structure, PictureParameterSet pps) {
            return pps.sliceHeaderFields().bottomFieldPicOrderInFramePresentFlag() && !structure.isField();
        }

        void write(BitWriter writer, SequenceParameterSet sps, PictureParameterSet pps) {
            writer.u(sps.log2MaxFrameNumMinus4() + 4, frameNum, "frame_num");
            if (!sps.frameCoding().frameMbsOnlyFlag()) {
                writer.flag(structure.isField(), "field_pic_flag");
                if (structure.isField()) {
                    writer.flag(structure == PictureStructure.BOTTOM_FIELD, "bottom_field_flag");
                }
            }
            idrPicId.ifPresent(id -> writer.ue(id, "idr_pic_id"));
            picOrderCnt.write(writer, sps.picOrderCntType(), withBottomField(structure, pps));
            if (pps.sliceHeaderFields().redundantPicCntPresentFlag()) {
                writer.ue(redundantPicCnt, "redundant_pic_cnt");
            }
        }
    }

    /**
     * How inter macroblocks are predicted; {@link #NONE} in I slices.
     *
     * @param directSpatialMvPredFlag present only in B slices
     * @param numRefIdxActiveOverride empty where num_ref_idx_active_override_flag is 0
     * @param refPicListModificationL0 empty where ref_pic_list_modification_flag_l0 is 0
     * @param refPicListModificationL1 empty where ref_pic_list_modification_flag_l1 is 0, and outside B slices
     */
    public record InterPrediction(
            boolean directSpatialMvPredFlag,
            Optional<ActiveReferences> numRefIdxActiveOverride,
            Optional<RefPicListModification> refPicListModificationL0,
            Optional<RefPicListModification> refPicListModificationL1,
            Optional<PredWeightTable> predWeightTable) {

        /** That of an I slice. */
        public static final InterPrediction NONE =
                new InterPrediction(false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        static InterPrediction read(
                BitReader reader,
                SliceType type,
                PictureStructure structure,
                SequenceParameterSet sps,
                PictureParameterSet pps) {
            if (type == SliceType.I) {
                return NONE;
            }
            boolean b = type == SliceType.B;
            boolean directSpatialMvPredFlag = b && reader.flag("direct_spatial_mv_pred_flag");
            Optional<ActiveReferences> override = reader.flag("num_ref_idx_active_override_flag")
                    ? Optional.of(ActiveReferences.read(reader, type, structure))
                    : Optional.empty();
            int activeL0 = activeL0(type, override, pps);
            int activeL1 = activeL1(type, override, pps);
            Optional<RefPicListModification> modificationL0 = reader.flag("ref_pic_list_modification_flag_l0")
                    ? Optional.of(RefPicListModification.read(reader, activeL0))
                    : Optional.empty();
            Optional<RefPicListModification> modificationL1 = b && reader.flag("ref_pic_list_modification_flag_l1")
                    ? Optional.of(RefPicListModification.read(reader, activeL1))
                    : Optional.empty();
            boolean weighted = b
                    ? pps.weightedPrediction().weightedBipredIdc() == 1
                    : pps.weightedPrediction().weightedPredFlag();
            return new InterPrediction(
                    directSpatialMvPredFlag,
                    override,
                    modificationL0,
                    modificationL1,
                    weighted
                            ? Optional.of(PredWeightTable.read(reader, sps.chromaArrayType() != 0, activeL0, activeL1))
                            : Optional.empty());
        }

        void write(BitWriter writer, SliceType type, SequenceParameterSet sps) {
            if (type == SliceType.I) {
                return;
            }
            if (type == SliceType.B) {
                writer.flag(directSpatialMvPredFlag, "direct_spatial_mv_pred_flag");
            }
            writer.flag(numRefIdxActiveOverride.isPresent(), "num_ref_idx_active_override_flag");
            numRefIdxActiveOverride.ifPresent(override -> override.write(writer, type));
            writer.flag(refPicListModificationL0.isPresent(), "ref_pic_list_modification_flag_l0");
            refPicListModificationL0.ifPresent(modification -> modification.write(writer));
            if (type == SliceType.B) {
                writer.flag(refPicListModificationL1.isPresent(), "ref_pic_list_modification_flag_l1");
                refPicListModificationL1.ifPresent(modification -> modification.write(writer));
            }
            predWeightTable.ifPresent(table -> table.write(writer, sps.chromaArrayType() != 0));
        }

        private InterPrediction withDefaultWeights() {
            return new InterPrediction(
                    directSpatialMvPredFlag,
                    numRefIdxActiveOverride,
                    refPicListModificationL0,
                    refPicListModificationL1,
                    predWeightTable.map(PredWeightTable::withDefaults));
        }

        private static int activeL0(SliceType type, Optional<ActiveReferences> override, PictureParameterSet pps) {
            if (type == SliceType.I) {
                return 0;
            }
            return 1
                    + (override.isPresent()
                            ? override.get().l0Minus1
                            : pps.numRefIdxDefaultActive().l0Minus1());
        }

        private static int activeL1(SliceType type, Optional<ActiveReferences> override, PictureParameterSet pps) {
            if (type != SliceType.B) {
                return 0;
            }
            return 1
                    + (override.isPresent()
                            ? override.get().l1Minus1
                            : pps.numRefIdxDefaultActive().l1Minus1());
        }
    }

    /** num_ref_idx_l0_active_minus1 and num_ref_idx_l1_active_minus1, 0…31; the second is present only in B slices. */
    public record ActiveReferences(int l0Minus1, int l1Minus1) {

        static ActiveReferences read(BitReader reader, SliceType type, PictureStructure structure) {
            int max = structure.isField() ? 31 : 15;
            return new ActiveReferences(
                    reader.ue(max, "num_ref_idx_l0_active_minus1"),
                    type == SliceType.B ? reader.ue(max, "num_ref_idx_l1_active_minus1") : 0);
        }

        void write(BitWriter writer, SliceType type) {
            writer.ue(l0Minus1, "num_ref_idx_l0_active_minus1");
            if (type == SliceType.B) {
                writer.ue(l1Minus1, "num_ref_idx_l1_active_minus1");
            }
        }
    }

    /**
     * Strength of the deblocking filter.
     *
     * @param disableDeblockingFilterIdc 0 on, 1 off, 2 off across slice edges
     * @param sliceAlphaC0OffsetDiv2 −6…6; not present with disable_deblocking_filter_idc 1
     * @param sliceBetaOffsetDiv2 −6…6; not present with disable_deblocking_filter_idc 1
     */
    public record DeblockingFilter(
            int disableDeblockingFilterIdc, int sliceAlphaC0OffsetDiv2, int sliceBetaOffsetDiv2) {

        static DeblockingFilter read(BitReader reader) {
            int idc = reader.ue(2, "disable_deblocking_filter_idc");
            return new DeblockingFilter(
                    idc,
                    idc == 1 ? 0 : reader.se(-6, 6, "slice_alpha_c0_offset_div2"),
                    idc == 1 ? 0 : reader.se(-6, 6, "slice_beta_offset_div2"));
        }

        void write(BitWriter writer) {
            writer.ue(disableDeblockingFilterIdc, "disable_deblocking_filter_idc");
            if (disableDeblockingFilterIdc != 1) {
                writer.se(sliceAlphaC0OffsetDiv2, "slice_alpha_c0_offset_div2");
                writer.se(sliceBetaOffsetDiv2, "slice_beta_offset_div2");
            }
        }
    }

    /**
     * Reads the header of the slice in {@code unit}.
     *
     * @throws H264Exception if this library does not read such a slice, or its parameter sets are not known
     */
    public static SliceHeader read(NalUnit unit, ParameterSets parameterSets) {
        NalUnitHeader nalUnitHeader = unit.header();
        if (!nalUnitHeader.type().isSlice()) {
            throw H264Exception.unsupported("nal_unit_type", 0);
        }
        byte[] rbsp = unit.rbsp();
        return read(new BitReader(rbsp, 0, rbsp.length), nalUnitHeader, parameterSets);
    }

    /** Reads a header, and leaves {@code reader} at the slice data. */
    public static SliceHeader read(BitReader reader, NalUnitHeader nalUnitHeader, ParameterSets parameterSets) {
        int firstMbInSlice = readFirstMbInSlice(reader);
        int sliceTypeValue = SliceType.readValue(reader);
        SliceType type = SliceType.of(sliceTypeValue);
        long ppsAt = reader.bitPosition();
        int picParameterSetId = reader.ue(255, "pic_parameter_set_id");
        PictureParameterSet pps = parameterSets
                .pps(picParameterSetId)
                .orElseThrow(() -> H264Exception.malformed("pic_parameter_set_id", ppsAt));
        SequenceParameterSet sps = parameterSets
                .sps(pps.seqParameterSetId())
                .orElseThrow(() -> H264Exception.malformed("seq_parameter_set_id", ppsAt));
        int colourPlaneId = sps.separateColourPlaneFlag() ? reader.u(2, "colour_plane_id") : 0;
        boolean idrPicFlag = nalUnitHeader.type() == NalUnitType.SLICE_IDR;
        var pictureId = PictureId.read(reader, sps, pps, idrPicFlag);
        return new SliceHeader(
                nalUnitHeader.nalRefIdc(),
                new Start(firstMbInSlice, sliceTypeValue, picParameterSetId, colourPlaneId),
                pictureId,
                InterPrediction.read(reader, type, pictureId.structure, sps, pps),
                nalUnitHeader.nalRefIdc() != 0
                        ? Optional.of(DecRefPicMarking.read(reader, idrPicFlag))
                        : Optional.empty(),
                type != SliceType.I && pps.entropyCodingModeFlag() ? reader.ue(2, "cabac_init_idc") : 0,
                readSliceQpDelta(reader, sps, pps),
                pps.sliceHeaderFields().deblockingFilterControlPresentFlag()
                        ? Optional.of(DeblockingFilter.read(reader))
                        : Optional.empty());
    }

    static int readFirstMbInSlice(BitReader reader) {
        return reader.ue(SequenceParameterSet.MAX_FRAME_SIZE_IN_MBS - 1, "first_mb_in_slice");
    }

    /** SliceQPY must be −QpBdOffsetY…51 (7.4.3). */
    private static int readSliceQpDelta(BitReader reader, SequenceParameterSet sps, PictureParameterSet pps) {
        int initQp = 26 + pps.initialQp().picInitQpMinus26();
        return reader.se(-6 * (sps.bitDepthLuma() - 8) - initQp, 51 - initQp, "slice_qp_delta");
    }

    /** Writes the header of a slice that uses these parameter sets: the inverse of {@link #read}. */
    public void write(BitWriter writer, SequenceParameterSet sps, PictureParameterSet pps) {
        SliceType type = sliceType();
        writer.ue(start.firstMbInSlice, "first_mb_in_slice");
        writer.ue(start.sliceTypeValue, "slice_type");
        writer.ue(start.picParameterSetId, "pic_parameter_set_id");
        if (sps.separateColourPlaneFlag()) {
            writer.u(2, start.colourPlaneId, "colour_plane_id");
        }
        pictureId.write(writer, sps, pps);
        interPrediction.write(writer, type, sps);
        decRefPicMarking.ifPresent(marking -> marking.write(writer));
        if (type != SliceType.I && pps.entropyCodingModeFlag()) {
            writer.ue(cabacInitIdc, "cabac_init_idc");
        }
        writer.se(sliceQpDelta, "slice_qp_delta");
        deblockingFilter.ifPresent(filter -> filter.write(writer));
    }

    /** The meaning of slice_type. */
    public SliceType sliceType() {
        return SliceType.of(start.sliceTypeValue);
    }

    /** first_mb_in_slice. */
    public int firstMbInSlice() {
        return start.firstMbInSlice;
    }

    /** pic_parameter_set_id. */
    public int picParameterSetId() {
        return start.picParameterSetId;
    }

    /** frame_num. */
    public int frameNum() {
        return pictureId.frameNum;
    }

    /** Whether the picture is a frame or a field. */
    public PictureStructure structure() {
        return pictureId.structure;
    }

    /** IdrPicFlag: whether the slice belongs to an IDR picture. */
    public boolean idrPicFlag() {
        return pictureId.idrPicId.isPresent();
    }

    /** num_ref_idx_l0_active_minus1 + 1; 0 in I slices. */
    public int numRefIdxL0Active(PictureParameterSet pps) {
        return InterPrediction.activeL0(sliceType(), interPrediction.numRefIdxActiveOverride, pps);
    }

    /** num_ref_idx_l1_active_minus1 + 1; 0 outside B slices. */
    public int numRefIdxL1Active(PictureParameterSet pps) {
        return InterPrediction.activeL1(sliceType(), interPrediction.numRefIdxActiveOverride, pps);
    }

    /** SliceQPY (7-30), −QpBdOffsetY…51. */
    public int sliceQpY(PictureParameterSet pps) {
        return 26 + pps.initialQp().picInitQpMinus26() + sliceQpDelta;
    }

    /** MbaffFrameFlag (7-25). */
    public boolean mbaffFrameFlag(SequenceParameterSet sps) {
        return sps.frameCoding().mbAdaptiveFrameFieldFlag() && !structure().isField();
    }

    /** A copy for another picture, which must be an IDR picture exactly if this one is. */
    public SliceHeader withPictureId(PictureId pictureId) {
        if (pictureId.idrPicId.isPresent() != idrPicFlag()) {
            throw new IllegalArgumentException("idr_pic_id must be present exactly in IDR pictures");
        }
        return copy(start, pictureId, sliceQpDelta);
    }

    /** A copy that refers to another picture parameter set. */
    public SliceHeader withPicParameterSetId(int picParameterSetId) {
        var newStart = new Start(start.firstMbInSlice, start.sliceTypeValue, picParameterSetId, start.colourPlaneId);
        return copy(newStart, pictureId, sliceQpDelta);
    }

    /** A copy with another slice_qp_delta. */
    public SliceHeader withSliceQpDelta(int sliceQpDelta) {
        return copy(start, pictureId, sliceQpDelta);
    }

    /** A copy in which the explicit weights, if there are any, change nothing. */
    public SliceHeader withDefaultWeights() {
        return new SliceHeader(
                nalRefIdc,
                start,
                pictureId,
                interPrediction.withDefaultWeights(),
                decRefPicMarking,
                cabacInitIdc,
                sliceQpDelta,
                deblockingFilter);
    }

    private SliceHeader copy(Start start, PictureId pictureId, int sliceQpDelta) {
        return new SliceHeader(
                nalRefIdc,
                start,
                pictureId,
                interPrediction,
                decRefPicMarking,
                cabacInitIdc,
                sliceQpDelta,
                deblockingFilter);
    }
}
