package dev.starling.media.decoding;

import static dev.starling.media.GeneratedFiles.h264;
import static dev.starling.media.GeneratedFiles.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.film.MediaWriter.Spec;
import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.media.GeneratedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainersTest {
    private static final int PICTURES = 12;

    @TempDir
    Path directory;

    @Test
    void theReadmeListsThoseThatAreRead() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("starling.root", ".."), "README.md"));
        String list = Containers.ALL.stream().map(Containers.Container::title).collect(Collectors.joining(", "));
        assertThat(readme.replaceAll("\\s+", " ")).contains("**Containers**: " + list + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "mov, libx264",
        "matroska, libx264",
        "webm, libvpx-vp9",
        "mpegts, libx264",
        "mpeg, mpeg2video",
        "avi, mpeg4",
        "flv, libx264",
        "asf, mpeg4",
        "ogg, libvpx",
        "mxf, mpeg2video",
        "nut, libx264",
        "wtv, mpeg2video",
        "ivf, libvpx-vp9",
        "rm, rv10",
        "gif, gif",
        "apng, apng",
        "yuv4mpegpipe, rawvideo",
        "h264, libx264",
        "hevc, libx265",
        "mpeg2video, mpeg2video",
        "m4v, mpeg4"
    })
    void eachIsReadToItsLastPicture(String container, String encoder) throws IOException {
        Path path = directory.resolve("title." + container);
        Map<String, String> options = switch (encoder) {
            case "libx264" -> Map.of("preset", "ultrafast");
            case "libx265" -> Map.of("preset", "ultrafast", "x265-params", "log-level=none");
            case "libvpx-vp9" -> Map.of("deadline", "realtime", "cpu-used", "8");
            default -> Map.of();
        };
        String format = switch (encoder) {
            case "apng" -> "rgb24";
            case "gif" -> "rgb8";
            default -> "yuv420p";
        };
        Spec spec = spec(container, encoder, options, format);
        GeneratedFiles.write(path, spec, PICTURES);
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            int count = 0;
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                next.get().close();
                count++;
            }
            assertThat(count).isEqualTo(PICTURES);
        }
    }

    @Test
    void othersAreRefusedWithTheirNameAndTheList() {
        Path path = directory.resolve("title.swf");
        GeneratedFiles.write(path, spec("swf", "flv", Map.of(), "yuv420p"), 2);
        assertThatThrownBy(() -> Probe.read(path, MediaLimits.DEFAULT))
                .isInstanceOf(MediaException.class)
                .hasMessageStartingWith(
                        path + ": not a video that can be read: this is swf, not MP4, QuickTime, Matroska,")
                .hasMessageEndingWith(" raw MPEG-1, MPEG-2 or raw MPEG-4 Part 2");
    }

    /** A part of a stream is scrambled, as where the right to watch ended. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0.4, 1", "0.2, 0.9"})
    void scrambledTransportStreamsAreRefused(double from, double until) throws IOException {
        Path path = directory.resolve("scrambled.ts");
        GeneratedFiles.write(path, h264("mpegts"), 4 * PICTURES);
        byte[] bytes = Files.readAllBytes(path);
        for (int packet = 0; packet < bytes.length; packet += 188) {
            int pid = (bytes[packet + 1] & 0x1f) << 8 | (bytes[packet + 2] & 0xff);
            if (pid == 0x100 && packet >= from * bytes.length && packet < until * bytes.length) {
                bytes[packet + 3] |= (byte) 0x80;
            }
        }
        Files.write(path, bytes);
        assertThatThrownBy(() -> SourceScan.of(path))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.ENCRYPTED));
    }
}
