package dev.starling.libav;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_count;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.starling.libav.MediaException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * One open encoder of libavcodec: frames in, packets out, and failures that say all that is needed to see them again.
 */
public final class NativeEncoder implements AutoCloseable {
    static {
        Natives.load();
    }

    /** What FFmpeg says of a parameter that libx264 or SVT-AV1, or libx265, does not know or take. */
    private static final List<String> REFUSALS = List.of("Error parsing option", "Unknown option", "Invalid value for");

    private final String request;
    private final NativeLog log = new NativeLog();
    private final AVCodecContext context;
    private final AVPacket packet;
    private boolean closed;

    /**
     * @param name FFmpeg's name of the encoder
     * @param format sets the context's fields before it is opened
     * @param options the encoder's own, by FFmpeg's names
     * @param request what is asked for, in words, for failures
     */
    public NativeEncoder(String name, Consumer<AVCodecContext> format, Map<String, String> options, String request) {
        this.request = name + " " + request;
        AVCodec encoder = avcodec_find_encoder_by_name(name);
        if (encoder == null || encoder.isNull()) {
            throw MediaException.of(Kind.ENCODE, "the loaded FFmpeg has no encoder " + name);
        }
        this.context = Natives.allocated(avcodec_alloc_context3(encoder), "avcodec_alloc_context3");
        this.packet = Natives.allocated(av_packet_alloc(), "av_packet_alloc");
        log.attach(context);
        try {
            format.accept(context);
            open(encoder, options);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void open(AVCodec encoder, Map<String, String> options) {
        AVDictionary dictionary = new AVDictionary(null);
        options.forEach((name, value) -> av_dict_set(dictionary, name, value, 0));
        try (var _ = log.listen()) {
            int result = avcodec_open2(context, encoder, dictionary);
            // An option that nobody took is left over. A parameter that the encoder does not know is only warned of;
            // with either the result would not be what was asked for.
            if (result < 0 || av_dict_count(dictionary) > 0 || REFUSALS.stream().anyMatch(log::mentions)) {
                throw failure("cannot be opened", result);
            }
        } finally {
            av_dict_free(dictionary);
        }
    }

    public AVCodecContext context() {
        return context;
    }

    /** What the encoder puts before the stream: parameter sets, or a configuration record. */
    public byte[] extradata() {
        byte[] extradata = new byte[context.extradata_size()];
        if (extradata.length > 0) {
            context.extradata().get(extradata);
        }
        return extradata;
    }

    /** Gives the encoder a frame, which stays the caller's; null when there are no more. */
    public void send(@Nullable AVFrame frame) {
        try (var _ = log.listen()) {
            int result = avcodec_send_frame(context, frame);
            if (result < 0) {
                throw failure(frame == null ? "does not finish" : "refuses the frame at " + frame.pts(), result);
            }
        }
    }

    /**
     * Gives the encoder a picture.
     *
     * @param pictureType {@code AV_PICTURE_TYPE_…}
     */
    public void send(Frame frame, int pictureType) {
        // Its own frame header over the same samples: other encoders read the same frame at the same time.
        AVFrame own = Natives.allocated(av_frame_clone(frame.open()), "av_frame_clone");
        try {
            own.pts(frame.presentationTime());
            own.duration(frame.duration());
            own.pict_type(pictureType);
            send(own);
        } finally {
            av_frame_free(own);
        }
    }

    /** There are no more pictures. */
    public void finish() {
        send(null);
    }

    /** The next packet, valid until the next call; empty when more frames are needed, or all is done. */
    public Optional<AVPacket> receive() {
        try (var _ = log.listen()) {
            av_packet_unref(packet);
            int result = avcodec_receive_packet(context, packet);
            if (result >= 0) {
                return Optional.of(packet);
            }
            if (result != AVERROR_EAGAIN() && result != AVERROR_EOF) {
                throw failure("fails", result);
            }
            return Optional.empty();
        }
    }

    /** A failure with the request and what the encoder said last. */
    public MediaException failure(String what, int result) {
        String reason = result < 0 ? " (" + Natives.errorText(result) + ")" : "";
        return MediaException.of(
                Kind.ENCODE,
                "encoder " + what + reason + ": " + log.lastWords("it said nothing") + " [" + request + "]");
    }

    public static byte[] bytesOf(AVPacket packet) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_packet_free(packet);
            avcodec_free_context(context);
            log.close();
        }
    }
}
