package dev.starling.libav;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P10LE;

/** How many bits the samples of a {@link Frame} have. */
public enum SampleDepth {
    /** One byte a sample. */
    EIGHT(8, AV_PIX_FMT_YUV420P),
    /** Two bytes a sample, little endian, the value in the low ten bits. */
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

    /** 8 or 10. */
    public int bits() {
        return bits;
    }

    /** 1 or 2. */
    int bytes() {
        return bits > Byte.SIZE ? 2 : 1;
    }

    /** libavutil's pixel format of 4:2:0. */
    public int nativeFormat() {
        return nativeFormat;
    }

    /** Its name in filters. */
    public String nativeName() {
        return switch (this) {
            case EIGHT -> "yuv420p";
            case TEN -> "yuv420p10le";
        };
    }
}
