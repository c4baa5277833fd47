package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.media.decoding.FileParts.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.jspecify.annotations.Nullable;

/** Opens a file as a container, or says in one line why it is none. */
final class FileOpening {
    /** FFmpeg's words for an IVF file whose header gives no rate. */
    private static final String NO_RATE = "Invalid frame rate";

    private static final String LIST = "concat:";
    private static final String SEPARATOR = "|";

    private FileOpening() {}

    /**
     * The length of a file in bytes.
     *
     * @throws MediaException IO or NOT_MEDIA if it cannot be a video
     */
    static long requireReadable(Path path) {
        if (!Files.exists(path)) {
            throw MediaException.of(Kind.IO, path, "no such file or directory");
        }
        if (!Files.isRegularFile(path)) {
            throw MediaException.of(Kind.IO, path, "not a regular file");
        }
        if (!Files.isReadable(path)) {
            throw MediaException.of(Kind.IO, path, "not readable: permission denied");
        }
        try {
            long bytes = Files.size(path);
            if (bytes == 0) {
                throw MediaException.of(Kind.NOT_MEDIA, path, "the file is empty");
            }
            return bytes;
        } catch (IOException e) {
            throw MediaException.of(Kind.IO, path, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Opens a file's container.
     *
     * @param part what is read of it
     * @param probedBytes as {@link Demuxer} has it
     * @param input of a transport stream, which has to live as long as the container
     * @throws MediaException NOT_MEDIA, UNSUPPORTED or TRUNCATED
     */
    static AVFormatContext open(Path path, Part part, long probedBytes, NativeLog log, Optional<TransportInput> input) {
        // Earlier lines of the log may be about another part.
        try (NativeLog words = new NativeLog()) {
            AVFormatContext context = Natives.allocated(avformat_alloc_context(), "avformat_alloc_context");
            input.ifPresent(it -> context.pb(it.context()));
            int result = open(context, url(path, part), part, probedBytes, words);
            words.lines().forEach(log::note);
            if (result >= 0) {
                return context;
            }
            if (!words.mentions(NO_RATE) || !mayBeListed(path)) {
                throw openFailure(path, words, result);
            }
        }
        return openWithRate(path, part, probedBytes, log);
    }

    /**
     * What a transport stream is read through; empty for other files.
     *
     * @throws MediaException IO if the file cannot be read
     */
    static Optional<TransportInput> input(Path path, Part part) {
        try {
            boolean isTransportStream = !part.isFile() || TransportScrambling.isTransportStream(path, part.start());
            return isTransportStream ? Optional.of(new TransportInput(path, part)) : Optional.empty();
        } catch (IOException e) {
            throw MediaException.of(Kind.IO, path, String.valueOf(e.getMessage()), e);
        }
    }

    /** Opens an IVF file with a header that gives a rate. */
    private static AVFormatContext openWithRate(Path path, Part part, long probedBytes, NativeLog log) {
        try (HeaderWithRate header = new HeaderWithRate(path, part.start());
                NativeLog words = new NativeLog()) {
            String rest = bytes(path, part.start() + HeaderWithRate.BYTES, part.end());
            AVFormatContext context = Natives.allocated(avformat_alloc_context(), "avformat_alloc_context");
            int result = open(context, list(List.of("file:" + header.file(), rest)), part, probedBytes, words);
            words.lines().forEach(log::note);
            if (result < 0) {
                throw openFailure(path, words, result);
            }
            return context;
        }
    }

    /** Opens a context, or frees it and returns a negative number. */
    private static int open(AVFormatContext context, String url, Part part, long probedBytes, NativeLog words) {
        AVDictionary options = new AVDictionary(null);
        // A container may refer to other resources, such as mov data references. Only this file may be opened.
        String protocols = "file" + (url.startsWith("file:") ? "" : ",subfile") + (isList(url) ? ",concat" : "");
        av_dict_set(options, "protocol_whitelist", protocols, 0);
        av_dict_set(options, "format_whitelist", Containers.names(), 0);
        if (probedBytes > 0) {
            // Of a transport stream: streams are looked for after each program has been found, too.
            av_dict_set(options, "scan_all_pmts", "1", 0);
        }
        try (var _ = words.listen()) {
            return avformat_open_input(context, url, format(part), options);
        } finally {
            av_dict_free(options);
        }
    }

    /** A part of a transport stream may be too short to tell its format. */
    private static @Nullable AVInputFormat format(Part part) {
        return part.isFile() ? null : av_find_input_format("mpegts");
    }

    private static String url(Path path, Part part) {
        if (part.isWhole()) {
            return "file:" + path.toAbsolutePath();
        }
        List<String> pieces = new ArrayList<>(List.of(bytes(path, part.start(), part.end())));
        part.rest().forEach(it -> pieces.add(bytes(path, it.start(), OptionalLong.of(it.end()))));
        return pieces.size() == 1 || !mayBeListed(path) ? pieces.getFirst() : list(pieces);
    }

    private static String bytes(Path path, long start, OptionalLong end) {
        return "subfile,,start," + start + ",end," + end.orElse(0) + ",,:file:" + path.toAbsolutePath();
    }

    /** What follows each other. */
    private static String list(List<String> pieces) {
        return LIST + String.join(SEPARATOR, pieces);
    }

    private static boolean isList(String url) {
        return url.startsWith(LIST);
    }

    /** FFmpeg has no way to write a separator within a name. */
    private static boolean mayBeListed(Path path) {
        return !path.toAbsolutePath().toString().contains(SEPARATOR);
    }

    /** Tells in one line why a file cannot be opened, from the words of the last try. */
    private static MediaException openFailure(Path path, NativeLog log, int result) {
        if (log.mentions("moov atom not found") && startsAsMp4(path)) {
            return MediaException.of(
                    Kind.TRUNCATED,
                    path,
                    "truncated: the MP4 index (moov) is missing, the file was cut or never finished");
        }
        if (log.mentions("not on whitelist")) {
            String what =
                    Containers.likely(path, log).map(it -> "this is " + it).orElse("this is something else");
            return notAContainer(path, what);
        }
        if (log.mentions(NO_RATE)) {
            return MediaException.of(
                    Kind.UNSUPPORTED,
                    path,
                    "the header declares a rate of 0 pictures per second; write another one, or take the \"" + SEPARATOR
                            + "\" out of the name");
        }
        if (log.mentions("detected only with low score")) {
            return notAContainer(path, "this is something else");
        }
        return MediaException.of(Kind.NOT_MEDIA, path, "not a video file: " + log.lastWords(Natives.errorText(result)));
    }

    private static MediaException notAContainer(Path path, String what) {
        return MediaException.of(
                Kind.NOT_MEDIA, path, "not a video that can be read: " + what + ", not " + Containers.titles());
    }

    /** ISO/IEC 14496-12, 4.3: a file starts with its type box. Older files start with one of the other two boxes. */
    private static boolean startsAsMp4(Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] head = file.readNBytes(8);
            String type = new String(head, StandardCharsets.US_ASCII).substring(Math.min(4, head.length));
            return type.equals("ftyp") || type.equals("mdat") || type.equals("wide");
        } catch (IOException e) {
            throw MediaException.of(Kind.IO, path, String.valueOf(e.getMessage()), e);
        }
    }
}
