package dev.starling.media.encoding;

import static org.bytedeco.ffmpeg.global.avutil.AV_CPU_FLAG_AVX512;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_B;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_P;
import static org.bytedeco.ffmpeg.global.avutil.av_get_cpu_flags;

import dev.starling.h264.nal.NalUnit;
import dev.starling.libav.MediaException;
import dev.starling.libav.NativeEncoder;
import dev.starling.libav.Natives;
import dev.starling.media.clip.SourceClip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * One run of libx264 over one clip: frames go in in display order, packets come out in decoding order. One owner, one
 * thread.
 */
final class X264Session implements AutoCloseable {
    static {
        Natives.load();
    }

    /**
     * The settings that the encoder is opened with.
     *
     * @param threads of the encoder, at least 1
     * @param parameters x264's own, by its names; they override the preset
     */
    record Request(PictureFormat pictures, String preset, int threads, Map<String, String> parameters) {
        @Override
        public String toString() {
            return pictures + ", preset " + preset + ", " + EncodingSettings.optionString(parameters);
        }
    }

    /**
     * x264's AVX-512 code for the macroblock tree reads memory that it never wrote if a row is not a multiple of 16
     * macroblocks. The same encode then gives different bytes from run to run (seen with core 165 at 192, 426 and 854
     * columns; never with the AVX2 code, which is as fast). On other processors x264 chooses; its instruction sets do
     * not change the bytes.
     */
    private static final String INSTRUCTION_SETS = (av_get_cpu_flags() & AV_CPU_FLAG_AVX512) != 0 ? ":asm=avx2" : "";

    private final NativeEncoder encoder;

    /** @throws MediaException ENCODE if x264 rejects the request */
    X264Session(Request request) {
        this.encoder = new NativeEncoder(
                "libx264",
                context -> {
                    request.pictures().configure(context);
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

    /** The NAL units before the first picture: sequence and picture parameter set, and perhaps others. */
    List<NalUnit> header() {
        return X264Packet.nalUnits(encoder.extradata());
    }

    /** Encodes a whole clip. Without {@code structure}, x264 chooses the picture types. */
    void encode(SourceClip clip, @Nullable GopStructure structure, Consumer<X264Packet> packets) {
        for (int i = 0; i < clip.frames().size(); i++) {
            encoder.send(
                    clip.frames().get(i),
                    structure == null
                            ? AV_PICTURE_TYPE_NONE
                            : nativeType(structure.types().get(i)));
            receive(packets);
        }
        encoder.finish();
        receive(packets);
    }

    private static int nativeType(PictureType type) {
        return switch (type) {
            case IDR -> AV_PICTURE_TYPE_I;
            case P -> AV_PICTURE_TYPE_P;
            case B -> AV_PICTURE_TYPE_B;
        };
    }

    private void receive(Consumer<X264Packet> packets) {
        for (Optional<AVPacket> next = encoder.receive(); next.isPresent(); next = encoder.receive()) {
            AVPacket packet = next.get();
            packets.accept(X264Packet.read(NativeEncoder.bytesOf(packet), packet.pts()));
        }
    }

    /** A failure with the request and the encoder's last log lines. {@code what} is the predicate. */
    MediaException failure(String what) {
        return encoder.failure(what);
    }

    @Override
    public void close() {
        encoder.close();
    }
}
