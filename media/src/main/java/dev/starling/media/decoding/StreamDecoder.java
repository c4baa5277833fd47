package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOMEM;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Decodes one stream of a container. A frame that cannot be decoded is logged and skipped. One owner, one thread. */
final class StreamDecoder implements AutoCloseable {
    private final Demuxer demuxer;
    private final AVStream stream;
    private final NativeLog log;
    private final AVCodecContext context;
    private final AVFrame frame;
    private final Consumer<AVPacket> listener;
    private long failures;
    private long concealed;
    private boolean inputEnded;
    private boolean closed;

    /**
     * Opens the decoder of a stream.
     *
     * @param threads number of decoder threads, at least 1
     * @throws MediaException UNSUPPORTED if there is no decoder or it cannot be opened
     */
    StreamDecoder(Demuxer demuxer, AVStream stream, int threads, NativeLog log) {
        this(demuxer, stream, threads, log, packet -> {});
    }

    /**
     * Opens the decoder of a stream.
     *
     * @param threads number of decoder threads, at least 1
     * @param listener receives every packet before it is decoded; valid during the call
     * @throws MediaException UNSUPPORTED if there is no decoder or it cannot be opened
     */
    StreamDecoder(Demuxer demuxer, AVStream stream, int threads, NativeLog log, Consumer<AVPacket> listener) {
        this.listener = listener;
        this.demuxer = demuxer;
        this.stream = stream;
        this.log = log;
        AVCodec decoder = Probe.requireDecoder(demuxer, stream);
        this.context = Natives.allocated(avcodec_alloc_context3(decoder), "avcodec_alloc_context3");
        this.frame = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
        log.attach(context);
        context.thread_count(threads);
        try (var _ = log.listen()) {
            Natives.check(avcodec_parameters_to_context(context, stream.codecpar()), "avcodec_parameters_to_context");
            context.pkt_timebase(stream.time_base());
            int result = avcodec_open2(context, decoder, (AVDictionary) null);
            if (result < 0) {
                throw MediaException.of(
                        Kind.UNSUPPORTED,
                        demuxer.path(),
                        "decoder " + decoder.name().getString() + " cannot be opened: "
                                + log.lastWords(Natives.errorText(result)));
            }
        } catch (MediaException e) {
            close();
            throw e;
        }
    }

    AVStream stream() {
        return stream;
    }

    /** How many packets or frames could not be decoded so far. */
    long failures() {
        return failures;
    }

    /** How many frames have parts that could not be decoded, so far. */
    long concealed() {
        return concealed;
    }

    /** The next frame, valid until the next call; empty at the end. */
    Optional<AVFrame> next() {
        while (true) {
            try (var _ = log.listen()) {
                av_frame_unref(frame);
                int result = avcodec_receive_frame(context, frame);
                if (result >= 0) {
                    boolean damaged = frame.decode_error_flags() != 0 || (frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0;
                    concealed += damaged ? 1 : 0;
                    return Optional.of(frame);
                }
                if (result == AVERROR_EOF) {
                    return Optional.empty();
                }
                if (result == AVERROR_ENOMEM()) {
                    Natives.check(result, "avcodec_receive_frame");
                }
                if (result != AVERROR_EAGAIN()) {
                    failures++;
                    continue; // a damaged picture, which FFmpeg has logged
                }
            }
            feed();
        }
    }

    /**
     * Seeks to the last key picture at or before a stamp, as far as the container's index knows, and drops all frames
     * that were decoded ahead.
     *
     * @param stamp in the stream's time base
     * @return false if the container cannot seek; the position is then unknown
     */
    boolean seek(long stamp) {
        boolean done = demuxer.seek(stream, stamp);
        avcodec_flush_buffers(context);
        inputEnded = false;
        return done;
    }

    private void feed() {
        Optional<AVPacket> packet = inputEnded ? Optional.empty() : nextPacket();
        inputEnded = packet.isEmpty();
        packet.ifPresent(listener);
        try (var _ = log.listen()) {
            int result = avcodec_send_packet(context, packet.orElse(null));
            if (result == AVERROR_ENOMEM()) {
                Natives.check(result, "avcodec_send_packet");
            }
            // Any other failure is a damaged packet, which FFmpeg has logged; the next one may be intact.
            failures += result < 0 ? 1 : 0;
        }
    }

    private Optional<AVPacket> nextPacket() {
        Optional<AVPacket> packet;
        do {
            packet = demuxer.read();
        } while (packet.isPresent() && packet.get().stream_index() != stream.index());
        return packet;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_frame_free(frame);
            avcodec_free_context(context);
        }
    }
}
