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
 * Scales frames up or down to one size by bicubic interpolation. The samples are the same on every processor, because
 * they are encoded and hashed: libswscale runs in its bit-exact mode. One owner, one thread.
 */
public final class Scaler implements AutoCloseable {
    static {
        Natives.load();
    }

    private final FrameSize size;
    private final NativeLog log = new NativeLog();
    private final SwsContext context;
    private boolean closed;

    /**
     * A scaler to {@code width} x {@code height}.
     *
     * @param width luma samples in a row, even
     * @param height rows of luma samples, even
     */
    public Scaler(int width, int height) {
        this.size = new FrameSize(width, height).requireEven();
        this.context = Natives.allocated(sws_alloc_context(), "sws_alloc_context");
        context.flags(SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT);
        context.threads(1);
    }

    /** The frame in this scaler's size; the caller owns the result. A frame of that size is shared, not copied. */
    public Frame scale(Frame frame) {
        if (closed) {
            throw new IllegalStateException("the scaler is closed");
        }
        AVFrame source = frame.open();
        if (frame.size().equals(size)) {
            return frame.share();
        }
        AVFrame target = Frame.allocateNative(size, frame.colour());
        try (var _ = log.listen()) {
            int result = sws_scale_frame(context, target, source);
            if (result < 0) {
                av_frame_free(target);
                throw MediaException.of(
                        MediaException.Kind.INTERNAL,
                        "scaling " + frame.size() + " to " + size + " failed: "
                                + log.lastWords(Natives.errorText(result)));
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
