package dev.starling.h264.transform;

/** The kinds of blocks of transform levels that quantisation distinguishes. */
public enum BlockKind {
    /** DC levels of Intra_16x16 luma or of chroma; all have the step of position 0, 0 (8.5.10, 8.5.11.2). */
    DC,
    /** The 15 AC levels of a 4x4 block whose DC level is coded separately; scan index 0 is the first AC position. */
    AC,
    /** All 16 levels of a 4x4 block. */
    WHOLE_4X4,
    /** All 64 levels of an 8x8 block. */
    WHOLE_8X8
}
