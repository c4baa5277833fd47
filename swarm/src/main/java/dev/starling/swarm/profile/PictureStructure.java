package dev.starling.swarm.profile;

/**
 * The structural genes: what all members of a blend group must share so that an access unit of one can follow an access
 * unit of another. Every clip starts with an IDR picture, its picture types are decided once and forced on every member,
 * weighted prediction is off, GOPs are closed.
 *
 * @param maxBFrames the most consecutive B pictures, 0–16
 * @param referenceFrames the most reference frames, 1–16
 * @param slices slices a picture, 1–32
 * @param bPyramid whether B pictures may be references
 * @param entropyCoder the entropy coder of slice data
 * @param transform8x8 whether the 8x8 transform is allowed (High profile)
 */
public record PictureStructure(
        int maxBFrames,
        int referenceFrames,
        int slices,
        BPyramid bPyramid,
        EntropyCoder entropyCoder,
        boolean transform8x8) {
    /** The structure of every member until structures evolve: that of x264's preset medium. */
    public static final PictureStructure DEFAULT =
            new PictureStructure(3, 3, 1, BPyramid.NORMAL, EntropyCoder.CABAC, true);

    public PictureStructure {
        Bounds.check("maxBFrames", maxBFrames, 0, 16);
        Bounds.check("referenceFrames", referenceFrames, 1, 16);
        Bounds.check("slices", slices, 1, 32);
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
