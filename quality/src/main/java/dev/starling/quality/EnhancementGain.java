package dev.starling.quality;

/** Whether a picture that was made sharper or richer in contrast than its reference scores better for it. */
public enum EnhancementGain {
    /** It does, within wide limits: plain VMAF. */
    COUNTS,
    /** It does not: VMAF NEG (no enhancement gain), which an optimiser cannot game. */
    NONE
}
