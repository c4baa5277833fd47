package dev.starling.h264.slice;

/**
 * The slots that number the residual blocks of a macroblock in {@link SliceData}, and their order in the bitstream
 * (7.3.5.3).
 *
 * <pre>
 *    0…15  luma, luma4x4BlkIdx; an 8x8 block is the first of its four; Intra_16x16 AC blocks
 *   16…31  Cb: blkIdx 0…3 (4:2:0) or 0…7 (4:2:2) of the AC blocks; as luma with 4:4:4
 *   32…47  Cr likewise
 *   48…50  DC levels: luma of Intra_16x16, Cb, Cr
 * </pre>
 */
public final class BlockSlots {

    /** Number of slots of a macroblock. */
    public static final int COUNT = 51;

    /** Number of slots per colour component, 0 (Y), 1 (Cb) or 2 (Cr), before the DC slots. */
    public static final int COMPONENT = 16;

    /** Slot of the DC levels of component 0; those of the other components follow. */
    public static final int DC = 48;

    // spotless:off
    private static final byte[] MONOCHROME = {
        48, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private static final byte[] CHROMA_420 = {
        48, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 49, 50, 16, 17, 18, 19, 32, 33, 34, 35};
    private static final byte[] CHROMA_422 = {
        48, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 49, 50,
        16, 17, 18, 19, 20, 21, 22, 23, 32, 33, 34, 35, 36, 37, 38, 39};
    private static final byte[] CHROMA_444 = {
        48, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        49, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        50, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47};

    /** Raster position (4 · row + column) by luma4x4BlkIdx (Figure 6-10). The mapping is its own inverse. */
    static final byte[] RASTER = {0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15};
    // spotless:on

    private BlockSlots() {}

    /** luma4x4BlkIdx of the block at raster position {@code raster}, or the reverse. */
    public static int blkIdx(int raster) {
        return RASTER[raster];
    }

    /**
     * The slots in bitstream order. Blocks that are not coded have no levels, so their position does not matter.
     *
     * @param chromaArrayType 0…3
     */
    public static byte[] order(int chromaArrayType) {
        return switch (chromaArrayType) {
            case 0 -> MONOCHROME.clone();
            case 1 -> CHROMA_420.clone();
            case 2 -> CHROMA_422.clone();
            default -> CHROMA_444.clone();
        };
    }
}
