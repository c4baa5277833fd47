package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import org.jspecify.annotations.Nullable;

/**
 * vui_parameters() of E.1.1. A part that is null was not present.
 *
 * @param overscanAppropriateFlag null where overscan_info_present_flag is 0
 * @param lowDelayHrdFlag read only where one of the two HRDs is present; false otherwise
 */
public record VuiParameters(
        @Nullable AspectRatio aspectRatio,
        @Nullable Boolean overscanAppropriateFlag,
        @Nullable VideoSignalType videoSignalType,
        @Nullable ChromaLocation chromaLocation,
        @Nullable Timing timing,
        @Nullable HrdParameters nalHrd,
        @Nullable HrdParameters vclHrd,
        boolean lowDelayHrdFlag,
        boolean picStructPresentFlag,
        @Nullable BitstreamRestriction bitstreamRestriction) {

    /**
     * aspect_ratio_idc of Table E-1; {@code sarWidth} and {@code sarHeight} are read only where it is
     * {@link #EXTENDED_SAR}.
     */
    public record AspectRatio(int aspectRatioIdc, int sarWidth, int sarHeight) {
        public static final int EXTENDED_SAR = 255;

        static AspectRatio read(BitReader reader) {
            int aspectRatioIdc = reader.u(8, "aspect_ratio_idc");
            boolean extended = aspectRatioIdc == EXTENDED_SAR;
            return new AspectRatio(
                    aspectRatioIdc,
                    extended ? reader.u(16, "sar_width") : 0,
                    extended ? reader.u(16, "sar_height") : 0);
        }

        void write(BitWriter writer) {
            writer.u(8, aspectRatioIdc, "aspect_ratio_idc");
            if (aspectRatioIdc == EXTENDED_SAR) {
                writer.u(16, sarWidth, "sar_width");
                writer.u(16, sarHeight, "sar_height");
            }
        }
    }

    /** video_format (Table E-2), the range, and the colour description where present. */
    public record VideoSignalType(
            int videoFormat,
            boolean videoFullRangeFlag,
            @Nullable ColourDescription colourDescription) {

        static VideoSignalType read(BitReader reader) {
            return new VideoSignalType(
                    reader.u(3, "video_format"),
                    reader.flag("video_full_range_flag"),
                    reader.flag("colour_description_present_flag") ? ColourDescription.read(reader) : null);
        }

        void write(BitWriter writer) {
            writer.u(3, videoFormat, "video_format");
            writer.flag(videoFullRangeFlag, "video_full_range_flag");
            writer.flag(colourDescription != null, "colour_description_present_flag");
            if (colourDescription != null) {
                colourDescription.write(writer);
            }
        }
    }

    /** Tables E-3, E-4 and E-5. */
    public record ColourDescription(int colourPrimaries, int transferCharacteristics, int matrixCoefficients) {

        static ColourDescription read(BitReader reader) {
            return new ColourDescription(
                    reader.u(8, "colour_primaries"),
                    reader.u(8, "transfer_characteristics"),
                    reader.u(8, "matrix_coefficients"));
        }

        void write(BitWriter writer) {
            writer.u(8, colourPrimaries, "colour_primaries");
            writer.u(8, transferCharacteristics, "transfer_characteristics");
            writer.u(8, matrixCoefficients, "matrix_coefficients");
        }
    }

    /** Figure E-1. */
    public record ChromaLocation(int chromaSampleLocTypeTopField, int chromaSampleLocTypeBottomField) {

        static ChromaLocation read(BitReader reader) {
            return new ChromaLocation(
                    reader.ue(5, "chroma_sample_loc_type_top_field"),
                    reader.ue(5, "chroma_sample_loc_type_bottom_field"));
        }

        void write(BitWriter writer) {
            writer.ue(chromaSampleLocTypeTopField, "chroma_sample_loc_type_top_field");
            writer.ue(chromaSampleLocTypeBottomField, "chroma_sample_loc_type_bottom_field");
        }
    }

    /** One tick is {@code numUnitsInTick / timeScale} seconds, and a frame is two ticks long. Both are 0…2^32−1. */
    public record Timing(long numUnitsInTick, long timeScale, boolean fixedFrameRateFlag) {

        static Timing read(BitReader reader) {
            return new Timing(
                    reader.u32(32, "num_units_in_tick"),
                    reader.u32(32, "time_scale"),
                    reader.flag("fixed_frame_rate_flag"));
        }

        void write(BitWriter writer) {
            writer.u(32, numUnitsInTick, "num_units_in_tick");
            writer.u(32, timeScale, "time_scale");
            writer.flag(fixedFrameRateFlag, "fixed_frame_rate_flag");
        }

        /** Frames per second, if every frame lasts two ticks; NaN where the tick is 0. */
        public double framesPerSecond() {
            return numUnitsInTick == 0 ? Double.NaN : timeScale / (2.0 * numUnitsInTick);
        }
    }

    /** Limits that the encoder promises. */
    public record BitstreamRestriction(
            boolean motionVectorsOverPicBoundariesFlag,
            int maxBytesPerPicDenom,
            int maxBitsPerMbDenom,
            MotionVectorLimits log2MaxMvLength,
            int maxNumReorderFrames,
            int maxDecFrameBuffering) {

        /** log2_max_mv_length_horizontal and log2_max_mv_length_vertical, each in quarter samples. */
        public record MotionVectorLimits(int horizontal, int vertical) {}

        static BitstreamRestriction read(BitReader reader) {
            return new BitstreamRestriction(
                    reader.flag("motion_vectors_over_pic_boundaries_flag"),
                    reader.ue(16, "max_bytes_per_pic_denom"),
                    reader.ue(16, "max_bits_per_mb_denom"),
                    new MotionVectorLimits(
                            reader.ue(16, "log2_max_mv_length_horizontal"),
                            reader.ue(16, "log2_max_mv_length_vertical")),
                    reader.ue(16, "max_num_reorder_frames"),
                    reader.ue(16, "max_dec_frame_buffering"));
        }

        void write(BitWriter writer) {
            writer.flag(motionVectorsOverPicBoundariesFlag, "motion_vectors_over_pic_boundaries_flag");
            writer.ue(maxBytesPerPicDenom, "max_bytes_per_pic_denom");
            writer.ue(maxBitsPerMbDenom, "max_bits_per_mb_denom");
            writer.ue(log2MaxMvLength.horizontal, "log2_max_mv_length_horizontal");
            writer.ue(log2MaxMvLength.vertical, "log2_max_mv_length_vertical");
            writer.ue(maxNumReorderFrames, "max_num_reorder_frames");
            writer.ue(maxDecFrameBuffering, "max_dec_frame_buffering");
        }
    }

    static VuiParameters read(BitReader reader) {
        AspectRatio aspectRatio = reader.flag("aspect_ratio_info_present_flag") ? AspectRatio.read(reader) : null;
        Boolean overscanAppropriateFlag =
                reader.flag("overscan_info_present_flag") ? reader.flag("overscan_appropriate_flag") : null;
        VideoSignalType videoSignalType =
                reader.flag("video_signal_type_present_flag") ? VideoSignalType.read(reader) : null;
        ChromaLocation chromaLocation =
                reader.flag("chroma_loc_info_present_flag") ? ChromaLocation.read(reader) : null;
        Timing timing = reader.flag("timing_info_present_flag") ? Timing.read(reader) : null;
        HrdParameters nalHrd = reader.flag("nal_hrd_parameters_present_flag") ? HrdParameters.read(reader) : null;
        HrdParameters vclHrd = reader.flag("vcl_hrd_parameters_present_flag") ? HrdParameters.read(reader) : null;
        return new VuiParameters(
                aspectRatio,
                overscanAppropriateFlag,
                videoSignalType,
                chromaLocation,
                timing,
                nalHrd,
                vclHrd,
                (nalHrd != null || vclHrd != null) && reader.flag("low_delay_hrd_flag"),
                reader.flag("pic_struct_present_flag"),
                reader.flag("bitstream_restriction_flag") ? BitstreamRestriction.read(reader) : null);
    }

    void write(BitWriter writer) {
        writer.flag(aspectRatio != null, "aspect_ratio_info_present_flag");
        if (aspectRatio != null) {
            aspectRatio.write(writer);
        }
        writer.flag(overscanAppropriateFlag != null, "overscan_info_present_flag");
        if (overscanAppropriateFlag != null) {
            writer.flag(overscanAppropriateFlag, "overscan_appropriate_flag");
        }
        writer.flag(videoSignalType != null, "video_signal_type_present_flag");
        if (videoSignalType != null) {
            videoSignalType.write(writer);
        }
        writer.flag(chromaLocation != null, "chroma_loc_info_present_flag");
        if (chromaLocation != null) {
            chromaLocation.write(writer);
        }
        writer.flag(timing != null, "timing_info_present_flag");
        if (timing != null) {
            timing.write(writer);
        }
        writer.flag(nalHrd != null, "nal_hrd_parameters_present_flag");
        if (nalHrd != null) {
            nalHrd.write(writer);
        }
        writer.flag(vclHrd != null, "vcl_hrd_parameters_present_flag");
        if (vclHrd != null) {
            vclHrd.write(writer);
        }
        if (nalHrd != null || vclHrd != null) {
            writer.flag(lowDelayHrdFlag, "low_delay_hrd_flag");
        }
        writer.flag(picStructPresentFlag, "pic_struct_present_flag");
        writer.flag(bitstreamRestriction != null, "bitstream_restriction_flag");
        if (bitstreamRestriction != null) {
            bitstreamRestriction.write(writer);
        }
    }
}
