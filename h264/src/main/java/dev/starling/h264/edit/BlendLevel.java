package dev.starling.h264.edit;

/** How finely two structure-locked videos are mixed. */
public enum BlendLevel {
    /** Whole pictures from one or the other. */
    FRAME,
    /** Slices of one picture from one or the other. */
    SLICE,
    /**
     * Transform levels of macroblocks that both predict from the same samples mixed by weight, the others from one or
     * the other.
     */
    COEFFICIENT
}
