package dev.starling.media.encoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AV_CPU_FLAG_AVX512;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_B;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_P;
import static org.bytedeco.ffmpeg.global.avutil.av_get_cpu_flags;

import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.libav.NativeEncoder;
import dev.starling.libav.Natives;
import dev.starling.libav.PictureFormat;
import dev.starling.libav.Ratio;
import dev.starling.media.clip.SourceClip;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
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
            return width + "x" + height + " " + colour + " at " + frameRate + ", preset " + preset + ", "
                    + EncodingSettings.optionString(parameters);
        }
    }

    /**
     * Gets each packet of the encoder: an Annex B access unit, whether it is an IDR picture, and its presentation time.
     */
    interface PacketSink {
        void accept(byte[] annexB, boolean keyFrame, long presentationTime);
    }

    /**
     * x264's macroblock-tree code for AVX-512 reads memory that it never wrote when a row is no multiple of 16
     * macroblocks: the same encode then gives other bytes from run to run (seen with core 165 at 192, 426 and 854
     * columns, never with the AVX2 code, which is as fast). Elsewhere x264 chooses for itself; its instruction sets do
     * not change the bytes.
     */
    private static final String INSTRUCTION_SETS = (av_get_cpu_flags() & AV_CPU_FLAG_AVX512) != 0 ? ":asm=avx2" : "";

    private final NativeEncoder encoder;

    X264Session(Request request) {
        this.encoder = new NativeEncoder(
                "libx264",
                context -> {
                    new PictureFormat(request.width(), request.height(), request.colour(), request.frameRate())
                            .configure(context);
                    context.thread_count(request.threads());
                },
                Map.of(
                        "preset",
                        request.preset(),
                        "forced-idr",
                        "1",
                        "x264-params",
                        EncodingSettings.optionString(request.parameters()) + INSTRUCTION_SETS),
                request + INSTRUCTION_SETS);
    }

    /** Sequence and picture parameter sets in Annex B form. */
    byte[] headers() {
        return encoder.extradata();
    }

    /** Encodes a whole clip. Without a structure, x264 chooses the picture types. */
    void encode(SourceClip clip, @Nullable GopStructure structure, PacketSink sink) {
        for (int i = 0; i < clip.frames().size(); i++) {
            Frame frame = clip.frames().get(i);
            encoder.send(
                    frame,
                    structure == null
                            ? AV_PICTURE_TYPE_NONE
                            : nativeType(structure.types().get(i)));
            receive(sink);
        }
        encoder.finish();
        receive(sink);
    }

    private static int nativeType(PictureType type) {
        return switch (type) {
            case IDR -> AV_PICTURE_TYPE_I;
            case P -> AV_PICTURE_TYPE_P;
            case B -> AV_PICTURE_TYPE_B;
        };
    }

    private void receive(PacketSink sink) {
        for (Optional<AVPacket> next = encoder.receive(); next.isPresent(); next = encoder.receive()) {
            AVPacket packet = next.get();
            sink.accept(NativeEncoder.bytesOf(packet), (packet.flags() & AV_PKT_FLAG_KEY) != 0, packet.pts());
        }
    }

    /** A failure that carries the request and what the encoder said last. */
    MediaException failure(String what) {
        return encoder.failure(what, 0);
    }

    @Override
    public void close() {
        encoder.close();
    }
}
