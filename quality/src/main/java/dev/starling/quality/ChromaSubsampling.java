package dev.starling.quality;

/** Chroma resolution relative to luma (H.264 table 6-1, {@code chroma_format_idc} 1 to 3). */
public enum ChromaSubsampling {
    /** Half the width and half the height. */
    YUV420(1, 1),
    /** Half the width, full height. */
    YUV422(1, 0),
    /** Full size. */
    YUV444(0, 0);

    private final int log2Horizontal;
    private final int log2Vertical;

    ChromaSubsampling(int log2Horizontal, int log2Vertical) {
        this.log2Horizontal = log2Horizontal;
        this.log2Vertical = log2Vertical;
    }

    /** Width of a chroma plane, in samples: an odd last column of luma has its own. */
    public int chromaWidth(int lumaWidth) {
        return -(-lumaWidth >> log2Horizontal);
    }

    /** Height of a chroma plane, in rows: an odd last row of luma has its own. */
    public int chromaHeight(int lumaHeight) {
        return -(-lumaHeight >> log2Vertical);
    }
}
