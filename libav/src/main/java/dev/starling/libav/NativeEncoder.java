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
 * One open encoder of libavcodec: frames in, packets out. Failures carry everything that is needed to reproduce them.
 * One owner, one thread.
 */
public final class NativeEncoder implements AutoCloseable {
    static {
        Natives.load();
    }

    /** FFmpeg's log messages about a parameter that libx264, libx265 or SVT-AV1 rejects. */
    private static final List<String> REFUSALS = List.of("Error parsing option", "Unknown option", "Invalid value for");

    private final String request;
    private final NativeLog log = new NativeLog();
    private final AVCodecContext context;
    private final AVPacket packet;
    private boolean closed;

    /**
     * Opens an encoder.
     *
     * @param name FFmpeg's name of the encoder
     * @param format sets the fields of the context before it is opened
     * @param options the encoder's private options, by FFmpeg's names
     * @param request describes the settings in error messages
     * @throws MediaException ENCODE if the encoder does not exist, cannot be opened or rejects an option
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
            // FFmpeg leaves unknown options in the dictionary and only warns about unknown encoder parameters. Both are
            // errors here: the result would differ from the request.
            if (result < 0 || av_dict_count(dictionary) > 0 || REFUSALS.stream().anyMatch(log::mentions)) {
                throw failure("cannot be opened", result);
            }
        } finally {
            av_dict_free(dictionary);
        }
    }

    /** The native context, which this encoder owns. */
    public AVCodecContext context() {
        return context;
    }

    /** The stream header: parameter sets or a configuration record. Empty if the encoder has none. */
    public byte[] extradata() {
        byte[] extradata = new byte[context.extradata_size()];
        if (extradata.length > 0) {
            context.extradata().get(extradata);
        }
        return extradata;
    }

    /** Encodes a native frame, which the caller still owns. */
    public void send(AVFrame frame) {
        sendOrFlush(frame);
    }

    private void sendOrFlush(@Nullable AVFrame frame) {
        try (var _ = log.listen()) {
            int result = avcodec_send_frame(context, frame);
            if (result < 0) {
                throw failure(frame == null ? "does not finish" : "refuses the frame at " + frame.pts(), result);
            }
        }
    }

    /**
     * Encodes a picture.
     *
     * @param pictureType {@code AV_PICTURE_TYPE_…}; NONE lets the encoder decide
     */
    public void send(Frame frame, int pictureType) {
        // A frame header of its own over the same samples: other threads may encode the same frame.
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

    /** Ends the input. {@link #receive} then gives the packets that the encoder still holds. */
    public void finish() {
        sendOrFlush(null);
    }

    /** The next packet, valid until the next call; empty if the encoder needs more frames or is finished. */
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

    /** An ENCODE failure with the encoder's last log lines and the request. {@code what} is the predicate. */
    public MediaException failure(String what) {
        return failure(what, 0);
    }

    private MediaException failure(String what, int result) {
        String reason = result < 0 ? " (" + Natives.errorText(result) + ")" : "";
        return MediaException.of(
                Kind.ENCODE, "encoder " + what + reason + ": " + log.lastWords("no log output") + " [" + request + "]");
    }

    /** A copy of a packet's data. */
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
