package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.film.FlashTitle;
import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.MediaException;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Ratio;
import dev.starling.media.GeneratedFiles;
import dev.starling.testkit.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a demuxer reads with errors, or not to their ends. */
class DemuxerTest {
    private static final int SECONDS = 12;
    private static final int PICTURES_PER_SECOND = 25;

    @TempDir
    Path directory;

    /** A YUV4MPEG2 file is a line, and a line before each picture; FFmpeg rejects another line without a word. */
    @Test
    void aReadErrorIsToldInItsOwnWordsAndNotInEarlierOnes() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("YUV4MPEG2 W16 H16 F25:1 C420\n".getBytes(StandardCharsets.US_ASCII));
        for (int picture = 0; picture < 40; picture++) {
            file.writeBytes((picture == 30 ? "NOISE\n" : "FRAME\n").getBytes(StandardCharsets.US_ASCII));
            file.writeBytes(new byte[16 * 16 * 3 / 2]);
        }
        Path path = directory.resolve("noise.y4m");
        Files.write(path, file.toByteArray());
        try (NativeLog log = new NativeLog();
                Demuxer demuxer = new Demuxer(path, log)) {
            log.note("what was wrong before");
            for (int picture = 0; picture < 30; picture++) {
                assertThat(demuxer.read()).isPresent();
            }
            assertThatThrownBy(demuxer::read)
                    .isInstanceOfSatisfying(
                            MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.IO))
                    .hasMessageContaining("noise.y4m: read error: Invalid data")
                    .hasMessageNotContaining("before");
        }
    }

    private Path title(String container, String sound) {
        VideoEncoder encoder = new VideoEncoder("libx264", Map.of("preset", "ultrafast", "g", "12"), "yuv420p");
        VideoTrack video = VideoTrack.of(encoder, new FrameSize(96, 96), new Ratio(PICTURES_PER_SECOND, 1));
        Spec spec = new Spec(container, video).withAudio(new AudioTrack(sound, 48_000, 1));
        Path path = directory.resolve("title." + container);
        new FlashTitle(spec, SECONDS * PICTURES_PER_SECOND, SECONDS).write(path);
        return path;
    }

    /** The file with noise instead of an eighth of its bytes, from its middle on. */
    private static void spoil(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        byte[] noise = new byte[bytes.length / 8];
        new Random(1).nextBytes(noise);
        System.arraycopy(noise, 0, bytes, bytes.length / 2, noise.length);
        Files.write(path, bytes);
    }

    /** What is read, and what is told of the rest. */
    private static void assertAllIsReadOrTold(Path path) throws IOException {
        FlashAndTone read = FlashAndTone.of(path);
        int pictures = SECONDS * PICTURES_PER_SECOND;
        assertThat(read.pictures()).isLessThan(pictures);
        assertThat(read.pictures() + read.undecodable() + read.missing()).isBetween(pictures - 3L, pictures + 3L);
    }

    @Test
    void picturesThatAMatroskaFileLacksAreTold() throws IOException {
        Path path = title("matroska", "aac");
        spoil(path);
        assertAllIsReadOrTold(path);
    }

    /** Nothing that is read comes after what is lost, and there is no sound. */
    @ParameterizedTest
    @ValueSource(doubles = {0.6, 0.8, 0.93})
    void picturesThatAMatroskaFileLacksAtItsEndAreTold(double from) throws IOException {
        Path path = directory.resolve("silent.mkv");
        int pictures = 3 * PICTURES_PER_SECOND;
        GeneratedFiles.write(path, GeneratedFiles.h264("matroska"), pictures);
        byte[] bytes = Files.readAllBytes(path);
        Arrays.fill(bytes, (int) (from * bytes.length), (int) ((from + 0.05) * bytes.length), (byte) 0);
        Files.write(path, bytes);
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            int read = 0;
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                next.get().close();
                read++;
            }
            assertThat(read).isLessThan(pictures);
            assertThat(read + reader.damage().undecodable() + reader.damage().missing())
                    .isBetween(pictures - 1L, pictures + 1L);
            assertThat(reader.expectedEnd()).isBetween(3 * 90_000L - 3600, 3 * 90_000L + 3600);
        }
    }

    /** The duration of the file is that of its subtitles, which are not read. */
    @ParameterizedTest
    @ValueSource(doubles = {0.6, 0.93})
    void subtitlesBeyondThePicturesAreNoMissingPictures(double from) throws IOException {
        Path silent = directory.resolve("silent.mkv");
        GeneratedFiles.write(silent, GeneratedFiles.h264("matroska"), 3 * PICTURES_PER_SECOND);
        Path texts = directory.resolve("texts.srt");
        Files.writeString(texts, "1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:20,000 --> 00:00:30,000\ntwo\n");
        Path path = directory.resolve("subtitles.mkv");
        String command = "-i " + silent + " -i " + texts + " -map 0 -map 1 -c:v copy -c:s srt " + path;
        Ffmpeg.run(List.of(command.split(" ", -1)), InputStream::readAllBytes);
        byte[] bytes = Files.readAllBytes(path);
        Arrays.fill(bytes, (int) (from * bytes.length), (int) ((from + 0.05) * bytes.length), (byte) 0);
        Files.write(path, bytes);
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            assertThat(reader.expectedEnd()).isLessThanOrEqualTo(3 * 90_000L + 3600);
        }
    }

    @Test
    void picturesThatAnAviFileLacksAreTold() throws IOException {
        Path path = title("avi", "pcm_s16le");
        spoil(path);
        assertAllIsReadOrTold(path);
    }

    @Test
    void picturesThatATransportStreamLacksAreTold() throws IOException {
        Path path = title("mpegts", "aac");
        spoil(path);
        assertAllIsReadOrTold(path);
    }

    /** FFmpeg's demuxer of GXF ends with an error that has no reason. */
    @Test
    void theEndOfAGxfFileIsNoError() {
        Path path = directory.resolve("end.gxf");
        String command = "-f lavfi -i testsrc=size=720x576:rate=25:duration=0.4 -f lavfi"
                + " -i sine=sample_rate=48000:duration=0.4 -c:v mpeg2video -b:v 5M -c:a pcm_s16le -threads 1 " + path;
        Ffmpeg.run(List.of(command.split(" ", -1)), InputStream::readAllBytes);
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            int pictures = 0;
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                next.get().close();
                pictures++;
            }
            assertThat(pictures).isEqualTo(10);
            assertThat(reader.damage().damaged()).isZero();
        }
    }

    private Path ivf(String name, int ticks, int unit) throws IOException {
        Path path = directory.resolve(name);
        GeneratedFiles.write(path, GeneratedFiles.spec("ivf", "libvpx", Map.of("deadline", "realtime"), "yuv420p"), 5);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(16, ticks).putInt(20, unit);
        return Files.write(path, bytes.array());
    }

    /** 30 as libvpx has it, unless half of the rate is there. */
    @ParameterizedTest
    @CsvSource({"0, 0, 30", "0, 1, 30", "25, 0, 25", "30000, 0, 30"})
    void picturesWithoutARateAreReadAtAUsualOne(int ticks, int unit, int rate) throws IOException {
        Path path = ivf("zero.ivf", ticks, unit);
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            assertThat(reader.info().averageFrameRate()).isEqualTo(new Ratio(rate, 1));
            for (int i = 0; i < 5; i++) {
                try (Frame frame = reader.next().orElseThrow()) {
                    assertThat(frame.presentationTime()).isEqualTo(90_000L * i / rate);
                }
            }
            assertThat(reader.next()).isEmpty();
            assertThat(reader.damage().damaged()).isZero();
            assertThat(reader.warnings()).anyMatch(it -> it.contains("Invalid frame rate"));
        }
        Path twice = directory.resolve("twice.ivf");
        Files.write(twice, Files.readAllBytes(path));
        Files.write(twice, Files.readAllBytes(path), StandardOpenOption.APPEND);
        assertThat(SourceScan.of(twice).picturePackets()).isEqualTo(10);
    }

    @Test
    void aRateOfZeroIsToldWhereTheNameHidesThePictures() throws IOException {
        Path path = ivf("a|zero.ivf", 0, 0);
        assertThatThrownBy(() -> VideoReader.open(path, MediaLimits.DEFAULT, 1))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.UNSUPPORTED))
                .hasMessageContaining("zero.ivf: the header declares a rate of 0 pictures per second")
                .hasMessageEndingWith("or take the \"|\" out of the name");
    }

    /** Only the first file has no rate; the second one's header is of an unknown version. */
    @Test
    void aLaterFileThatIsDamagedIsNotBlamedForTheRateOfTheFirst() throws IOException {
        byte[] first = Files.readAllBytes(ivf("zero.ivf", 0, 0));
        byte[] second = Files.readAllBytes(ivf("damaged.ivf", 25, 1));
        second[4] = 7;
        Path path = directory.resolve("joined.ivf");
        Files.write(path, first);
        Files.write(path, second, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> VideoReader.open(path, MediaLimits.DEFAULT, 1))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.NOT_MEDIA))
                .hasMessageContaining(
                        "joined.ivf: the file that starts at byte " + first.length + " of it: not a video")
                .hasMessageNotContaining("rate");
    }

    @Test
    void aPacketThatWasReadToSeeWhetherThereIsOneIsReadOnce() throws IOException {
        Path path = ivf("whole.ivf", 25, 1);
        try (NativeLog log = new NativeLog();
                Demuxer demuxer = new Demuxer(path, log)) {
            assertThat(demuxer.isEmpty()).isFalse();
            for (int picture = 0; picture < 5; picture++) {
                assertThat(demuxer.read().orElseThrow().pts()).isEqualTo(picture);
                assertThat(demuxer.packetNumber()).isEqualTo(picture);
            }
            assertThat(demuxer.read()).isEmpty();
        }
    }

    @Test
    void nothingIsMissingInAWholeFile() throws IOException {
        for (String container : new String[] {"matroska", "avi", "mpegts", "mp4"}) {
            assertThat(FlashAndTone.of(title(container, "aac")).missing())
                    .as(container)
                    .isZero();
        }
    }
}
