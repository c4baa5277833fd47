package dev.starling.libav;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_CLOSED_GOP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;

/** The pictures that an encoder is opened for. */
public record PictureFormat(int width, int height, Colour colour, Ratio frameRate) {
    /** Sets the fields of a context that is not open yet. */
    public void configure(AVCodecContext context) {
        context.width(width).height(height).pix_fmt(AV_PIX_FMT_YUV420P);
        context.time_base(Natives.ticks());
        context.framerate(Natives.rational(frameRate.numerator(), frameRate.denominator()));
        context.sample_aspect_ratio(Natives.rational(1, 1));
        context.color_range(AVCOL_RANGE_MPEG);
        context.color_primaries(colour.colourPrimaries());
        context.color_trc(colour.transferCharacteristics());
        context.colorspace(colour.matrixCoefficients());
        // Parameter sets apart from the access units, and no group of pictures that leans on the one before it.
        context.flags(AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP);
    }

    @Override
    public String toString() {
        return width + "x" + height + " " + colour + " at " + frameRate;
    }
}
