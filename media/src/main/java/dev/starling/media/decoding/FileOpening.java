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
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.jspecify.annotations.Nullable;

/** Opens a file as a container, or says in one line why it is none. */
final class FileOpening {
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
     * @throws MediaException NOT_MEDIA, UNSUPPORTED or TRUNCATED
     */
    static AVFormatContext open(Path path, Part part, long probedBytes, NativeLog log) {
        AVFormatContext context = Natives.allocated(avformat_alloc_context(), "avformat_alloc_context");
        AVDictionary options = new AVDictionary(null);
        // A container may refer to other resources, such as mov data references. Only this file may be opened.
        av_dict_set(options, "protocol_whitelist", part.isWhole() ? "file" : "file,subfile", 0);
        av_dict_set(options, "format_whitelist", Containers.names(), 0);
        if (probedBytes > 0) {
            // Of a transport stream: streams are looked for after each program has been found, too.
            av_dict_set(options, "scan_all_pmts", "1", 0);
        }
        try (var _ = log.listen()) {
            int result = avformat_open_input(context, url(path, part), format(part), options);
            if (result < 0) { // the failed call has freed the context
                throw openFailure(path, log, result);
            }
            return context;
        } finally {
            av_dict_free(options);
        }
    }

    /** A part of a transport stream may be too short to tell its format. */
    private static @Nullable AVInputFormat format(Part part) {
        return part.isFile() ? null : av_find_input_format("mpegts");
    }

    private static String url(Path path, Part part) {
        String file = "file:" + path.toAbsolutePath();
        return part.isWhole()
                ? file
                : "subfile,,start," + part.start() + ",end," + part.end().orElse(0) + ",,:" + file;
    }

    private static MediaException openFailure(Path path, NativeLog log, int result) {
        if (log.mentions("moov atom not found") && startsAsMp4(path)) {
            return MediaException.of(
                    Kind.TRUNCATED,
                    path,
                    "truncated: the MP4 index (moov) is missing, the file was cut or never finished");
        }
        if (log.mentions("not on whitelist")) {
            String name =
                    Containers.likely(path, log).map(it -> " (" + it + ")").orElse("");
            return MediaException.of(
                    Kind.NOT_MEDIA,
                    path,
                    "not a video in a supported container" + name + "; README.md lists the containers");
        }
        if (log.mentions("Invalid frame rate")) {
            return MediaException.of(
                    Kind.UNSUPPORTED, path, "the header declares a rate of 0 pictures per second; write another one");
        }
        if (log.mentions("detected only with low score")) {
            return MediaException.of(
                    Kind.NOT_MEDIA, path, "not a video in a supported container; README.md lists the containers");
        }
        return MediaException.of(Kind.NOT_MEDIA, path, "not a video file: " + log.lastWords(Natives.errorText(result)));
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
