package dev.starling.quality;

/** Whether sharpening or added contrast raises the score. */
public enum EnhancementGain {
    /** It does, within wide limits: plain VMAF. */
    COUNTS,
    /** It does not: VMAF NEG (no enhancement gain), which an optimiser cannot game. */
    NONE
}
