package dev.starling.media.encoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_CLOSED_GOP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import dev.starling.libav.Colour;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Natives;
import dev.starling.libav.Ratio;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;

/**
 * The pictures that an encoder is opened for: 4:2:0 of 8 bits, limited range, square pixels.
 *
 * @param size of the coded pictures, even
 * @param colour colour system, which the stream declares
 * @param frameRate nominal rate in pictures per second, for rate control; each picture has its own time
 * @param peakFrameRate the most pictures in a second, for the level
 */
public record PictureFormat(FrameSize size, Colour colour, Ratio frameRate, Ratio peakFrameRate) {
    /** Pictures at a constant rate. */
    public PictureFormat(FrameSize size, Colour colour, Ratio frameRate) {
        this(size, colour, frameRate, frameRate);
    }

    public PictureFormat {
        size.requireEven();
    }

    /** Sets the fields of a context that is not open yet. */
    void configure(AVCodecContext context) {
        context.width(size.width()).height(size.height()).pix_fmt(AV_PIX_FMT_YUV420P);
        context.time_base(Natives.ticks());
        context.framerate(Natives.rational(frameRate.numerator(), frameRate.denominator()));
        context.sample_aspect_ratio(Natives.rational(1, 1));
        context.color_range(AVCOL_RANGE_MPEG);
        context.color_primaries(colour.colourPrimaries());
        context.color_trc(colour.transferCharacteristics());
        context.colorspace(colour.matrixCoefficients());
        // Parameter sets outside the access units, and no group of pictures that refers to the one before it.
        context.flags(AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP);
    }

    @Override
    public String toString() {
        return size + " " + colour + " at " + frameRate;
    }
}
