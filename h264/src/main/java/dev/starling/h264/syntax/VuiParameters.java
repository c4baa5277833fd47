package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.Optional;
import java.util.function.Function;

/** vui_parameters() of E.1.1. Fields that are not present are empty. */
public record VuiParameters(
        Optional<AspectRatio> aspectRatio,
        Optional<Boolean> overscanAppropriateFlag,
        Optional<VideoSignalType> videoSignalType,
        Optional<ChromaLocation> chromaLocation,
        Optional<Timing> timing,
        ReferenceDecoders hrd,
        boolean picStructPresentFlag,
        Optional<BitstreamRestriction> bitstreamRestriction) {

    /**
     * The shape of a sample.
     *
     * @param aspectRatioIdc row of Table E-1, or {@link #EXTENDED_SAR}
     * @param sarWidth present only with {@link #EXTENDED_SAR}; 0 elsewhere
     * @param sarHeight likewise
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

    /** video_format (Table E-2), the range of sample values, and the colour description. */
    public record VideoSignalType(
            int videoFormat, boolean videoFullRangeFlag, Optional<ColourDescription> colourDescription) {

        static VideoSignalType read(BitReader reader) {
            return new VideoSignalType(
                    reader.u(3, "video_format"),
                    reader.flag("video_full_range_flag"),
                    readIf("colour_description_present_flag", reader, ColourDescription::read));
        }

        void write(BitWriter writer) {
            writer.u(3, videoFormat, "video_format");
            writer.flag(videoFullRangeFlag, "video_full_range_flag");
            writer.flag(colourDescription.isPresent(), "colour_description_present_flag");
            colourDescription.ifPresent(description -> description.write(writer));
        }
    }

    /** Rows of Tables E-3, E-4 and E-5. */
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

    /** The positions of chroma samples relative to luma samples, each 0…5 (Figure E-1). */
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

    /**
     * The clock tick, {@code numUnitsInTick / timeScale} seconds: half the duration of a frame.
     *
     * @param numUnitsInTick 0…2^32−1
     * @param timeScale 0…2^32−1
     */
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

        /** Frames per second if every frame lasts two ticks; NaN for a tick of 0. */
        public double framesPerSecond() {
            return numUnitsInTick == 0 ? Double.NaN : timeScale / (2.0 * numUnitsInTick);
        }
    }

    /**
     * The hypothetical reference decoders.
     *
     * @param lowDelayHrdFlag present only with one of the two; false otherwise
     */
    public record ReferenceDecoders(
            Optional<HrdParameters> nalHrd, Optional<HrdParameters> vclHrd, boolean lowDelayHrdFlag) {

        static ReferenceDecoders read(BitReader reader) {
            var nalHrd = readIf("nal_hrd_parameters_present_flag", reader, HrdParameters::read);
            var vclHrd = readIf("vcl_hrd_parameters_present_flag", reader, HrdParameters::read);
            boolean anyPresent = nalHrd.isPresent() || vclHrd.isPresent();
            return new ReferenceDecoders(nalHrd, vclHrd, anyPresent && reader.flag("low_delay_hrd_flag"));
        }

        void write(BitWriter writer) {
            writer.flag(nalHrd.isPresent(), "nal_hrd_parameters_present_flag");
            nalHrd.ifPresent(hrd -> hrd.write(writer));
            writer.flag(vclHrd.isPresent(), "vcl_hrd_parameters_present_flag");
            vclHrd.ifPresent(hrd -> hrd.write(writer));
            if (nalHrd.isPresent() || vclHrd.isPresent()) {
                writer.flag(lowDelayHrdFlag, "low_delay_hrd_flag");
            }
        }
    }

    /** Limits that the encoder guarantees. */
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
        return new VuiParameters(
                readIf("aspect_ratio_info_present_flag", reader, AspectRatio::read),
                readIf("overscan_info_present_flag", reader, bits -> bits.flag("overscan_appropriate_flag")),
                readIf("video_signal_type_present_flag", reader, VideoSignalType::read),
                readIf("chroma_loc_info_present_flag", reader, ChromaLocation::read),
                readIf("timing_info_present_flag", reader, Timing::read),
                ReferenceDecoders.read(reader),
                reader.flag("pic_struct_present_flag"),
                readIf("bitstream_restriction_flag", reader, BitstreamRestriction::read));
    }

    private static <T> Optional<T> readIf(String flag, BitReader reader, Function<BitReader, T> read) {
        return reader.flag(flag) ? Optional.of(read.apply(reader)) : Optional.empty();
    }

    void write(BitWriter writer) {
        writer.flag(aspectRatio.isPresent(), "aspect_ratio_info_present_flag");
        aspectRatio.ifPresent(ratio -> ratio.write(writer));
        writer.flag(overscanAppropriateFlag.isPresent(), "overscan_info_present_flag");
        overscanAppropriateFlag.ifPresent(flag -> writer.flag(flag, "overscan_appropriate_flag"));
        writer.flag(videoSignalType.isPresent(), "video_signal_type_present_flag");
        videoSignalType.ifPresent(type -> type.write(writer));
        writer.flag(chromaLocation.isPresent(), "chroma_loc_info_present_flag");
        chromaLocation.ifPresent(location -> location.write(writer));
        writer.flag(timing.isPresent(), "timing_info_present_flag");
        timing.ifPresent(present -> present.write(writer));
        hrd.write(writer);
        writer.flag(picStructPresentFlag, "pic_struct_present_flag");
        writer.flag(bitstreamRestriction.isPresent(), "bitstream_restriction_flag");
        bitstreamRestriction.ifPresent(restriction -> restriction.write(writer));
    }
}
