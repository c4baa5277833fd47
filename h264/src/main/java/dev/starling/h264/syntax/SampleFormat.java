package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;

/**
 * The chroma format and the bit depths of a sequence parameter set (7.3.2.1.1).
 *
 * @param chromaFormatIdc 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
 * @param separateColourPlaneFlag present only with 4:4:4; false elsewhere
 * @param bitDepthLumaMinus8 0…6
 * @param bitDepthChromaMinus8 0…6
 */
public record SampleFormat(
        int chromaFormatIdc, boolean separateColourPlaneFlag, int bitDepthLumaMinus8, int bitDepthChromaMinus8) {

    static final int CHROMA_444 = 3;

    /** 4:2:0 with 8 bits, the format of all profiles whose sequence parameter sets do not state one. */
    static final SampleFormat DEFAULT = new SampleFormat(1, false, 0, 0);

    static SampleFormat read(BitReader reader) {
        int chromaFormatIdc = reader.ue(CHROMA_444, "chroma_format_idc");
        return new SampleFormat(
                chromaFormatIdc,
                chromaFormatIdc == CHROMA_444 && reader.flag("separate_colour_plane_flag"),
                reader.ue(6, "bit_depth_luma_minus8"),
                reader.ue(6, "bit_depth_chroma_minus8"));
    }

    void write(BitWriter writer) {
        writer.ue(chromaFormatIdc, "chroma_format_idc");
        if (chromaFormatIdc == CHROMA_444) {
            writer.flag(separateColourPlaneFlag, "separate_colour_plane_flag");
        }
        writer.ue(bitDepthLumaMinus8, "bit_depth_luma_minus8");
        writer.ue(bitDepthChromaMinus8, "bit_depth_chroma_minus8");
    }
}
