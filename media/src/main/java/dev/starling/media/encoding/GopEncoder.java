package dev.starling.media.encoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;

import dev.starling.libav.Bytes;
import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.libav.NativeEncoder;
import dev.starling.libav.PictureFormat;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.EncodedGop.CodedPicture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Encodes a clip in HEVC or AV1 as a closed group of pictures (or several, where a scene is cut), whose types the
 * encoder decides. The same clip, settings and {@linkplain EncoderVersion#ofLinkedEncoders() encoder} give the same
 * bytes.
 */
public final class GopEncoder {
    /** An OBU of type OBU_TEMPORAL_DELIMITER with an empty payload (AV1 specification, 5.3 and 5.6). */
    private static final byte[] TEMPORAL_DELIMITER = {0x12, 0x00};

    private GopEncoder() {}

    /**
     * Encodes on the calling thread and those that the encoder has for one.
     *
     * @throws MediaException ENCODE, with all parameters and the encoder's last words
     */
    public static EncodedGop encode(SourceClip clip, GopSettings settings) {
        PictureFormat format = new PictureFormat(clip.width(), clip.height(), settings.colour(), settings.frameRate());
        String parameters = EncodingSettings.optionString(settings.parameters());
        EncoderThreads threads = EncoderThreads.ofCaller();
        try (NativeEncoder encoder = threads.opened(() -> new NativeEncoder(
                settings.encoder().nativeName(),
                context -> {
                    format.configure(context);
                    context.thread_count(1);
                },
                Map.of("preset", settings.preset(), settings.encoder().parametersOption(), parameters),
                format + ", preset " + settings.preset() + ", " + parameters))) {
            List<CodedPicture> pictures = new ArrayList<>();
            for (Frame frame : clip.frames()) {
                encoder.send(frame, AV_PICTURE_TYPE_NONE);
                receive(encoder, settings.encoder(), pictures);
            }
            encoder.finish();
            receive(encoder, settings.encoder(), pictures);
            requireAll(clip, pictures, encoder);
            Optional<Duration> cpuTime = threads.cpuTime();
            byte[] header = encoder.extradata();
            return new EncodedGop(settings.encoder(), Bytes.adopt(header), pictures, clip.start(), clip.end(), cpuTime);
        }
    }

    private static void receive(NativeEncoder encoder, GopSettings.Encoder kind, List<CodedPicture> pictures) {
        for (Optional<AVPacket> next = encoder.receive(); next.isPresent(); next = encoder.receive()) {
            AVPacket packet = next.get();
            if (pictures.isEmpty() && (packet.flags() & AV_PKT_FLAG_KEY) == 0) {
                throw encoder.failure("does not begin with a key frame", 0);
            }
            byte[] bytes = NativeEncoder.bytesOf(packet);
            Bytes data = switch (kind) {
                case LIBX265 -> Bytes.adopt(bytes);
                case LIBSVTAV1 -> Bytes.copyOf(bytes, startsWithDelimiter(bytes) ? 2 : 0, bytes.length);
            };
            pictures.add(new CodedPicture(data, packet.pts()));
        }
    }

    private static boolean startsWithDelimiter(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == TEMPORAL_DELIMITER[0] && bytes[1] == TEMPORAL_DELIMITER[1];
    }

    private static void requireAll(SourceClip clip, List<CodedPicture> pictures, NativeEncoder encoder) {
        List<Long> shown =
                pictures.stream().map(CodedPicture::presentationTime).sorted().toList();
        List<Long> wanted = clip.frames().stream().map(Frame::presentationTime).toList();
        if (!shown.equals(wanted)) {
            throw encoder.failure("wrote " + pictures.size() + " pictures, not the clip's " + wanted.size(), 0);
        }
    }
}
