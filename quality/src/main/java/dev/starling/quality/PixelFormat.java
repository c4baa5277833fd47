package dev.starling.quality;

/**
 * Sample layout of a planar Y'CbCr picture.
 *
 * @param chroma subsampling of the two chroma planes
 * @param bitDepth 8 (one byte per sample) or 10 (two bytes per sample, little endian, value in the low 10 bits)
 */
public record PixelFormat(ChromaSubsampling chroma, int bitDepth) {

    /** FFmpeg's {@code yuv420p}. */
    public static final PixelFormat YUV420P = new PixelFormat(ChromaSubsampling.YUV420, 8);

    /** FFmpeg's {@code yuv420p10le}. */
    public static final PixelFormat YUV420P10 = new PixelFormat(ChromaSubsampling.YUV420, 10);

    public PixelFormat {
        if (bitDepth != 8 && bitDepth != 10) {
            throw new IllegalArgumentException("bit depth " + bitDepth + " is not 8 or 10");
        }
    }

    /** Bytes per sample: 1 or 2. */
    public int bytesPerSample() {
        return bitDepth > 8 ? 2 : 1;
    }

    /** Largest sample value: 255 or 1023. */
    public int peak() {
        return (1 << bitDepth) - 1;
    }

    /** FFmpeg's name of the format, for messages. */
    @Override
    public String toString() {
        return switch (chroma) {
                    case YUV420 -> "yuv420p";
                    case YUV422 -> "yuv422p";
                    case YUV444 -> "yuv444p";
                }
                + (bitDepth > 8 ? bitDepth + "le" : "");
    }
}
