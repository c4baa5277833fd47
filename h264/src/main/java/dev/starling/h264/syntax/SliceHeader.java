package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import org.jspecify.annotations.Nullable;

/**
 * slice_header() of 7.3.3. What is read only under a condition is null, or 0 or false where that says the same.
 *
 * @param nalRefIdc nal_ref_idc of the NAL unit, on which the syntax depends
 * @param firstMbInSlice address of the first macroblock, or of the first macroblock pair in MBAFF frames
 * @param sliceTypeValue slice_type as coded, 0…9: Table 7-6 has two values for each kind
 * @param colourPlaneId read only where separate_colour_plane_flag is 1
 * @param idrPicId null in pictures that are not IDR pictures, 0…65535 in those that are
 * @param refPicListModificationL0 null where ref_pic_list_modification_flag_l0 is 0 or not read
 * @param refPicListModificationL1 null where ref_pic_list_modification_flag_l1 is 0 or not read
 * @param decRefPicMarking null where nal_ref_idc is 0
 * @param cabacInitIdc read only in P and B slices with CABAC, 0…2
 * @param deblockingFilter null where deblocking_filter_control_present_flag is 0
 */
public record SliceHeader(
        int nalRefIdc,
        int firstMbInSlice,
        int sliceTypeValue,
        int picParameterSetId,
        int colourPlaneId,
        int frameNum,
        PictureStructure structure,
        @Nullable Integer idrPicId,
        PicOrderCnt picOrderCnt,
        int redundantPicCnt,
        boolean directSpatialMvPredFlag,
        @Nullable ActiveReferences numRefIdxActiveOverride,
        @Nullable RefPicListModification refPicListModificationL0,
        @Nullable RefPicListModification refPicListModificationL1,
        @Nullable PredWeightTable predWeightTable,
        @Nullable DecRefPicMarking decRefPicMarking,
        int cabacInitIdc,
        int sliceQpDelta,
        @Nullable DeblockingFilter deblockingFilter) {

    /**
     * What the header says of picture order count.
     *
     * @param picOrderCntLsb with pic_order_cnt_type 0
     * @param deltaPicOrderCntBottom with pic_order_cnt_type 0
     * @param deltaPicOrderCnt0 delta_pic_order_cnt[0], with pic_order_cnt_type 1
     * @param deltaPicOrderCnt1 delta_pic_order_cnt[1], with pic_order_cnt_type 1
     */
    public record PicOrderCnt(
            int picOrderCntLsb, int deltaPicOrderCntBottom, int deltaPicOrderCnt0, int deltaPicOrderCnt1) {

        static PicOrderCnt read(
                BitReader reader, SequenceParameterSet sps, PictureParameterSet pps, PictureStructure structure) {
            boolean both = pps.bottomFieldPicOrderInFramePresentFlag() && !structure.isField();
            return switch (sps.picOrderCntType()) {
                case PicOrderCntType.Lsb(int log2MaxPicOrderCntLsbMinus4) ->
                    new PicOrderCnt(
                            reader.u(log2MaxPicOrderCntLsbMinus4 + 4, "pic_order_cnt_lsb"),
                            both ? readDelta(reader, "delta_pic_order_cnt_bottom") : 0,
                            0,
                            0);
                case PicOrderCntType.Cycle cycle ->
                    cycle.deltaPicOrderAlwaysZeroFlag()
                            ? new PicOrderCnt(0, 0, 0, 0)
                            : new PicOrderCnt(
                                    0,
                                    0,
                                    readDelta(reader, "delta_pic_order_cnt"),
                                    both ? readDelta(reader, "delta_pic_order_cnt") : 0);
                case PicOrderCntType.DecodingOrder() -> new PicOrderCnt(0, 0, 0, 0);
            };
        }

        private static int readDelta(BitReader reader, String name) {
            return reader.se(-Integer.MAX_VALUE, Integer.MAX_VALUE, name);
        }

        void write(BitWriter writer, SequenceParameterSet sps, PictureParameterSet pps, PictureStructure structure) {
            boolean both = pps.bottomFieldPicOrderInFramePresentFlag() && !structure.isField();
            switch (sps.picOrderCntType()) {
                case PicOrderCntType.Lsb(int log2MaxPicOrderCntLsbMinus4) -> {
                    writer.u(log2MaxPicOrderCntLsbMinus4 + 4, picOrderCntLsb, "pic_order_cnt_lsb");
                    if (both) {
                        writer.se(deltaPicOrderCntBottom, "delta_pic_order_cnt_bottom");
                    }
                }
                case PicOrderCntType.Cycle cycle -> {
                    if (!cycle.deltaPicOrderAlwaysZeroFlag()) {
                        writer.se(deltaPicOrderCnt0, "delta_pic_order_cnt");
                        if (both) {
                            writer.se(deltaPicOrderCnt1, "delta_pic_order_cnt");
                        }
                    }
                }
                case PicOrderCntType.DecodingOrder() -> {}
            }
        }
    }

    /** num_ref_idx_l0_active_minus1 and num_ref_idx_l1_active_minus1, 0…31; the second is read only in B slices. */
    public record ActiveReferences(int l0Minus1, int l1Minus1) {}

    /**
     * Strength of the deblocking filter.
     *
     * @param disableDeblockingFilterIdc 0 on, 1 off, 2 off across slice edges
     * @param sliceAlphaC0OffsetDiv2 −6…6; not read with disable_deblocking_filter_idc 1
     * @param sliceBetaOffsetDiv2 −6…6; not read with disable_deblocking_filter_idc 1
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
     * @throws H264Exception if it is not a slice that can be read, or its parameter sets are not known
     */
    public static SliceHeader read(NalUnit unit, ParameterSets parameterSets) {
        NalUnitType type = unit.type();
        if (!type.isSlice()) {
            throw H264Exception.unsupported("nal_unit_type", 0);
        }
        byte[] rbsp = unit.rbsp();
        return read(
                new BitReader(rbsp, 0, rbsp.length), unit.nalRefIdc(), type == NalUnitType.SLICE_IDR, parameterSets);
    }

    /**
     * Reads a header and leaves {@code reader} at the slice data.
     *
     * @param nalRefIdc nal_ref_idc of the NAL unit
     * @param idrPicFlag whether nal_unit_type is 5
     */
    public static SliceHeader read(BitReader reader, int nalRefIdc, boolean idrPicFlag, ParameterSets parameterSets) {
        int firstMbInSlice = readFirstMbInSlice(reader);
        int sliceTypeValue = SliceType.readValue(reader);
        SliceType type = SliceType.of(sliceTypeValue);
        long ppsAt = reader.bitPosition();
        int picParameterSetId = reader.ue(255, "pic_parameter_set_id");
        PictureParameterSet pps = parameterSets.pps(picParameterSetId);
        if (pps == null) {
            throw H264Exception.malformed("pic_parameter_set_id", ppsAt);
        }
        SequenceParameterSet sps = parameterSets.sps(pps.seqParameterSetId());
        if (sps == null) {
            throw H264Exception.malformed("seq_parameter_set_id", ppsAt);
        }
        int colourPlaneId = sps.separateColourPlaneFlag() ? reader.u(2, "colour_plane_id") : 0;
        int frameNum = reader.u(sps.log2MaxFrameNumMinus4() + 4, "frame_num");
        PictureStructure structure = readStructure(reader, sps);
        Integer idrPicId = idrPicFlag ? reader.ue(65535, "idr_pic_id") : null;
        var picOrderCnt = PicOrderCnt.read(reader, sps, pps, structure);
        int redundantPicCnt = pps.redundantPicCntPresentFlag() ? reader.ue(127, "redundant_pic_cnt") : 0;
        boolean directSpatial = type == SliceType.B && reader.flag("direct_spatial_mv_pred_flag");
        ActiveReferences override = null;
        if (type != SliceType.I && reader.flag("num_ref_idx_active_override_flag")) {
            int max = structure.isField() ? 31 : 15;
            override = new ActiveReferences(
                    reader.ue(max, "num_ref_idx_l0_active_minus1"),
                    type == SliceType.B ? reader.ue(max, "num_ref_idx_l1_active_minus1") : 0);
        }
        int activeL0 = type == SliceType.I ? 0 : 1 + l0Minus1(override, pps);
        int activeL1 = type == SliceType.B ? 1 + l1Minus1(override, pps) : 0;
        RefPicListModification modificationL0 = type != SliceType.I && reader.flag("ref_pic_list_modification_flag_l0")
                ? RefPicListModification.read(reader, activeL0)
                : null;
        RefPicListModification modificationL1 = type == SliceType.B && reader.flag("ref_pic_list_modification_flag_l1")
                ? RefPicListModification.read(reader, activeL1)
                : null;
        return new SliceHeader(
                nalRefIdc,
                firstMbInSlice,
                sliceTypeValue,
                picParameterSetId,
                colourPlaneId,
                frameNum,
                structure,
                idrPicId,
                picOrderCnt,
                redundantPicCnt,
                directSpatial,
                override,
                modificationL0,
                modificationL1,
                hasPredWeightTable(type, pps)
                        ? PredWeightTable.read(reader, sps.chromaArrayType() != 0, activeL0, activeL1)
                        : null,
                nalRefIdc != 0 ? DecRefPicMarking.read(reader, idrPicFlag) : null,
                type != SliceType.I && pps.entropyCodingModeFlag() ? reader.ue(2, "cabac_init_idc") : 0,
                readSliceQpDelta(reader, sps, pps),
                pps.deblockingFilterControlPresentFlag() ? DeblockingFilter.read(reader) : null);
    }

    static int readFirstMbInSlice(BitReader reader) {
        return reader.ue(SequenceParameterSet.MAX_FRAME_SIZE_IN_MBS - 1, "first_mb_in_slice");
    }

    private static PictureStructure readStructure(BitReader reader, SequenceParameterSet sps) {
        if (sps.codedSize().frameMbsOnlyFlag() || !reader.flag("field_pic_flag")) {
            return PictureStructure.FRAME;
        }
        return reader.flag("bottom_field_flag") ? PictureStructure.BOTTOM_FIELD : PictureStructure.TOP_FIELD;
    }

    /** SliceQPY must be −QpBdOffsetY…51 (7.4.3). */
    private static int readSliceQpDelta(BitReader reader, SequenceParameterSet sps, PictureParameterSet pps) {
        int initQp = 26 + pps.initialQp().picInitQpMinus26();
        return reader.se(-6 * (sps.bitDepthLuma() - 8) - initQp, 51 - initQp, "slice_qp_delta");
    }

    private static boolean hasPredWeightTable(SliceType type, PictureParameterSet pps) {
        return switch (type) {
            case P -> pps.weightedPrediction().weightedPredFlag();
            case B -> pps.weightedPrediction().weightedBipredIdc() == 1;
            case I -> false;
        };
    }

    private static int l0Minus1(@Nullable ActiveReferences override, PictureParameterSet pps) {
        return override != null
                ? override.l0Minus1
                : pps.numRefIdxDefaultActive().l0Minus1();
    }

    private static int l1Minus1(@Nullable ActiveReferences override, PictureParameterSet pps) {
        return override != null
                ? override.l1Minus1
                : pps.numRefIdxDefaultActive().l1Minus1();
    }

    /** Writes the header, in the order in which {@link #read} reads it, for a slice that uses these parameter sets. */
    public void write(BitWriter writer, SequenceParameterSet sps, PictureParameterSet pps) {
        SliceType type = sliceType();
        writer.ue(firstMbInSlice, "first_mb_in_slice");
        writer.ue(sliceTypeValue, "slice_type");
        writer.ue(picParameterSetId, "pic_parameter_set_id");
        if (sps.separateColourPlaneFlag()) {
            writer.u(2, colourPlaneId, "colour_plane_id");
        }
        writer.u(sps.log2MaxFrameNumMinus4() + 4, frameNum, "frame_num");
        if (!sps.codedSize().frameMbsOnlyFlag()) {
            writer.flag(structure.isField(), "field_pic_flag");
            if (structure.isField()) {
                writer.flag(structure == PictureStructure.BOTTOM_FIELD, "bottom_field_flag");
            }
        }
        if (idrPicId != null) {
            writer.ue(idrPicId, "idr_pic_id");
        }
        picOrderCnt.write(writer, sps, pps, structure);
        if (pps.redundantPicCntPresentFlag()) {
            writer.ue(redundantPicCnt, "redundant_pic_cnt");
        }
        if (type == SliceType.B) {
            writer.flag(directSpatialMvPredFlag, "direct_spatial_mv_pred_flag");
        }
        if (type != SliceType.I) {
            writer.flag(numRefIdxActiveOverride != null, "num_ref_idx_active_override_flag");
            if (numRefIdxActiveOverride != null) {
                writer.ue(numRefIdxActiveOverride.l0Minus1, "num_ref_idx_l0_active_minus1");
                if (type == SliceType.B) {
                    writer.ue(numRefIdxActiveOverride.l1Minus1, "num_ref_idx_l1_active_minus1");
                }
            }
            writer.flag(refPicListModificationL0 != null, "ref_pic_list_modification_flag_l0");
            if (refPicListModificationL0 != null) {
                refPicListModificationL0.write(writer);
            }
        }
        if (type == SliceType.B) {
            writer.flag(refPicListModificationL1 != null, "ref_pic_list_modification_flag_l1");
            if (refPicListModificationL1 != null) {
                refPicListModificationL1.write(writer);
            }
        }
        if (predWeightTable != null) {
            predWeightTable.write(writer, sps.chromaArrayType() != 0);
        }
        if (decRefPicMarking != null) {
            decRefPicMarking.write(writer);
        }
        if (type != SliceType.I && pps.entropyCodingModeFlag()) {
            writer.ue(cabacInitIdc, "cabac_init_idc");
        }
        writer.se(sliceQpDelta, "slice_qp_delta");
        if (deblockingFilter != null) {
            deblockingFilter.write(writer);
        }
    }

    /** What slice_type means. */
    public SliceType sliceType() {
        return SliceType.of(sliceTypeValue);
    }

    /** Whether the slice belongs to an IDR picture. */
    public boolean idrPicFlag() {
        return idrPicId != null;
    }

    /** num_ref_idx_l0_active_minus1 + 1, 0 in I slices. */
    public int numRefIdxL0Active(PictureParameterSet pps) {
        return sliceType() == SliceType.I ? 0 : 1 + l0Minus1(numRefIdxActiveOverride, pps);
    }

    /** num_ref_idx_l1_active_minus1 + 1, 0 outside B slices. */
    public int numRefIdxL1Active(PictureParameterSet pps) {
        return sliceType() == SliceType.B ? 1 + l1Minus1(numRefIdxActiveOverride, pps) : 0;
    }

    /** SliceQPY (7-30), −QpBdOffsetY…51. */
    public int sliceQpY(PictureParameterSet pps) {
        return 26 + pps.initialQp().picInitQpMinus26() + sliceQpDelta;
    }

    /** MbaffFrameFlag (7-25). */
    public boolean mbaffFrameFlag(SequenceParameterSet sps) {
        return sps.codedSize().mbAdaptiveFrameFieldFlag() && !structure.isField();
    }

    /** A copy that says it belongs to another picture. {@code idrPicId} is null exactly where it was. */
    public SliceHeader withPictureIds(int frameNum, @Nullable Integer idrPicId, PicOrderCnt picOrderCnt) {
        if ((idrPicId == null) != (this.idrPicId == null)) {
            throw new IllegalArgumentException("idr_pic_id is present exactly in IDR pictures");
        }
        return copy(frameNum, idrPicId, picOrderCnt, picParameterSetId, sliceQpDelta);
    }

    /** A copy that refers to another picture parameter set. */
    public SliceHeader withPicParameterSetId(int picParameterSetId) {
        return copy(frameNum, idrPicId, picOrderCnt, picParameterSetId, sliceQpDelta);
    }

    /** A copy with another slice_qp_delta. */
    public SliceHeader withSliceQpDelta(int sliceQpDelta) {
        return copy(frameNum, idrPicId, picOrderCnt, picParameterSetId, sliceQpDelta);
    }

    private SliceHeader copy(
            int frameNum,
            @Nullable Integer idrPicId,
            PicOrderCnt picOrderCnt,
            int picParameterSetId,
            int sliceQpDelta) {
        return new SliceHeader(
                nalRefIdc,
                firstMbInSlice,
                sliceTypeValue,
                picParameterSetId,
                colourPlaneId,
                frameNum,
                structure,
                idrPicId,
                picOrderCnt,
                redundantPicCnt,
                directSpatialMvPredFlag,
                numRefIdxActiveOverride,
                refPicListModificationL0,
                refPicListModificationL1,
                predWeightTable,
                decRefPicMarking,
                cabacInitIdc,
                sliceQpDelta,
                deblockingFilter);
    }
}
