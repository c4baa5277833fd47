package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avformat.AVPROBE_SCORE_RETRY;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_format3;

import dev.starling.libav.NativeLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVProbeData;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The containers that are read. FFmpeg detects formats by content and would also accept subtitles, ANSI art, still
 * images and playlists that name other files.
 */
final class Containers {
    /** Those with pictures. README.md has the same list. */
    static final List<Container> ALL = List.of(
            new Container("MP4, QuickTime", "mov,mp4"),
            new Container("Matroska, WebM", "matroska,webm"),
            new Container("MPEG transport stream", "mpegts"),
            new Container("MPEG program stream", "mpeg"),
            new Container("AVI", "avi"),
            new Container("Flash Video", "flv"),
            new Container("ASF", "asf"),
            new Container("Ogg", "ogg"),
            new Container("MXF", "mxf"),
            new Container("GXF", "gxf"),
            new Container("NUT", "nut"),
            new Container("WTV", "wtv"),
            new Container("DV", "dv"),
            new Container("IVF", "ivf"),
            new Container("RealMedia", "rm"),
            new Container("animated GIF", "gif"),
            new Container("animated PNG", "apng"),
            new Container("YUV4MPEG2", "yuv4mpegpipe"),
            new Container("raw H.264", "h264"),
            new Container("raw HEVC", "hevc"),
            new Container("raw AV1", "obu"),
            new Container("raw MPEG-1, MPEG-2", "mpegvideo"),
            new Container("raw MPEG-4 Part 2", "m4v"));

    /** Sound alone: listed so that the error is NO_VIDEO, not NOT_MEDIA. */
    private static final String SOUND = "mp3,aac,flac,wav,w64,aiff,ac3,eac3";

    private static final int PROBE_BYTES = 1 << 18;
    /** FFmpeg's parsers read some bytes past the end. */
    private static final int PADDING_BYTES = 64;

    private Containers() {}

    /**
     * A container.
     *
     * @param title for people
     * @param names FFmpeg's, separated by commas
     */
    record Container(String title, String names) {}

    /** FFmpeg's names of all that may be opened, separated by commas. */
    static String names() {
        return ALL.stream().map(Container::names).collect(Collectors.joining(",")) + "," + SOUND;
    }

    /** All of them, for people. */
    static String titles() {
        String most = ALL.stream().limit(ALL.size() - 1).map(Container::title).collect(Collectors.joining(", "));
        return most + " or " + ALL.getLast().title();
    }

    /** FFmpeg's name for what a file looks like, whether or not it is read; of still images, that of their format. */
    static Optional<String> likely(Path path, NativeLog log) {
        byte[] head;
        try (InputStream file = Files.newInputStream(path)) {
            head = file.readNBytes(PROBE_BYTES);
        } catch (IOException e) {
            return Optional.empty();
        }
        try (var _ = log.listen();
                BytePointer bytes = new BytePointer(head.length + PADDING_BYTES);
                AVProbeData data = new AVProbeData();
                IntPointer score = new IntPointer(1)) {
            bytes.put(Arrays.copyOf(head, head.length + PADDING_BYTES));
            Path file = path.getFileName();
            BytePointer name = new BytePointer(file == null ? "" : file.toString());
            data.filename(name).buf(bytes).buf_size(head.length);
            AVInputFormat format = av_probe_input_format3(data, 1, score);
            name.deallocate();
            boolean likely = !Pointer.isNull(format) && score.get() > AVPROBE_SCORE_RETRY;
            return likely ? Optional.of(format.name().getString().replace("_pipe", "")) : Optional.empty();
        }
    }
}
