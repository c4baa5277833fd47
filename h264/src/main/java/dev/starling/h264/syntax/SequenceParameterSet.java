package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import java.util.Optional;

/**
 * seq_parameter_set_data() of 7.3.2.1.1. Fields that are not present are empty.
 *
 * @param seqParameterSetId 0…31
 * @param highProfile the fields that only the High profiles and their successors have; all others are 4:2:0 with 8 bits
 * @param log2MaxFrameNumMinus4 0…12
 * @param maxNumRefFrames 0…16
 */
public record SequenceParameterSet(
        ProfileAndLevel profileAndLevel,
        int seqParameterSetId,
        Optional<HighProfile> highProfile,
        int log2MaxFrameNumMinus4,
        PicOrderCntType picOrderCntType,
        int maxNumRefFrames,
        boolean gapsInFrameNumValueAllowedFlag,
        CodedSize codedSize,
        boolean direct8x8InferenceFlag,
        Optional<FrameCropping> frameCropping,
        Optional<VuiParameters> vuiParameters) {

    /** The sample format and the scaling lists. */
    public record HighProfile(
            SampleFormat sampleFormat,
            boolean qpprimeYZeroTransformBypassFlag,
            Optional<ScalingMatrix> seqScalingMatrix) {

        static HighProfile read(BitReader reader) {
            var sampleFormat = SampleFormat.read(reader);
            int lists = sampleFormat.chromaFormatIdc() == SampleFormat.CHROMA_444 ? 12 : 8;
            return new HighProfile(
                    sampleFormat,
                    reader.flag("qpprime_y_zero_transform_bypass_flag"),
                    reader.flag("seq_scaling_matrix_present_flag")
                            ? Optional.of(ScalingMatrix.read(reader, lists, "seq_scaling_list_present_flag"))
                            : Optional.empty());
        }

        void write(BitWriter writer) {
            sampleFormat.write(writer);
            writer.flag(qpprimeYZeroTransformBypassFlag, "qpprime_y_zero_transform_bypass_flag");
            writer.flag(seqScalingMatrix.isPresent(), "seq_scaling_matrix_present_flag");
            seqScalingMatrix.ifPresent(matrix -> matrix.write(writer, "seq_scaling_list_present_flag"));
        }
    }

    /**
     * The size before cropping. A map unit is one macroblock with {@link FrameCoding#FRAMES_ONLY}, and a vertical pair
     * of them otherwise.
     */
    public record CodedSize(int picWidthInMbsMinus1, int picHeightInMapUnitsMinus1, FrameCoding frameCoding) {

        static CodedSize read(BitReader reader) {
            int widthMinus1 = reader.ue(MAX_SIDE_IN_MBS - 1, "pic_width_in_mbs_minus1");
            int heightMinus1 = reader.ue(MAX_SIDE_IN_MBS - 1, "pic_height_in_map_units_minus1");
            var size = new CodedSize(widthMinus1, heightMinus1, FrameCoding.read(reader));
            if (size.inMbs().mbCount() > MAX_FRAME_SIZE_IN_MBS) {
                throw reader.malformed("pic_height_in_map_units_minus1");
            }
            return size;
        }

        void write(BitWriter writer) {
            writer.ue(picWidthInMbsMinus1, "pic_width_in_mbs_minus1");
            writer.ue(picHeightInMapUnitsMinus1, "pic_height_in_map_units_minus1");
            frameCoding.write(writer);
        }

        FrameSizeInMbs inMbs() {
            return new FrameSizeInMbs(
                    picWidthInMbsMinus1 + 1,
                    (picHeightInMapUnitsMinus1 + 1) * (frameCoding.frameMbsOnlyFlag() ? 1 : 2));
        }
    }

    /** Offsets in units of CropUnitX and CropUnitY (7-19 to 7-22), not in samples. */
    public record FrameCropping(
            int frameCropLeftOffset, int frameCropRightOffset, int frameCropTopOffset, int frameCropBottomOffset) {

        static FrameCropping read(BitReader reader) {
            return new FrameCropping(
                    reader.ue(MAX_SIDE, "frame_crop_left_offset"),
                    reader.ue(MAX_SIDE, "frame_crop_right_offset"),
                    reader.ue(MAX_SIDE, "frame_crop_top_offset"),
                    reader.ue(MAX_SIDE, "frame_crop_bottom_offset"));
        }

        void write(BitWriter writer) {
            writer.ue(frameCropLeftOffset, "frame_crop_left_offset");
            writer.ue(frameCropRightOffset, "frame_crop_right_offset");
            writer.ue(frameCropTopOffset, "frame_crop_top_offset");
            writer.ue(frameCropBottomOffset, "frame_crop_bottom_offset");
        }
    }

    /** MaxFS of level 6.2, the highest (Table A-1). */
    static final int MAX_FRAME_SIZE_IN_MBS = 139_264;

    /** Sqrt(MaxFS * 8), the longest side that level 6.2 allows (A.3.1). */
    private static final int MAX_SIDE_IN_MBS = 1055;

    /** The same in samples. */
    private static final int MAX_SIDE = 16 * MAX_SIDE_IN_MBS;

    /**
     * Reads the RBSP of a NAL unit of type 7.
     *
     * @throws H264Exception if it is not a valid sequence parameter set
     */
    public static SequenceParameterSet read(byte[] rbsp) {
        var reader = new BitReader();
        Trailing.open(reader, rbsp);
        var profileAndLevel = ProfileAndLevel.read(reader);
        var sps = new SequenceParameterSet(
                profileAndLevel,
                reader.ue(31, "seq_parameter_set_id"),
                profileAndLevel.hasHighProfileFields() ? Optional.of(HighProfile.read(reader)) : Optional.empty(),
                reader.ue(12, "log2_max_frame_num_minus4"),
                PicOrderCntType.read(reader),
                reader.ue(16, "max_num_ref_frames"),
                reader.flag("gaps_in_frame_num_value_allowed_flag"),
                CodedSize.read(reader),
                reader.flag("direct_8x8_inference_flag"),
                reader.flag("frame_cropping_flag") ? Optional.of(FrameCropping.read(reader)) : Optional.empty(),
                reader.flag("vui_parameters_present_flag")
                        ? Optional.of(VuiParameters.read(reader))
                        : Optional.empty());
        Trailing.close(reader);
        if (sps.croppedWidth() <= 0) {
            throw reader.malformed("frame_crop_right_offset");
        }
        if (sps.croppedHeight() <= 0) {
            throw reader.malformed("frame_crop_bottom_offset");
        }
        return sps;
    }

    /** The RBSP: the inverse of {@link #read}. */
    public byte[] toRbsp() {
        var writer = new BitWriter();
        profileAndLevel.write(writer);
        writer.ue(seqParameterSetId, "seq_parameter_set_id");
        highProfile.ifPresent(fields -> fields.write(writer));
        writer.ue(log2MaxFrameNumMinus4, "log2_max_frame_num_minus4");
        picOrderCntType.write(writer);
        writer.ue(maxNumRefFrames, "max_num_ref_frames");
        writer.flag(gapsInFrameNumValueAllowedFlag, "gaps_in_frame_num_value_allowed_flag");
        codedSize.write(writer);
        writer.flag(direct8x8InferenceFlag, "direct_8x8_inference_flag");
        writer.flag(frameCropping.isPresent(), "frame_cropping_flag");
        frameCropping.ifPresent(cropping -> cropping.write(writer));
        writer.flag(vuiParameters.isPresent(), "vui_parameters_present_flag");
        vuiParameters.ifPresent(vui -> vui.write(writer));
        writer.rbspTrailingBits();
        return writer.toByteArray();
    }

    /** The chroma format and the bit depths, present or inferred. */
    public SampleFormat sampleFormat() {
        return highProfile.map(HighProfile::sampleFormat).orElse(SampleFormat.DEFAULT);
    }

    /** chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
    public int chromaFormatIdc() {
        return sampleFormat().chromaFormatIdc();
    }

    /** separate_colour_plane_flag; false where it is not present. */
    public boolean separateColourPlaneFlag() {
        return sampleFormat().separateColourPlaneFlag();
    }

    /** ChromaArrayType: chroma_format_idc, or 0 where the colour planes are coded separately. */
    public int chromaArrayType() {
        return separateColourPlaneFlag() ? 0 : chromaFormatIdc();
    }

    /** Bits per luma sample, 8…14. */
    public int bitDepthLuma() {
        return 8 + sampleFormat().bitDepthLumaMinus8();
    }

    /** Bits per chroma sample, 8…14. */
    public int bitDepthChroma() {
        return 8 + sampleFormat().bitDepthChromaMinus8();
    }

    /** qpprime_y_zero_transform_bypass_flag; false where it is not present. */
    public boolean qpprimeYZeroTransformBypassFlag() {
        return highProfile.isPresent() && highProfile.get().qpprimeYZeroTransformBypassFlag;
    }

    /** How frames may be coded. */
    public FrameCoding frameCoding() {
        return codedSize.frameCoding;
    }

    /** MaxFrameNum (7-10). */
    public int maxFrameNum() {
        return 1 << (log2MaxFrameNumMinus4 + 4);
    }

    /** PicWidthInMbs. */
    public int picWidthInMbs() {
        return codedSize.inMbs().picWidthInMbs();
    }

    /** FrameHeightInMbs. */
    public int frameHeightInMbs() {
        return codedSize.inMbs().frameHeightInMbs();
    }

    /** PicWidthInMbs and FrameHeightInMbs. */
    public FrameSizeInMbs frameSizeInMbs() {
        return codedSize.inMbs();
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
        int offsets = frameCropping
                .map(cropping -> cropping.frameCropLeftOffset + cropping.frameCropRightOffset)
                .orElse(0);
        return codedWidth() - cropUnitX() * offsets;
    }

    /** Height of the output frame in luma samples. */
    public int croppedHeight() {
        int offsets = frameCropping
                .map(cropping -> cropping.frameCropTopOffset + cropping.frameCropBottomOffset)
                .orElse(0);
        return codedHeight() - cropUnitY() * offsets;
    }

    /** CropUnitX (7-19, 7-21). */
    private int cropUnitX() {
        return chromaArrayType() == 1 || chromaArrayType() == 2 ? 2 : 1;
    }

    /** CropUnitY (7-20, 7-22). */
    private int cropUnitY() {
        return (chromaArrayType() == 1 ? 2 : 1) * (frameCoding().frameMbsOnlyFlag() ? 1 : 2);
    }
}
