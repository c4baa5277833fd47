package dev.starling.libav;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * A picture in native memory: upright, square pixels, even size, 4:2:0 of 8 bits (of 10 where a reader was asked to
 * keep them), limited range. Its owner closes it, once. {@link #share()} gives another owner the same samples. Any
 * number of threads may read a frame while its owner keeps it open, but for one that was said to be of one thread; the
 * samples are written only by whoever allocated it, before it is shown to anyone else.
 */
public final class Frame implements AutoCloseable {
    static {
        Natives.load();
    }

    private final AVFrame frame;
    private final long presentationTime;
    private final long duration;
    /** Of the samples, whose planes become inaccessible with it. */
    private final Supplier<Arena> arenas;

    private @Nullable Arena arena;
    private boolean closed;

    /** Takes {@code frame} over. */
    public Frame(AVFrame frame, long presentationTime, long duration) {
        this(frame, presentationTime, duration, Arena::ofShared);
    }

    private Frame(AVFrame frame, long presentationTime, long duration, Supplier<Arena> arenas) {
        this.frame = frame;
        this.presentationTime = presentationTime;
        this.duration = duration;
        this.arenas = arenas;
    }

    /**
     * Takes {@code frame} over for the calling thread alone, as will be what is made of it. Before a frame goes that
     * any thread may read, the virtual machine stops every thread of the process for a moment.
     */
    public static Frame ofThisThread(AVFrame frame, long presentationTime, long duration) {
        return new Frame(frame, presentationTime, duration, Arena::ofConfined);
    }

    /**
     * A new frame whose samples are not set.
     *
     * @param width luma samples in a row, even
     * @param height luma rows, even
     * @param presentationTime in 1/90000 s
     * @param duration in 1/90000 s, positive
     */
    public static Frame allocate(int width, int height, Colour colour, long presentationTime, long duration) {
        requireEven(width, height);
        if (duration <= 0) {
            throw new IllegalArgumentException("duration must be positive: " + duration);
        }
        return new Frame(allocateNative(width, height, colour), presentationTime, duration);
    }

    public static void requireEven(int width, int height) {
        if (width < 2 || height < 2 || (width & 1) != 0 || (height & 1) != 0) {
            throw new IllegalArgumentException("4:2:0 frames have even sizes: " + width + "x" + height);
        }
    }

    static AVFrame allocateNative(int width, int height, Colour colour) {
        AVFrame frame = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
        frame.format(AV_PIX_FMT_YUV420P).width(width).height(height);
        tag(frame, colour);
        int result = av_frame_get_buffer(frame, 0);
        if (result < 0) {
            av_frame_free(frame);
        }
        Natives.check(result, "av_frame_get_buffer");
        return frame;
    }

    public static void tag(AVFrame frame, Colour colour) {
        frame.color_range(AVCOL_RANGE_MPEG);
        frame.colorspace(colour.matrixCoefficients());
        frame.color_primaries(colour.colourPrimaries());
        frame.color_trc(colour.transferCharacteristics());
        frame.sample_aspect_ratio(Natives.rational(1, 1));
    }

    /** Luma samples in a row. */
    public int width() {
        return open().width();
    }

    /** Luma rows. */
    public int height() {
        return open().height();
    }

    /** When the picture appears, in 1/90000 s from the title's first picture. */
    public long presentationTime() {
        return presentationTime;
    }

    /** How long it stays, in 1/90000 s: until the next picture appears. */
    public long duration() {
        return duration;
    }

    /** How many bits its samples have. */
    public SampleDepth depth() {
        return SampleDepth.ofNative(open().format());
    }

    /** How its luma and chroma make a colour. */
    public Colour colour() {
        return Colour.ofMatrix(open().colorspace());
    }

    /** Y, of the full size. */
    public Plane luma() {
        return plane(0, 0);
    }

    /** Cb, of half the width and half the height. */
    public Plane cb() {
        return plane(1, 1);
    }

    /** Cr, of half the width and half the height. */
    public Plane cr() {
        return plane(2, 1);
    }

    @SuppressWarnings("restricted") // libavutil allocated at least these bytes, and frees them only in close()
    private Plane plane(int index, int subsamplingShift) {
        int width = open().width() >> subsamplingShift;
        int height = frame.height() >> subsamplingShift;
        long strideBytes = frame.linesize(index);
        long rowBytes = (long) width * depth().bytes();
        MemorySegment samples = MemorySegment.ofAddress(frame.data(index).address())
                .reinterpret(strideBytes * (height - 1) + rowBytes, scope(), null);
        return new Plane(samples, width, height, strideBytes);
    }

    private synchronized Arena scope() {
        if (arena == null) {
            arena = arenas.get();
        }
        return arena;
    }

    /** A second owner of the same samples; no copy is made. */
    public Frame share() {
        return shareAt(presentationTime, duration);
    }

    /** A second owner of the same samples, shown at another time; no copy is made. */
    public Frame shareAt(long otherPresentationTime, long otherDuration) {
        AVFrame clone = Natives.allocated(av_frame_clone(open()), "av_frame_clone");
        return new Frame(clone, otherPresentationTime, otherDuration, arenas);
    }

    /** Other samples, which this takes over, shown when these are and to the same threads. */
    Frame withSamples(AVFrame samples) {
        return new Frame(samples, presentationTime, duration, arenas);
    }

    /** The native frame, still owned by this one. */
    public AVFrame open() {
        if (closed) {
            throw new IllegalStateException("the frame at " + presentationTime + " is closed");
        }
        return frame;
    }

    /** Gives the samples back; every {@link Plane} of this frame becomes inaccessible. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (arena != null) {
                arena.close();
            }
            av_frame_free(frame);
        }
    }
}
