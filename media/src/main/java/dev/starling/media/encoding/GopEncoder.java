package dev.starling.media.encoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;

import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.libav.NativeEncoder;
import dev.starling.media.Bytes;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.EncodedGop.Picture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Encodes a clip in HEVC or AV1 as one closed group of pictures, or as several if the clip has scene cuts or the
 * settings limit the length. The encoder decides the picture types. The same clip, settings and
 * {@linkplain EncoderVersion#ofLinkedEncoders() encoder} give the same bytes.
 */
public final class GopEncoder {
    /** An OBU of type OBU_TEMPORAL_DELIMITER with an empty payload (AV1 specification, 5.3 and 5.6). */
    private static final byte[] TEMPORAL_DELIMITER = {0x12, 0x00};

    private GopEncoder() {}

    /**
     * Encodes on the calling thread and the encoder's own threads, which work for one caller.
     *
     * @throws MediaException ENCODE, with all parameters and the encoder's last log lines
     */
    public static EncodedGop encode(SourceClip clip, GopSettings settings) {
        PictureFormat format = new PictureFormat(clip.size(), settings.colour(), settings.frameRate());
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
            List<Picture> pictures = new ArrayList<>();
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

    private static void receive(NativeEncoder encoder, GopSettings.Encoder kind, List<Picture> pictures) {
        for (Optional<AVPacket> next = encoder.receive(); next.isPresent(); next = encoder.receive()) {
            AVPacket packet = next.get();
            if (pictures.isEmpty() && (packet.flags() & AV_PKT_FLAG_KEY) == 0) {
                throw encoder.failure("does not start with a key frame");
            }
            byte[] bytes = NativeEncoder.bytesOf(packet);
            Bytes data = switch (kind) {
                case LIBX265 -> Bytes.adopt(bytes);
                case LIBSVTAV1 -> Bytes.copyOf(bytes, startsWithDelimiter(bytes) ? 2 : 0, bytes.length);
            };
            pictures.add(new Picture(data, packet.pts()));
        }
    }

    private static boolean startsWithDelimiter(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == TEMPORAL_DELIMITER[0] && bytes[1] == TEMPORAL_DELIMITER[1];
    }

    private static void requireAll(SourceClip clip, List<Picture> pictures, NativeEncoder encoder) {
        List<Long> shown =
                pictures.stream().map(Picture::presentationTime).sorted().toList();
        List<Long> wanted = clip.frames().stream().map(Frame::presentationTime).toList();
        if (!shown.equals(wanted)) {
            throw encoder.failure("wrote " + pictures.size() + " pictures, not the clip's " + wanted.size());
        }
    }
}
