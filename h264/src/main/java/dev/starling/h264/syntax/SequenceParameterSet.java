package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import org.jspecify.annotations.Nullable;

/**
 * seq_parameter_set_data() of 7.3.2.1.1.
 *
 * @param seqParameterSetId 0…31
 * @param highProfile the fields that only the High profiles and their successors have; null for the others, which are
 *     4:2:0 with 8 bits
 * @param frameCropping null where frame_cropping_flag is 0
 * @param vuiParameters null where vui_parameters_present_flag is 0
 */
public record SequenceParameterSet(
        ProfileAndLevel profileAndLevel,
        int seqParameterSetId,
        @Nullable HighProfile highProfile,
        int log2MaxFrameNumMinus4,
        PicOrderCntType picOrderCntType,
        ReferenceFrames referenceFrames,
        CodedSize codedSize,
        boolean direct8x8InferenceFlag,
        @Nullable FrameCropping frameCropping,
        @Nullable VuiParameters vuiParameters) {

    /**
     * The sample format and the scaling lists.
     *
     * @param chromaFormatIdc 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
     * @param separateColourPlaneFlag read only with 4:4:4
     * @param seqScalingMatrix null where seq_scaling_matrix_present_flag is 0
     */
    public record HighProfile(
            int chromaFormatIdc,
            boolean separateColourPlaneFlag,
            int bitDepthLumaMinus8,
            int bitDepthChromaMinus8,
            boolean qpprimeYZeroTransformBypassFlag,
            @Nullable ScalingMatrix seqScalingMatrix) {

        static HighProfile read(BitReader reader) {
            int chromaFormatIdc = reader.ue(3, "chroma_format_idc");
            return new HighProfile(
                    chromaFormatIdc,
                    chromaFormatIdc == 3 && reader.flag("separate_colour_plane_flag"),
                    reader.ue(6, "bit_depth_luma_minus8"),
                    reader.ue(6, "bit_depth_chroma_minus8"),
                    reader.flag("qpprime_y_zero_transform_bypass_flag"),
                    reader.flag("seq_scaling_matrix_present_flag")
                            ? ScalingMatrix.read(reader, chromaFormatIdc == 3 ? 12 : 8, "seq_scaling_list_present_flag")
                            : null);
        }

        void write(BitWriter writer) {
            writer.ue(chromaFormatIdc, "chroma_format_idc");
            if (chromaFormatIdc == 3) {
                writer.flag(separateColourPlaneFlag, "separate_colour_plane_flag");
            }
            writer.ue(bitDepthLumaMinus8, "bit_depth_luma_minus8");
            writer.ue(bitDepthChromaMinus8, "bit_depth_chroma_minus8");
            writer.flag(qpprimeYZeroTransformBypassFlag, "qpprime_y_zero_transform_bypass_flag");
            writer.flag(seqScalingMatrix != null, "seq_scaling_matrix_present_flag");
            if (seqScalingMatrix != null) {
                seqScalingMatrix.write(writer, "seq_scaling_list_present_flag");
            }
        }
    }

    public record ReferenceFrames(int maxNumRefFrames, boolean gapsInFrameNumValueAllowedFlag) {}

    /**
     * The size in macroblocks and how pictures may be interlaced. A map unit is a macroblock with
     * {@code frameMbsOnlyFlag}, a vertical pair otherwise.
     *
     * @param mbAdaptiveFrameFieldFlag read only where {@code frameMbsOnlyFlag} is false
     */
    public record CodedSize(
            int picWidthInMbsMinus1,
            int picHeightInMapUnitsMinus1,
            boolean frameMbsOnlyFlag,
            boolean mbAdaptiveFrameFieldFlag) {}

    /** Offsets in the units of Table 7-19's CropUnitX and CropUnitY, not in samples. */
    public record FrameCropping(
            int frameCropLeftOffset, int frameCropRightOffset, int frameCropTopOffset, int frameCropBottomOffset) {

        static FrameCropping read(BitReader reader) {
            return new FrameCropping(
                    reader.ue(MAX_SIZE, "frame_crop_left_offset"),
                    reader.ue(MAX_SIZE, "frame_crop_right_offset"),
                    reader.ue(MAX_SIZE, "frame_crop_top_offset"),
                    reader.ue(MAX_SIZE, "frame_crop_bottom_offset"));
        }

        void write(BitWriter writer) {
            writer.ue(frameCropLeftOffset, "frame_crop_left_offset");
            writer.ue(frameCropRightOffset, "frame_crop_right_offset");
            writer.ue(frameCropTopOffset, "frame_crop_top_offset");
            writer.ue(frameCropBottomOffset, "frame_crop_bottom_offset");
        }
    }

    /**
     * Level 6.2 allows frames of 139264 macroblocks and sides of sqrt(8 · that): 1055 macroblocks, 16880 samples
     * (A.3.1).
     */
    private static final int MAX_SIDE_IN_MBS = 1055;

    static final int MAX_FRAME_SIZE_IN_MBS = 139_264;

    private static final int MAX_SIZE = 16 * MAX_SIDE_IN_MBS;

    /**
     * Reads the RBSP of a NAL unit of type 7.
     *
     * @throws H264Exception if it is not one
     */
    public static SequenceParameterSet read(byte[] rbsp) {
        var reader = new BitReader();
        Trailing.open(reader, rbsp);
        var profileAndLevel = ProfileAndLevel.read(reader);
        var sps = new SequenceParameterSet(
                profileAndLevel,
                reader.ue(31, "seq_parameter_set_id"),
                profileAndLevel.hasHighProfileFields() ? HighProfile.read(reader) : null,
                reader.ue(12, "log2_max_frame_num_minus4"),
                PicOrderCntType.read(reader),
                new ReferenceFrames(
                        reader.ue(16, "max_num_ref_frames"), reader.flag("gaps_in_frame_num_value_allowed_flag")),
                readCodedSize(reader),
                reader.flag("direct_8x8_inference_flag"),
                reader.flag("frame_cropping_flag") ? FrameCropping.read(reader) : null,
                reader.flag("vui_parameters_present_flag") ? VuiParameters.read(reader) : null);
        Trailing.close(reader);
        if (sps.croppedWidth() <= 0) {
            throw reader.malformed("frame_crop_right_offset");
        }
        if (sps.croppedHeight() <= 0) {
            throw reader.malformed("frame_crop_bottom_offset");
        }
        return sps;
    }

    private static CodedSize readCodedSize(BitReader reader) {
        int widthMinus1 = reader.ue(MAX_SIDE_IN_MBS - 1, "pic_width_in_mbs_minus1");
        int heightMinus1 = reader.ue(MAX_SIDE_IN_MBS - 1, "pic_height_in_map_units_minus1");
        boolean frameMbsOnly = reader.flag("frame_mbs_only_flag");
        if ((widthMinus1 + 1) * (heightMinus1 + 1) * (frameMbsOnly ? 1 : 2) > MAX_FRAME_SIZE_IN_MBS) {
            throw reader.malformed("pic_height_in_map_units_minus1");
        }
        return new CodedSize(
                widthMinus1, heightMinus1, frameMbsOnly, !frameMbsOnly && reader.flag("mb_adaptive_frame_field_flag"));
    }

    /** The RBSP: the inverse of {@link #read}. */
    public byte[] toRbsp() {
        var writer = new BitWriter();
        profileAndLevel.write(writer);
        writer.ue(seqParameterSetId, "seq_parameter_set_id");
        if (highProfile != null) {
            highProfile.write(writer);
        }
        writer.ue(log2MaxFrameNumMinus4, "log2_max_frame_num_minus4");
        picOrderCntType.write(writer);
        writer.ue(referenceFrames.maxNumRefFrames, "max_num_ref_frames");
        writer.flag(referenceFrames.gapsInFrameNumValueAllowedFlag, "gaps_in_frame_num_value_allowed_flag");
        writer.ue(codedSize.picWidthInMbsMinus1, "pic_width_in_mbs_minus1");
        writer.ue(codedSize.picHeightInMapUnitsMinus1, "pic_height_in_map_units_minus1");
        writer.flag(codedSize.frameMbsOnlyFlag, "frame_mbs_only_flag");
        if (!codedSize.frameMbsOnlyFlag) {
            writer.flag(codedSize.mbAdaptiveFrameFieldFlag, "mb_adaptive_frame_field_flag");
        }
        writer.flag(direct8x8InferenceFlag, "direct_8x8_inference_flag");
        writer.flag(frameCropping != null, "frame_cropping_flag");
        if (frameCropping != null) {
            frameCropping.write(writer);
        }
        writer.flag(vuiParameters != null, "vui_parameters_present_flag");
        if (vuiParameters != null) {
            vuiParameters.write(writer);
        }
        writer.rbspTrailingBits();
        return writer.toByteArray();
    }

    /** chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
    public int chromaFormatIdc() {
        return highProfile == null ? 1 : highProfile.chromaFormatIdc;
    }

    /** separate_colour_plane_flag; false where it is not present. */
    public boolean separateColourPlaneFlag() {
        return highProfile != null && highProfile.separateColourPlaneFlag;
    }

    /** ChromaArrayType: chroma_format_idc, but 0 where the colour planes are coded separately. */
    public int chromaArrayType() {
        return separateColourPlaneFlag() ? 0 : chromaFormatIdc();
    }

    /** Bits per luma sample, 8…14. */
    public int bitDepthLuma() {
        return highProfile == null ? 8 : 8 + highProfile.bitDepthLumaMinus8;
    }

    /** Bits per chroma sample, 8…14. */
    public int bitDepthChroma() {
        return highProfile == null ? 8 : 8 + highProfile.bitDepthChromaMinus8;
    }

    /** PicWidthInMbs. */
    public int picWidthInMbs() {
        return codedSize.picWidthInMbsMinus1 + 1;
    }

    /** FrameHeightInMbs. */
    public int frameHeightInMbs() {
        return (codedSize.picHeightInMapUnitsMinus1 + 1) * (codedSize.frameMbsOnlyFlag ? 1 : 2);
    }

    /** PicWidthInMbs and FrameHeightInMbs. */
    public FrameSizeInMbs frameSizeInMbs() {
        return new FrameSizeInMbs(picWidthInMbs(), frameHeightInMbs());
    }

    /** Width of the decoded frame in luma samples, before cropping. */
    public int codedWidth() {
        return 16 * picWidthInMbs();
    }

    /** Height of the decoded frame in luma samples, before cropping. */
    public int codedHeight() {
        return 16 * frameHeightInMbs();
    }

    /** Width of the output frame in luma samples. */
    public int croppedWidth() {
        return frameCropping == null
                ? codedWidth()
                : codedWidth() - cropUnitX() * (frameCropping.frameCropLeftOffset + frameCropping.frameCropRightOffset);
    }

    /** Height of the output frame in luma samples. */
    public int croppedHeight() {
        return frameCropping == null
                ? codedHeight()
                : codedHeight()
                        - cropUnitY() * (frameCropping.frameCropTopOffset + frameCropping.frameCropBottomOffset);
    }

    /** CropUnitX (7-19, 7-21). */
    private int cropUnitX() {
        return chromaArrayType() == 1 || chromaArrayType() == 2 ? 2 : 1;
    }

    /** CropUnitY (7-20, 7-22). */
    private int cropUnitY() {
        return (chromaArrayType() == 1 ? 2 : 1) * (codedSize.frameMbsOnlyFlag ? 1 : 2);
    }
}
