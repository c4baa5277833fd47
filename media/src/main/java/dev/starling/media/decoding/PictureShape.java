package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import dev.starling.libav.FrameSize;
import dev.starling.libav.Natives;
import dev.starling.libav.Orientation;
import dev.starling.libav.Ratio;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;

/**
 * The size and shape of one picture. They may change within a stream.
 *
 * @param coded size of the decoded picture
 * @param aspect width of a sample divided by its height
 * @param orientation the turn that makes the picture upright
 */
record PictureShape(FrameSize coded, Ratio aspect, Orientation orientation) {
    /** A sample is not that much wider than high, nor the other way. */
    private static final double MAX_ASPECT = 16;

    private static final int MAX_SIDE = 1 << 20;
    /** Bars of less than this part of a side are a matter of rounding. */
    private static final int MIN_BARS = 50;

    /** As the container declares it. */
    static PictureShape declared(Demuxer demuxer, AVStream stream, FrameSize coded) {
        Ratio aspect = aspect(av_guess_sample_aspect_ratio(demuxer.context(), stream, null), Ratio.ONE);
        return new PictureShape(coded, aspect, ContainerStreams.orientation(stream));
    }

    /** That of the first picture: the container's word counts more than the picture's. */
    static PictureShape ofFirst(Demuxer demuxer, AVStream stream, AVFrame frame) {
        Ratio aspect = aspect(av_guess_sample_aspect_ratio(demuxer.context(), stream, frame), Ratio.ONE);
        return new PictureShape(size(frame), aspect, orientation(frame, ContainerStreams.orientation(stream)));
    }

    /**
     * That of a later picture. Where it has the first one's aspect ratio, the container's word counts for it too.
     *
     * @param first the shape of the first picture
     * @param firstAspect the aspect ratio that the first picture itself had
     * @param orientation from {@link #orientation}
     */
    static PictureShape ofLater(AVFrame frame, PictureShape first, Ratio firstAspect, Orientation orientation) {
        Ratio own = aspect(frame.sample_aspect_ratio(), firstAspect);
        return new PictureShape(size(frame), own.equals(firstAspect) ? first.aspect() : own, orientation);
    }

    /**
     * The turn of a picture: its own. Without one, key pictures have the container's, and others that of the picture
     * before: the message lasts to the end of the coded video sequence (H.264, D.2.27).
     *
     * @param before that of the picture before
     * @param declared that of the container
     */
    static Orientation orientation(AVFrame frame, Orientation before, Orientation declared) {
        return orientation(frame, (frame.flags() & AV_FRAME_FLAG_KEY) != 0 ? declared : before);
    }

    /** A picture as it is coded. */
    static PictureShape plain(AVFrame frame) {
        return new PictureShape(size(frame), Ratio.ONE, Orientation.UPRIGHT);
    }

    /** The aspect ratio that a picture itself declares; 1/1 if none. */
    static Ratio ownAspect(AVFrame frame) {
        return aspect(frame.sample_aspect_ratio(), Ratio.ONE);
    }

    private static FrameSize size(AVFrame frame) {
        return new FrameSize(frame.width(), frame.height());
    }

    private static Orientation orientation(AVFrame frame, Orientation otherwise) {
        AVFrameSideData matrix = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
        return Pointer.isNull(matrix) || matrix.size() < Orientation.MATRIX_BYTES
                ? otherwise
                : Orientation.of(Natives.memory(matrix.data(), Orientation.MATRIX_BYTES));
    }

    private static Ratio aspect(AVRational value, Ratio otherwise) {
        if (value.num() <= 0 || value.den() <= 0) {
            return otherwise;
        }
        Ratio ratio = new Ratio(value.num(), value.den());
        return ratio.value() > MAX_ASPECT || ratio.value() < 1 / MAX_ASPECT ? otherwise : ratio;
    }

    /** The size of the upright picture, with all its rows and columns, of samples as they are. */
    FrameSize turned() {
        return orientation.swapsSides()
                ? new FrameSize(/* width= */ coded.height(), /* height= */ coded.width())
                : coded;
    }

    /** The size of the upright picture with square samples, even. */
    FrameSize displayed() {
        FrameSize turned = turned();
        if (aspect.equals(Ratio.ONE)) {
            return new FrameSize(even(turned.width()), even(turned.height()));
        }
        double stretch = orientation.swapsSides() ? 1 / aspect.value() : aspect.value();
        return new FrameSize(evenNearest(turned.width() * stretch), even(turned.height()));
    }

    /** The largest even size of this shape inside another size; that size itself if the bars would be too thin. */
    FrameSize fittedInto(FrameSize frame) {
        FrameSize shown = displayed();
        double scale = Math.min((double) frame.width() / shown.width(), (double) frame.height() / shown.height());
        FrameSize fitted = new FrameSize(
                Math.min(frame.width(), evenNearest(shown.width() * scale)),
                Math.min(frame.height(), evenNearest(shown.height() * scale)));
        boolean thin = frame.width() - fitted.width() <= frame.width() / MIN_BARS
                && frame.height() - fitted.height() <= frame.height() / MIN_BARS;
        return thin ? frame : fitted;
    }

    /** An odd last row or column is cropped: scaling by one sample would blur the whole picture. */
    private static int even(int side) {
        return Math.max(2, side & ~1);
    }

    private static int evenNearest(double side) {
        return (int) Math.clamp(Math.round(side / 2) * 2, 2, (long) MAX_SIDE);
    }
}
