package dev.starling.swarm.profile;

/**
 * The structural genes: how a bitstream is built. Every clip starts with an IDR picture, its picture types are decided
 * once for each structure and forced on every member that has it, weighted prediction is off, GOPs are closed.
 *
 * @param gopSeconds the most time from an IDR picture to the next,
 *     {@value LEAST_GOP_SECONDS}–{@value LONGEST_GOP_SECONDS}; a GOP never outlasts its clip
 * @param maxBFrames the most consecutive B pictures, 0–16
 * @param referenceFrames the most reference frames, 1–16
 * @param slices slices a picture, 1–32
 * @param bPyramid whether B pictures may be references
 * @param entropyCoder the entropy coder of slice data
 * @param transform8x8 whether the 8x8 transform is allowed (High profile)
 */
public record StructuralGenes(
        double gopSeconds,
        int maxBFrames,
        int referenceFrames,
        int slices,
        BPyramid bPyramid,
        EntropyCoder entropyCoder,
        boolean transform8x8) {
    /** A GOP shorter than this is worth its IDR picture nowhere. */
    public static final double LEAST_GOP_SECONDS = 0.5;
    /** As long as the longest clip: a GOP is a clip, or what a scene cut leaves of it. */
    public static final double LONGEST_GOP_SECONDS = 4;

    /** The structure of every member until structures evolve: that of x264's preset medium. */
    public static final StructuralGenes DEFAULT =
            new StructuralGenes(LONGEST_GOP_SECONDS, 3, 3, 1, BPyramid.NORMAL, EntropyCoder.CABAC, true);

    public StructuralGenes {
        Bounds.check("gop", gopSeconds, LEAST_GOP_SECONDS, LONGEST_GOP_SECONDS);
        Bounds.check("maxBFrames", maxBFrames, 0, 16);
        Bounds.check("referenceFrames", referenceFrames, 1, 16);
        Bounds.check("slices", slices, 1, 32);
    }

    /**
     * What of a structure stands in the parameter sets (7.3.2.1, 7.3.2.2) that libx264 writes: where two structures
     * agree in it, a clip of one can follow a clip of the other under one initialisation segment.
     *
     * @param log2MaxPicOrderCntLsb enough for the pictures that B pictures lie between
     * @param numReorderFrames {@code max_num_reorder_frames} (E.2.1)
     * @param referenceFrames what {@code num_ref_idx_l0_default_active_minus1}, {@code max_num_ref_frames} and the
     *     level follow from
     * @param entropyCoder {@code entropy_coding_mode_flag}
     * @param transform8x8 {@code transform_8x8_mode_flag}, and the profile
     */
    public record InParameterSets(
            int log2MaxPicOrderCntLsb,
            int numReorderFrames,
            int referenceFrames,
            EntropyCoder entropyCoder,
            boolean transform8x8) {}

    /** What of it stands in parameter sets. */
    public InParameterSets inParameterSets() {
        // One B picture between two others has none that could refer to it.
        boolean pyramid = bPyramid == BPyramid.NORMAL && maxBFrames > 1;
        int numReorderFrames = pyramid ? 2 : Math.min(1, maxBFrames);
        // Two counts a frame, twice as far ahead in a pyramid, and twice that since a difference has a sign.
        int range = (maxBFrames + 2) * 2 * (pyramid ? 2 : 1) * 2;
        int log2MaxPicOrderCntLsb = Math.max(4, Integer.SIZE - Integer.numberOfLeadingZeros(range));
        return new InParameterSets(
                log2MaxPicOrderCntLsb, numReorderFrames, referenceFrames, entropyCoder, transform8x8);
    }

    /** How B pictures may be used as references (x264's {@code b-pyramid}). */
    public enum BPyramid {
        NONE,
        NORMAL
    }

    /** {@code entropy_coding_mode_flag} (7.4.2.2). */
    public enum EntropyCoder {
        CAVLC,
        CABAC
    }
}
