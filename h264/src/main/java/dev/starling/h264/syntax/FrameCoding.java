package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;

/** How the frames of a sequence may be coded: frame_mbs_only_flag and mb_adaptive_frame_field_flag (7.4.2.1.1). */
public enum FrameCoding {
    /** frame_mbs_only_flag 1: every picture is a progressive frame. */
    FRAMES_ONLY,
    /** Every picture is a frame or a field. */
    FRAMES_AND_FIELDS,
    /** Every picture is a frame or a field, and in frames each pair of macroblocks may be coded as fields (MBAFF). */
    MACROBLOCK_ADAPTIVE;

    static FrameCoding read(BitReader reader) {
        if (reader.flag("frame_mbs_only_flag")) {
            return FRAMES_ONLY;
        }
        return reader.flag("mb_adaptive_frame_field_flag") ? MACROBLOCK_ADAPTIVE : FRAMES_AND_FIELDS;
    }

    void write(BitWriter writer) {
        writer.flag(frameMbsOnlyFlag(), "frame_mbs_only_flag");
        if (!frameMbsOnlyFlag()) {
            writer.flag(mbAdaptiveFrameFieldFlag(), "mb_adaptive_frame_field_flag");
        }
    }

    /** frame_mbs_only_flag. */
    public boolean frameMbsOnlyFlag() {
        return this == FRAMES_ONLY;
    }

    /** mb_adaptive_frame_field_flag; false where it is not present. */
    public boolean mbAdaptiveFrameFieldFlag() {
        return this == MACROBLOCK_ADAPTIVE;
    }
}
