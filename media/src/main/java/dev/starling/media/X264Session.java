package dev.starling.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_CLOSED_GOP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_CPU_FLAG_AVX512;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_B;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_count;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_get_cpu_flags;

import dev.starling.media.MediaException.Kind;
import dev.starling.media.SourceInfo.Ratio;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** One run of libx264 over one clip. Frames go in in display order, packets come out in decoding order. */
final class X264Session implements AutoCloseable {
    static {
        Natives.load();
    }

    /** What an encoder is opened with: the format of its pictures, and x264's own parameters. */
    record Request(
            int width,
            int height,
            Colour colour,
            Ratio frameRate,
            String preset,
            int threads,
            Map<String, String> parameters) {
        @Override
        public String toString() {
            return "libx264 " + width + "x" + height + " " + colour + " at " + frameRate + ", preset " + preset + ", "
                    + EncodingSettings.optionString(parameters);
        }
    }

    /** Gets each packet of the encoder: an Annex B access unit, whether it is an IDR picture, and its presentation time. */
    interface PacketSink {
        void accept(byte[] annexB, boolean keyFrame, long presentationTime);
    }

    /**
     * x264's macroblock-tree code for AVX-512 reads memory that it never wrote when a row is no multiple of 16 macroblocks: the
     * same encode then gives other bytes from run to run (seen with core 165 at 192, 426 and 854 columns, never with the
     * AVX2 code, which is as fast). Elsewhere x264 chooses for itself; its instruction sets do not change the bytes.
     */
    private static final String INSTRUCTION_SETS = (av_get_cpu_flags() & AV_CPU_FLAG_AVX512) != 0 ? ":asm=avx2" : "";

    private final Request request;
    private final NativeLog log = new NativeLog();
    private final AVCodecContext context;
    private final AVPacket packet;
    private boolean closed;

    X264Session(Request request) {
        this.request = request;
        AVCodec encoder = avcodec_find_encoder_by_name("libx264");
        if (Pointer.isNull(encoder)) {
            throw MediaException.of(Kind.ENCODE, "the loaded FFmpeg has no libx264; the -gpl build is needed");
        }
        this.context = Natives.allocated(avcodec_alloc_context3(encoder), "avcodec_alloc_context3");
        this.packet = Natives.allocated(av_packet_alloc(), "av_packet_alloc");
        log.attach(context);
        context.width(request.width()).height(request.height()).pix_fmt(AV_PIX_FMT_YUV420P);
        context.time_base(Natives.ticks());
        context.framerate(Natives.rational(
                request.frameRate().numerator(), request.frameRate().denominator()));
        context.sample_aspect_ratio(Natives.rational(1, 1));
        context.color_range(AVCOL_RANGE_MPEG);
        context.color_primaries(request.colour().colourPrimaries());
        context.color_trc(request.colour().transferCharacteristics());
        context.colorspace(request.colour().matrixCoefficients());
        context.thread_count(request.threads());
        // Parameter sets apart from the access units, and no group of pictures that leans on the one before it.
        context.flags(AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP);
        try {
            open(encoder);
        } catch (MediaException e) {
            close();
            throw e;
        }
    }

    private void open(AVCodec encoder) {
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "preset", request.preset(), 0);
        av_dict_set(options, "forced-idr", "1", 0);
        av_dict_set(options, "x264-params", EncodingSettings.optionString(request.parameters()) + INSTRUCTION_SETS, 0);
        try (var _ = log.listen()) {
            int result = avcodec_open2(context, encoder, options);
            // A parameter that x264 does not know is only warned of; with it the encode would not be what was asked
            // for.
            if (result < 0 || av_dict_count(options) > 0 || log.mentions("Error parsing option")) {
                throw failure("cannot be opened", result);
            }
        } finally {
            av_dict_free(options);
        }
    }

    /** Sequence and picture parameter sets in Annex B form. */
    byte[] headers() {
        byte[] extradata = new byte[context.extradata_size()];
        new BytePointer(context.extradata()).get(extradata);
        return extradata;
    }

    /** Encodes a whole clip. Without a structure, x264 chooses the picture types. */
    void encode(SourceClip clip, @Nullable PictureStructure structure, PacketSink sink) {
        for (int i = 0; i < clip.frames().size(); i++) {
            Frame frame = clip.frames().get(i);
            send(
                    frame,
                    structure == null
                            ? AV_PICTURE_TYPE_NONE
                            : nativeType(structure.types().get(i)));
            receive(sink);
        }
        try (var _ = log.listen()) {
            int result = avcodec_send_frame(context, null);
            if (result < 0) {
                throw failure("does not finish", result);
            }
        }
        receive(sink);
    }

    private static int nativeType(PictureType type) {
        return switch (type) {
            case IDR -> AV_PICTURE_TYPE_I;
            case P -> AV_PICTURE_TYPE_P;
            case B -> AV_PICTURE_TYPE_B;
        };
    }

    private void send(Frame frame, int pictureType) {
        // Its own frame header over the same samples: other encoders read the same frame at the same time.
        AVFrame own = Natives.allocated(av_frame_clone(frame.open()), "av_frame_clone");
        try (var _ = log.listen()) {
            own.pts(frame.presentationTime());
            own.duration(frame.duration());
            own.pict_type(pictureType);
            int result = avcodec_send_frame(context, own);
            if (result < 0) {
                throw failure("refuses the picture at " + frame.presentationTime(), result);
            }
        } finally {
            av_frame_free(own);
        }
    }

    private void receive(PacketSink sink) {
        while (true) {
            try (var _ = log.listen()) {
                int result = avcodec_receive_packet(context, packet);
                if (result == AVERROR_EAGAIN() || result == AVERROR_EOF) {
                    return;
                }
                if (result < 0) {
                    throw failure("fails", result);
                }
            }
            byte[] annexB = new byte[packet.size()];
            packet.data().get(annexB);
            boolean keyFrame = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
            long presentationTime = packet.pts();
            av_packet_unref(packet);
            sink.accept(annexB, keyFrame, presentationTime);
        }
    }

    /** The failure that carries all that is needed to see it again: the request, and what the encoder said last. */
    MediaException failure(String what, int result) {
        String reason = result < 0 ? Natives.errorText(result) : "see its words";
        return MediaException.of(
                Kind.ENCODE,
                "encoder " + what + " (" + reason + "): " + log.lastWords("it said nothing") + " [" + request + "]");
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
