package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_ENCRYPTION_INIT_INFO;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.Pointer;

/** What the header of a container tells of encrypted streams. */
final class Encryption {
    /** Sample entries of MP4 for encrypted media (ISO/IEC 14496-12, 8.12), and those of FairPlay. */
    private static final Set<Integer> PROTECTED_ENTRIES =
            Stream.of("encv", "enca", "drmi", "drms").map(Encryption::codecTag).collect(Collectors.toSet());

    private Encryption() {}

    /** Whether a stream is encrypted. */
    static boolean isDeclared(AVFormatContext context) {
        return IntStream.range(0, context.nb_streams())
                .mapToObj(context::streams)
                .anyMatch(Encryption::isEncrypted);
    }

    private static boolean isEncrypted(AVStream stream) {
        AVCodecParameters parameters = stream.codecpar();
        return PROTECTED_ENTRIES.contains(parameters.codec_tag())
                || !Pointer.isNull(av_dict_get(stream.metadata(), "enc_key_id", null, 0))
                || !Pointer.isNull(av_packet_side_data_get(
                        parameters.coded_side_data(),
                        parameters.nb_coded_side_data(),
                        AV_PKT_DATA_ENCRYPTION_INIT_INFO));
    }

    private static int codecTag(String type) {
        return ByteBuffer.wrap(type.getBytes(StandardCharsets.US_ASCII))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }
}
