package dev.starling.swarm.profile;

/**
 * The structural genes: how a bitstream is built. Every clip starts with an IDR picture, GOPs are closed, and weighted
 * prediction is off. Picture types are decided once per clip and set of structural genes, and forced on every member
 * with these genes.
 *
 * @param gopSeconds the longest time from one IDR picture to the next,
 *     {@value MIN_GOP_SECONDS}–{@value MAX_GOP_SECONDS}; a GOP never extends beyond its clip
 * @param maxBFrames the maximum number of consecutive B pictures, 0–16
 * @param referenceFrames the maximum number of reference frames, 1–16
 * @param slices slices per picture, 1–32
 * @param bPyramid whether B pictures may be references
 * @param entropyCoder the entropy coder of slice data
 * @param transform8x8 whether the encoder may use the 8x8 transform (High profile)
 */
public record StructuralGenes(
        double gopSeconds,
        int maxBFrames,
        int referenceFrames,
        int slices,
        BPyramid bPyramid,
        EntropyCoder entropyCoder,
        Switch transform8x8) {
    /** In a shorter GOP the IDR picture costs more than it brings. */
    public static final double MIN_GOP_SECONDS = 0.5;
    /** As long as the longest clip: a GOP is a whole clip, or its part up to a scene cut. */
    public static final double MAX_GOP_SECONDS = 6;

    /** The structural genes of x264's preset medium. */
    public static final StructuralGenes DEFAULT =
            new StructuralGenes(MAX_GOP_SECONDS, 3, 3, 1, BPyramid.NORMAL, EntropyCoder.CABAC, Switch.ON);

    public StructuralGenes {
        Bounds.check("gop", gopSeconds, MIN_GOP_SECONDS, MAX_GOP_SECONDS);
        Bounds.check("maxBFrames", maxBFrames, 0, 16);
        Bounds.check("referenceFrames", referenceFrames, 1, 16);
        Bounds.check("slices", slices, 1, 32);
    }

    /** The same with at most so many slices a picture. */
    public StructuralGenes withAtMostSlices(int most) {
        return slices <= most
                ? this
                : new StructuralGenes(
                        gopSeconds, maxBFrames, referenceFrames, most, bPyramid, entropyCoder, transform8x8);
    }

    /**
     * The structural genes that show in the parameter sets (7.3.2.1, 7.3.2.2) that libx264 writes. Where two profiles
     * agree in them, a clip of one can follow a clip of the other under the same initialisation segment.
     *
     * @param log2MaxPicOrderCntLsb large enough for the pictures around a run of B pictures
     * @param numReorderFrames {@code max_num_reorder_frames} (E.2.1)
     * @param referenceFrames determines {@code num_ref_idx_l0_default_active_minus1}, {@code max_num_ref_frames} and
     *     the level
     * @param entropyCoder {@code entropy_coding_mode_flag}
     * @param transform8x8 {@code transform_8x8_mode_flag}, which determines the profile
     */
    public record InParameterSets(
            int log2MaxPicOrderCntLsb,
            int numReorderFrames,
            int referenceFrames,
            EntropyCoder entropyCoder,
            Switch transform8x8) {}

    /** The part of these genes that shows in the parameter sets. */
    public InParameterSets inParameterSets() {
        // A single B picture between two others is never a reference.
        boolean pyramid = bPyramid == BPyramid.NORMAL && maxBFrames > 1;
        int numReorderFrames = pyramid ? 2 : Math.min(1, maxBFrames);
        // Two counts per frame, twice the distance in a pyramid, and twice that because differences have a sign.
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
