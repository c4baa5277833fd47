package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * pic_parameter_set_rbsp() of 7.3.2.2, for pictures of one slice group. Fields that are not present are empty.
 *
 * @param picParameterSetId 0…255
 * @param seqParameterSetId 0…31
 * @param sliceHeaderFields which optional fields slice headers carry
 * @param highProfile the fields after redundant_pic_cnt_present_flag, which High profile streams have
 */
public record PictureParameterSet(
        int picParameterSetId,
        int seqParameterSetId,
        EntropyCoding entropyCoding,
        SliceHeaderFields sliceHeaderFields,
        DefaultActiveReferences numRefIdxDefaultActive,
        WeightedPrediction weightedPrediction,
        InitialQp initialQp,
        boolean constrainedIntraPredFlag,
        Optional<HighProfile> highProfile) {

    /** entropy_coding_mode_flag: the coder of slice data. */
    public enum EntropyCoding {
        /** 0: Exp-Golomb codes and context-adaptive variable-length codes. */
        CAVLC,
        /** 1: context-adaptive binary arithmetic coding. */
        CABAC
    }

    /** Which optional fields slice headers carry. */
    public record SliceHeaderFields(
            boolean bottomFieldPicOrderInFramePresentFlag,
            boolean deblockingFilterControlPresentFlag,
            boolean redundantPicCntPresentFlag) {}

    /** num_ref_idx_l0_default_active_minus1 and num_ref_idx_l1_default_active_minus1, 0…31. */
    public record DefaultActiveReferences(int l0Minus1, int l1Minus1) {}

    /** {@code weightedBipredIdc}: 0 default, 1 explicit, 2 implicit. */
    public record WeightedPrediction(boolean weightedPredFlag, int weightedBipredIdc) {

        static WeightedPrediction read(BitReader reader) {
            boolean weightedPredFlag = reader.flag("weighted_pred_flag");
            int weightedBipredIdc = reader.u(2, "weighted_bipred_idc");
            if (weightedBipredIdc == 3) {
                throw reader.malformed("weighted_bipred_idc");
            }
            return new WeightedPrediction(weightedPredFlag, weightedBipredIdc);
        }

        void write(BitWriter writer) {
            writer.flag(weightedPredFlag, "weighted_pred_flag");
            writer.u(2, weightedBipredIdc, "weighted_bipred_idc");
        }
    }

    /** The QPs from which slices start, and the offset of Cb (and of Cr outside the High profiles). */
    public record InitialQp(int picInitQpMinus26, int picInitQsMinus26, int chromaQpIndexOffset) {

        static InitialQp read(BitReader reader, int qpBdOffsetY) {
            return new InitialQp(
                    reader.se(-26 - qpBdOffsetY, 25, "pic_init_qp_minus26"),
                    reader.se(-26, 25, "pic_init_qs_minus26"),
                    reader.se(-12, 12, "chroma_qp_index_offset"));
        }

        void write(BitWriter writer) {
            writer.se(picInitQpMinus26, "pic_init_qp_minus26");
            writer.se(picInitQsMinus26, "pic_init_qs_minus26");
            writer.se(chromaQpIndexOffset, "chroma_qp_index_offset");
        }
    }

    /** The 8x8 transform, the scaling lists and the QP offset of Cr. */
    public record HighProfile(
            boolean transform8x8ModeFlag, Optional<ScalingMatrix> picScalingMatrix, int secondChromaQpIndexOffset) {

        static HighProfile read(BitReader reader, int chromaFormatIdc) {
            boolean transform8x8ModeFlag = reader.flag("transform_8x8_mode_flag");
            int lists8x8 = chromaFormatIdc == SampleFormat.CHROMA_444 ? 6 : 2;
            int lists = 6 + (transform8x8ModeFlag ? lists8x8 : 0);
            return new HighProfile(
                    transform8x8ModeFlag,
                    reader.flag("pic_scaling_matrix_present_flag")
                            ? Optional.of(ScalingMatrix.read(reader, lists, "pic_scaling_list_present_flag"))
                            : Optional.empty(),
                    reader.se(-12, 12, "second_chroma_qp_index_offset"));
        }

        void write(BitWriter writer) {
            writer.flag(transform8x8ModeFlag, "transform_8x8_mode_flag");
            writer.flag(picScalingMatrix.isPresent(), "pic_scaling_matrix_present_flag");
            picScalingMatrix.ifPresent(matrix -> matrix.write(writer, "pic_scaling_list_present_flag"));
            writer.se(secondChromaQpIndexOffset, "second_chroma_qp_index_offset");
        }
    }

    /** QpBdOffsetY at 14 bits per sample, the most that any profile allows. */
    private static final int MAX_QP_BD_OFFSET = 36;

    /**
     * Reads the RBSP of a NAL unit of type 8.
     *
     * @param spsById the sequence parameter sets known so far. The number of scaling lists depends on the chroma
     *     format; 4:2:0 is assumed if the set is not known
     * @throws H264Exception if it is not a valid picture parameter set; UNSUPPORTED in num_slice_groups_minus1 if it
     *     has more than one slice group
     */
    public static PictureParameterSet read(byte[] rbsp, IntFunction<Optional<SequenceParameterSet>> spsById) {
        var reader = new BitReader();
        Trailing.open(reader, rbsp);
        int picParameterSetId = reader.ue(255, "pic_parameter_set_id");
        int seqParameterSetId = reader.ue(31, "seq_parameter_set_id");
        var entropyCoding = reader.flag("entropy_coding_mode_flag") ? EntropyCoding.CABAC : EntropyCoding.CAVLC;
        boolean bottomFieldPicOrder = reader.flag("bottom_field_pic_order_in_frame_present_flag");
        long at = reader.bitPosition();
        if (reader.ue(7, "num_slice_groups_minus1") > 0) {
            throw H264Exception.unsupported("num_slice_groups_minus1", at);
        }
        var sps = spsById.apply(seqParameterSetId);
        var numRefIdxDefaultActive = new DefaultActiveReferences(
                reader.ue(31, "num_ref_idx_l0_default_active_minus1"),
                reader.ue(31, "num_ref_idx_l1_default_active_minus1"));
        var weightedPrediction = WeightedPrediction.read(reader);
        var initialQp = InitialQp.read(
                reader, sps.map(known -> 6 * (known.bitDepthLuma() - 8)).orElse(MAX_QP_BD_OFFSET));
        boolean deblockingFilterControl = reader.flag("deblocking_filter_control_present_flag");
        boolean constrainedIntraPredFlag = reader.flag("constrained_intra_pred_flag");
        boolean redundantPicCnt = reader.flag("redundant_pic_cnt_present_flag");
        var chromaFormat = sps.map(SequenceParameterSet::sampleFormat).orElse(SampleFormat.DEFAULT);
        var pps = new PictureParameterSet(
                picParameterSetId,
                seqParameterSetId,
                entropyCoding,
                new SliceHeaderFields(bottomFieldPicOrder, deblockingFilterControl, redundantPicCnt),
                numRefIdxDefaultActive,
                weightedPrediction,
                initialQp,
                constrainedIntraPredFlag,
                reader.moreRbspData()
                        ? Optional.of(HighProfile.read(reader, chromaFormat.chromaFormatIdc()))
                        : Optional.empty());
        Trailing.close(reader);
        return pps;
    }

    /** The RBSP: the inverse of {@link #read}. */
    public byte[] toRbsp() {
        var writer = new BitWriter();
        writer.ue(picParameterSetId, "pic_parameter_set_id");
        writer.ue(seqParameterSetId, "seq_parameter_set_id");
        writer.flag(entropyCodingModeFlag(), "entropy_coding_mode_flag");
        writer.flag(
                sliceHeaderFields.bottomFieldPicOrderInFramePresentFlag,
                "bottom_field_pic_order_in_frame_present_flag");
        writer.ue(0, "num_slice_groups_minus1");
        writer.ue(numRefIdxDefaultActive.l0Minus1, "num_ref_idx_l0_default_active_minus1");
        writer.ue(numRefIdxDefaultActive.l1Minus1, "num_ref_idx_l1_default_active_minus1");
        weightedPrediction.write(writer);
        initialQp.write(writer);
        writer.flag(sliceHeaderFields.deblockingFilterControlPresentFlag, "deblocking_filter_control_present_flag");
        writer.flag(constrainedIntraPredFlag, "constrained_intra_pred_flag");
        writer.flag(sliceHeaderFields.redundantPicCntPresentFlag, "redundant_pic_cnt_present_flag");
        highProfile.ifPresent(fields -> fields.write(writer));
        writer.rbspTrailingBits();
        return writer.toByteArray();
    }

    /** entropy_coding_mode_flag: true for CABAC, false for CAVLC. */
    public boolean entropyCodingModeFlag() {
        return entropyCoding == EntropyCoding.CABAC;
    }

    /** transform_8x8_mode_flag; false where it is not present. */
    public boolean transform8x8ModeFlag() {
        return highProfile.isPresent() && highProfile.get().transform8x8ModeFlag;
    }

    /** second_chroma_qp_index_offset, the offset of Cr; where it is not present, that of Cb. */
    public int secondChromaQpIndexOffset() {
        return highProfile.isPresent() ? highProfile.get().secondChromaQpIndexOffset : initialQp.chromaQpIndexOffset;
    }

    /** A copy with another id. */
    public PictureParameterSet withPicParameterSetId(int picParameterSetId) {
        return copy(picParameterSetId, entropyCoding, initialQp);
    }

    /** A copy for the other entropy coder. */
    public PictureParameterSet withEntropyCoding(EntropyCoding entropyCoding) {
        return copy(picParameterSetId, entropyCoding, initialQp);
    }

    /** A copy with other initial QPs. */
    public PictureParameterSet withInitialQp(InitialQp initialQp) {
        return copy(picParameterSetId, entropyCoding, initialQp);
    }

    private PictureParameterSet copy(int picParameterSetId, EntropyCoding entropyCoding, InitialQp initialQp) {
        return new PictureParameterSet(
                picParameterSetId,
                seqParameterSetId,
                entropyCoding,
                sliceHeaderFields,
                numRefIdxDefaultActive,
                weightedPrediction,
                initialQp,
                constrainedIntraPredFlag,
                highProfile);
    }
}
