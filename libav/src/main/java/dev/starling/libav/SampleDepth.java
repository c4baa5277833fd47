package dev.starling.libav;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P10LE;

/** The bit depth of a {@link Frame}. */
public enum SampleDepth {
    /** 8 bits, one byte per sample. */
    EIGHT(8, AV_PIX_FMT_YUV420P),
    /** 10 bits in two bytes per sample, little-endian, the value in the low bits. */
    TEN(10, AV_PIX_FMT_YUV420P10LE);

    private final int bits;
    private final int nativeFormat;

    SampleDepth(int bits, int nativeFormat) {
        this.bits = bits;
        this.nativeFormat = nativeFormat;
    }

    static SampleDepth ofNative(int format) {
        return format == TEN.nativeFormat ? TEN : EIGHT;
    }

    /** Bits per sample: 8 or 10. */
    public int bits() {
        return bits;
    }

    /** Bytes per sample: 1 or 2. */
    int bytes() {
        return bits > Byte.SIZE ? 2 : 1;
    }

    /** libavutil's pixel format for 4:2:0 of this depth. */
    public int nativeFormat() {
        return nativeFormat;
    }

    /** The pixel format's name in filter options. */
    public String nativeName() {
        return switch (this) {
            case EIGHT -> "yuv420p";
            case TEN -> "yuv420p10le";
        };
    }
}
