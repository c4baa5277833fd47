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
 * A picture in native memory: upright, square pixels, even size, 4:2:0, limited range, 8 bits (10 if a reader was asked
 * to keep them). If a reader was asked for pictures as they are coded, their size may be odd and none of the rest need
 * hold but the format. Its owner closes it. {@link #share()} makes a second owner of the same samples.
 *
 * <p>Any number of threads may read a frame while it is open, except a frame that is {@linkplain #confined confined} to
 * one thread. Only the code that allocated a frame writes its samples, before it passes the frame on.
 */
public final class Frame implements AutoCloseable {
    static {
        Natives.load();
    }

    private final AVFrame frame;
    private final long presentationTime;
    private final long duration;
    /** Makes the scope of the planes: closing it makes them inaccessible. */
    private final Supplier<Arena> arenas;

    private @Nullable Arena arena;
    private boolean closed;

    /**
     * Takes ownership of {@code frame}.
     *
     * @param presentationTime in 1/90000 s
     * @param duration in 1/90000 s
     */
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
     * Takes ownership of {@code frame}; only the calling thread may read it and the frames made from it. This is
     * cheaper: when a frame that any thread may read is closed, the JVM stops all threads for a moment.
     *
     * @param presentationTime in 1/90000 s
     * @param duration in 1/90000 s
     */
    public static Frame confined(AVFrame frame, long presentationTime, long duration) {
        return new Frame(frame, presentationTime, duration, Arena::ofConfined);
    }

    /**
     * A new frame. Its samples are undefined.
     *
     * @param width luma samples in a row, even
     * @param height luma rows, even
     * @param presentationTime in 1/90000 s
     * @param duration in 1/90000 s, positive
     */
    public static Frame allocate(int width, int height, Colour colour, long presentationTime, long duration) {
        FrameSize size = new FrameSize(width, height).requireEven();
        if (duration <= 0) {
            throw new IllegalArgumentException("duration must be positive: " + duration);
        }
        return new Frame(allocateNative(size, colour), presentationTime, duration);
    }

    static AVFrame allocateNative(FrameSize size, Colour colour) {
        AVFrame frame = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
        frame.format(AV_PIX_FMT_YUV420P).width(size.width()).height(size.height());
        tag(frame, colour);
        int result = av_frame_get_buffer(frame, 0);
        if (result < 0) {
            av_frame_free(frame);
        }
        Natives.check(result, "av_frame_get_buffer");
        return frame;
    }

    /** Declares a native frame's colour system, limited range and square pixels. The samples stay as they are. */
    public static void tag(AVFrame frame, Colour colour) {
        frame.color_range(AVCOL_RANGE_MPEG);
        frame.colorspace(colour.matrixCoefficients());
        frame.color_primaries(colour.colourPrimaries());
        frame.color_trc(colour.transferCharacteristics());
        frame.sample_aspect_ratio(Natives.rational(1, 1));
    }

    /** The size of the luma plane. */
    public FrameSize size() {
        return new FrameSize(width(), height());
    }

    /** Luma samples in a row. */
    public int width() {
        return open().width();
    }

    /** Rows of luma samples. */
    public int height() {
        return open().height();
    }

    /** Presentation time in 1/90000 s, counted from the title's first picture. */
    public long presentationTime() {
        return presentationTime;
    }

    /** Duration in 1/90000 s: the time until the next picture. */
    public long duration() {
        return duration;
    }

    /** The bit depth of the samples. */
    public SampleDepth depth() {
        return SampleDepth.ofNative(open().format());
    }

    /** The colour system of the samples. */
    public Colour colour() {
        return Colour.ofMatrix(open().colorspace());
    }

    /** The Y plane: full width and height. */
    public Plane luma() {
        return plane(0, 0);
    }

    /** The Cb plane: half the width and half the height, rounded up. */
    public Plane cb() {
        return plane(1, 1);
    }

    /** The Cr plane: half the width and half the height, rounded up. */
    public Plane cr() {
        return plane(2, 1);
    }

    @SuppressWarnings("restricted") // libavutil allocated at least these bytes and frees them only in close()
    private Plane plane(int index, int subsamplingShift) {
        // An odd last column or row has chroma samples of its own.
        int width = -(-open().width() >> subsamplingShift);
        int height = -(-frame.height() >> subsamplingShift);
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

    /** A second owner of the same samples, which are not copied. */
    public Frame share() {
        return shareAt(presentationTime, duration);
    }

    /** As {@link #share()}, with another presentation time and duration in 1/90000 s. */
    public Frame shareAt(long otherPresentationTime, long otherDuration) {
        AVFrame clone = Natives.allocated(av_frame_clone(open()), "av_frame_clone");
        return new Frame(clone, otherPresentationTime, otherDuration, arenas);
    }

    /** A frame that takes ownership of {@code samples}, with this frame's times and readers. */
    Frame withSamples(AVFrame samples) {
        return new Frame(samples, presentationTime, duration, arenas);
    }

    /**
     * The native frame, which this frame still owns.
     *
     * @throws IllegalStateException if this frame is closed
     */
    public AVFrame open() {
        if (closed) {
            throw new IllegalStateException("the frame at " + presentationTime + " is closed");
        }
        return frame;
    }

    /** Releases the samples. Every {@link Plane} of this frame becomes inaccessible. */
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
