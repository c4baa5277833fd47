package dev.starling.h264.edit;

/** How finely two compatible videos are mixed. */
public enum BlendLevel {
    /** Each picture comes from one video. */
    FRAME,
    /** Each slice comes from one video. */
    SLICE,
    /**
     * Transform levels are mixed by weight in macroblocks that both videos predict from the same samples; each other
     * macroblock comes from one video.
     */
    COEFFICIENT
}
