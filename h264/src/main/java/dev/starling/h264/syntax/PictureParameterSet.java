package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * pic_parameter_set_rbsp() of 7.3.2.2, for pictures of one slice group.
 *
 * @param picParameterSetId 0…255
 * @param seqParameterSetId 0…31
 * @param entropyCodingModeFlag true for CABAC, false for CAVLC
 * @param highProfile what follows redundant_pic_cnt_present_flag in High profile streams; null where the RBSP ends
 *     there
 */
public record PictureParameterSet(
        int picParameterSetId,
        int seqParameterSetId,
        boolean entropyCodingModeFlag,
        boolean bottomFieldPicOrderInFramePresentFlag,
        DefaultActiveReferences numRefIdxDefaultActive,
        WeightedPrediction weightedPrediction,
        InitialQp initialQp,
        boolean deblockingFilterControlPresentFlag,
        boolean constrainedIntraPredFlag,
        boolean redundantPicCntPresentFlag,
        @Nullable HighProfile highProfile) {

    /** num_ref_idx_l0_default_active_minus1 and num_ref_idx_l1_default_active_minus1, 0…31. */
    public record DefaultActiveReferences(int l0Minus1, int l1Minus1) {}

    /** {@code weightedBipredIdc}: 0 default, 1 explicit, 2 implicit. */
    public record WeightedPrediction(boolean weightedPredFlag, int weightedBipredIdc) {}

    public record InitialQp(int picInitQpMinus26, int picInitQsMinus26, int chromaQpIndexOffset) {}

    /** {@code picScalingMatrix} is null where pic_scaling_matrix_present_flag is 0. */
    public record HighProfile(
            boolean transform8x8ModeFlag, @Nullable ScalingMatrix picScalingMatrix, int secondChromaQpIndexOffset) {

        static HighProfile read(BitReader reader, int chromaFormatIdc) {
            boolean transform8x8ModeFlag = reader.flag("transform_8x8_mode_flag");
            int lists = 6 + (transform8x8ModeFlag ? (chromaFormatIdc == 3 ? 6 : 2) : 0);
            return new HighProfile(
                    transform8x8ModeFlag,
                    reader.flag("pic_scaling_matrix_present_flag")
                            ? ScalingMatrix.read(reader, lists, "pic_scaling_list_present_flag")
                            : null,
                    reader.se(-12, 12, "second_chroma_qp_index_offset"));
        }

        void write(BitWriter writer) {
            writer.flag(transform8x8ModeFlag, "transform_8x8_mode_flag");
            writer.flag(picScalingMatrix != null, "pic_scaling_matrix_present_flag");
            if (picScalingMatrix != null) {
                picScalingMatrix.write(writer, "pic_scaling_list_present_flag");
            }
            writer.se(secondChromaQpIndexOffset, "second_chroma_qp_index_offset");
        }
    }

    /**
     * Reads the RBSP of a NAL unit of type 8.
     *
     * @param spsById the sequence parameter sets known so far: the number of scaling lists depends on the chroma
     *     format, which is taken for 4:2:0 where the set is not known
     * @throws H264Exception if it is not one; UNSUPPORTED in num_slice_groups_minus1 for more than one slice group
     */
    public static PictureParameterSet read(byte[] rbsp, IntFunction<@Nullable SequenceParameterSet> spsById) {
        var reader = new BitReader();
        Trailing.open(reader, rbsp);
        int picParameterSetId = reader.ue(255, "pic_parameter_set_id");
        int seqParameterSetId = reader.ue(31, "seq_parameter_set_id");
        boolean entropyCodingModeFlag = reader.flag("entropy_coding_mode_flag");
        boolean bottomFieldPicOrder = reader.flag("bottom_field_pic_order_in_frame_present_flag");
        long at = reader.bitPosition();
        if (reader.ue(7, "num_slice_groups_minus1") > 0) {
            throw H264Exception.unsupported("num_slice_groups_minus1", at);
        }
        var sps = spsById.apply(seqParameterSetId);
        int qpBdOffset = sps == null ? 36 : 6 * (sps.bitDepthLuma() - 8);
        var pps = new PictureParameterSet(
                picParameterSetId,
                seqParameterSetId,
                entropyCodingModeFlag,
                bottomFieldPicOrder,
                new DefaultActiveReferences(
                        reader.ue(31, "num_ref_idx_l0_default_active_minus1"),
                        reader.ue(31, "num_ref_idx_l1_default_active_minus1")),
                new WeightedPrediction(reader.flag("weighted_pred_flag"), readWeightedBipredIdc(reader)),
                new InitialQp(
                        reader.se(-26 - qpBdOffset, 25, "pic_init_qp_minus26"),
                        reader.se(-26, 25, "pic_init_qs_minus26"),
                        reader.se(-12, 12, "chroma_qp_index_offset")),
                reader.flag("deblocking_filter_control_present_flag"),
                reader.flag("constrained_intra_pred_flag"),
                reader.flag("redundant_pic_cnt_present_flag"),
                reader.moreRbspData() ? HighProfile.read(reader, sps == null ? 1 : sps.chromaFormatIdc()) : null);
        Trailing.close(reader);
        return pps;
    }

    private static int readWeightedBipredIdc(BitReader reader) {
        int weightedBipredIdc = reader.u(2, "weighted_bipred_idc");
        if (weightedBipredIdc == 3) {
            throw reader.malformed("weighted_bipred_idc");
        }
        return weightedBipredIdc;
    }

    /** The RBSP: the inverse of {@link #read}. */
    public byte[] toRbsp() {
        var writer = new BitWriter();
        writer.ue(picParameterSetId, "pic_parameter_set_id");
        writer.ue(seqParameterSetId, "seq_parameter_set_id");
        writer.flag(entropyCodingModeFlag, "entropy_coding_mode_flag");
        writer.flag(bottomFieldPicOrderInFramePresentFlag, "bottom_field_pic_order_in_frame_present_flag");
        writer.ue(0, "num_slice_groups_minus1");
        writer.ue(numRefIdxDefaultActive.l0Minus1, "num_ref_idx_l0_default_active_minus1");
        writer.ue(numRefIdxDefaultActive.l1Minus1, "num_ref_idx_l1_default_active_minus1");
        writer.flag(weightedPrediction.weightedPredFlag, "weighted_pred_flag");
        writer.u(2, weightedPrediction.weightedBipredIdc, "weighted_bipred_idc");
        writer.se(initialQp.picInitQpMinus26, "pic_init_qp_minus26");
        writer.se(initialQp.picInitQsMinus26, "pic_init_qs_minus26");
        writer.se(initialQp.chromaQpIndexOffset, "chroma_qp_index_offset");
        writer.flag(deblockingFilterControlPresentFlag, "deblocking_filter_control_present_flag");
        writer.flag(constrainedIntraPredFlag, "constrained_intra_pred_flag");
        writer.flag(redundantPicCntPresentFlag, "redundant_pic_cnt_present_flag");
        if (highProfile != null) {
            highProfile.write(writer);
        }
        writer.rbspTrailingBits();
        return writer.toByteArray();
    }

    /** transform_8x8_mode_flag; false where it is not present. */
    public boolean transform8x8ModeFlag() {
        return highProfile != null && highProfile.transform8x8ModeFlag;
    }

    /** The offset for Cr, which is that for Cb where second_chroma_qp_index_offset is not present. */
    public int secondChromaQpIndexOffset() {
        return highProfile == null ? initialQp.chromaQpIndexOffset : highProfile.secondChromaQpIndexOffset;
    }
}
