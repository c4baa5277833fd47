package dev.starling.libav;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BITEXACT;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;

/**
 * Scales frames to one size, bicubically, up or down. The same samples come out on every processor: libswscale is told
 * to round exactly, since what it yields is encoded and hashed. One owner, one thread.
 */
public final class Scaler implements AutoCloseable {
    static {
        Natives.load();
    }

    private final int width;
    private final int height;
    private final NativeLog log = new NativeLog();
    private final SwsContext context;
    private boolean closed;

    /**
     * @param width of the frames that come out, even
     * @param height of the frames that come out, even
     */
    public Scaler(int width, int height) {
        Frame.requireEven(width, height);
        this.width = width;
        this.height = height;
        this.context = Natives.allocated(sws_alloc_context(), "sws_alloc_context");
        context.flags(SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT);
        context.threads(1);
    }

    /** The frame in this scaler's size, which the caller owns. A frame that already has it is shared, not copied. */
    public Frame scale(Frame frame) {
        if (closed) {
            throw new IllegalStateException("the scaler is closed");
        }
        AVFrame source = frame.open();
        if (source.width() == width && source.height() == height) {
            return frame.share();
        }
        AVFrame target = Frame.allocateNative(width, height, frame.colour());
        try (var _ = log.listen()) {
            int result = sws_scale_frame(context, target, source);
            if (result < 0) {
                av_frame_free(target);
                throw MediaException.of(
                        MediaException.Kind.INTERNAL,
                        "scaling " + source.width() + "x" + source.height() + " to " + width + "x" + height
                                + " failed: " + log.lastWords(Natives.errorText(result)));
            }
        }
        return frame.withSamples(target);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sws_free_context(context);
            log.close();
        }
    }
}
