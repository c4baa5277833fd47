package dev.starling.media.encoding;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_OUTPUT_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_AGGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_BITSTREAM;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_BUFFER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CAREFUL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_COMPLIANT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.media.Bytes;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a member, or a splice of several, to pictures: to measure their quality, and to check the stream with an
 * independent decoder that reports every error it can detect.
 */
public final class MemberDecoder {
    static {
        Natives.load();
    }

    /**
     * The result of a decode.
     *
     * @param frameCount number of decoded pictures
     * @param complaintCount number of the decoder's warnings and errors and of pictures that it marked as damaged
     * @param complaints the first hundred of them
     */
    public record Report(int frameCount, long complaintCount, List<String> complaints) {}

    /** A decoder of H.264. */
    public enum Implementation {
        /** FFmpeg's own. */
        LIBAVCODEC("h264"),
        /** Cisco's OpenH264, which shares no code with the other one. */
        OPENH264("libopenh264");

        private final String codecName;

        Implementation(String codecName) {
            this.codecName = codecName;
        }
    }

    private MemberDecoder() {}

    /**
     * Decodes H.264 by FFmpeg's own decoder on the calling thread.
     *
     * @param configuration the parameter sets of all pictures
     * @param pictures in decoding order, the first an IDR picture
     * @param frames receives the decoded pictures in display order. Each is open only during the call
     *     ({@link Frame#share()} keeps its samples), and only the calling thread may read it
     */
    public static Report decode(
            AvcDecoderConfigurationRecord configuration, List<CodedPicture> pictures, Consumer<Frame> frames) {
        return decode(Implementation.LIBAVCODEC, configuration, pictures, frames);
    }

    /**
     * Decodes H.264 on the calling thread; otherwise as {@link #decode(AvcDecoderConfigurationRecord, List, Consumer)}.
     */
    public static Report decode(
            Implementation implementation,
            AvcDecoderConfigurationRecord configuration,
            List<CodedPicture> pictures,
            Consumer<Frame> frames) {
        List<Input> inputs = pictures.stream()
                .map(picture ->
                        new Input(picture.data(), picture.presentationTime(), picture.decodeTime(), picture.keyFrame()))
                .toList();
        return decode(implementation.codecName, Bytes.adopt(configuration.toByteArray()), inputs, frames);
    }

    /**
     * Decodes HEVC or AV1 on the calling thread.
     *
     * @param frames receives the decoded pictures in display order. Each is open only during the call
     *     ({@link Frame#share()} keeps its samples), and only the calling thread may read it
     */
    public static Report decode(EncodedGop gop, Consumer<Frame> frames) {
        List<Input> inputs = IntStream.range(0, gop.pictures().size())
                .mapToObj(i -> {
                    EncodedGop.Picture picture = gop.pictures().get(i);
                    return new Input(picture.data(), picture.presentationTime(), AV_NOPTS_VALUE, i == 0);
                })
                .toList();
        return decode(gop.encoder().decoderName(), gop.header(), inputs, frames);
    }

    private static Report decode(String decoder, Bytes extradata, List<Input> inputs, Consumer<Frame> frames) {
        try (Session session = new Session(decoder, extradata, inputs, frames)) {
            return session.run();
        }
    }

    private record Input(Bytes data, long presentationTime, long decodeTime, boolean keyFrame) {}

    private static final class Session implements AutoCloseable {
        private final List<Input> inputs;
        private final Consumer<Frame> frames;
        private final long[] times;
        private final NativeLog log = new NativeLog();
        private final AVCodecContext context;
        private final AVPacket packet;
        private int frameCount;

        Session(String name, Bytes header, List<Input> inputs, Consumer<Frame> frames) {
            this.inputs = inputs;
            this.frames = frames;
            this.times =
                    inputs.stream().mapToLong(Input::presentationTime).sorted().toArray();
            AVCodec decoder = Natives.allocated(avcodec_find_decoder_by_name(name), "decoder " + name);
            this.context = Natives.allocated(avcodec_alloc_context3(decoder), "avcodec_alloc_context3");
            this.packet = Natives.allocated(av_packet_alloc(), "av_packet_alloc");
            log.attach(context);
            context.thread_count(1);
            context.pkt_timebase(Natives.ticks());
            context.flags(AV_CODEC_FLAG_OUTPUT_CORRUPT);
            context.err_recognition(AV_EF_CRCCHECK
                    | AV_EF_BITSTREAM
                    | AV_EF_BUFFER
                    | AV_EF_CAREFUL
                    | AV_EF_COMPLIANT
                    | AV_EF_AGGRESSIVE);
            byte[] bytes = header.array();
            BytePointer extradata = new BytePointer(
                    Natives.allocated(av_mallocz(bytes.length + AV_INPUT_BUFFER_PADDING_SIZE), "av_mallocz"));
            extradata.put(bytes, 0, bytes.length);
            context.extradata(extradata).extradata_size(bytes.length);
            try (var _ = log.listen()) {
                Natives.check(avcodec_open2(context, decoder, (AVDictionary) null), "avcodec_open2(" + name + ")");
            } catch (MediaException e) {
                close();
                throw e;
            }
        }

        Report run() {
            for (Input input : inputs) {
                fill(input);
                send(packet);
                av_packet_unref(packet);
                receive();
            }
            send(null);
            receive();
            return new Report(frameCount, log.lineCount(), log.lines());
        }

        private void fill(Input input) {
            byte[] data = input.data().array();
            Natives.check(av_new_packet(packet, data.length), "av_new_packet");
            packet.data().put(data, 0, data.length);
            packet.pts(input.presentationTime()).dts(input.decodeTime());
            if (input.keyFrame()) {
                packet.flags(AV_PKT_FLAG_KEY);
            }
        }

        private void send(@Nullable AVPacket input) {
            long before = log.lineCount();
            int result;
            try (var _ = log.listen()) {
                result = avcodec_send_packet(context, input);
            }
            if (result < 0 && log.lineCount() == before) {
                log.note("the decoder refuses a packet: " + Natives.errorText(result));
            }
        }

        private void receive() {
            while (true) {
                AVFrame frame = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
                int result;
                try (var _ = log.listen()) {
                    result = avcodec_receive_frame(context, frame);
                }
                if (result < 0) {
                    av_frame_free(frame);
                    if (result == AVERROR_EAGAIN() || result == AVERROR_EOF) {
                        return;
                    }
                    log.note("the decoder gives no picture: " + Natives.errorText(result));
                    continue;
                }
                if ((frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags() != 0) {
                    log.note("the picture at " + frame.pts() + " is damaged");
                }
                deliver(frame);
            }
        }

        private void deliver(AVFrame frame) {
            int index = Math.min(frameCount, times.length - 1);
            // The next clip would give the last picture's duration; it gets that of the picture before.
            int from = Math.max(0, Math.min(index, times.length - 2));
            long duration = times.length < 2 ? 1 : times[from + 1] - times[from];
            frameCount++;
            try (Frame shown = Frame.confined(frame, frame.pts(), duration)) {
                frames.accept(shown);
            }
        }

        @Override
        public void close() {
            av_packet_free(packet);
            avcodec_free_context(context);
            log.close();
        }
    }
}
