package dev.starling.media.decoding;

import static dev.starling.media.GeneratedFiles.ffv1;
import static dev.starling.media.GeneratedFiles.fullRange;
import static dev.starling.media.GeneratedFiles.h264;
import static dev.starling.media.GeneratedFiles.sized;
import static dev.starling.media.GeneratedFiles.spec;
import static dev.starling.media.GeneratedFiles.turned;
import static dev.starling.media.GeneratedFiles.variable;
import static dev.starling.media.GeneratedFiles.withSound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.film.MediaWriter;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.Orientation;
import dev.starling.libav.Plane;
import dev.starling.libav.Ratio;
import dev.starling.libav.SampleDepth;
import dev.starling.libav.Scaler;
import dev.starling.media.GeneratedFiles;
import dev.starling.media.GeneratedPictures;
import dev.starling.testkit.Ffmpeg;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoReaderTest {
    private static final int PICTURES = 12;

    @TempDir
    Path directory;

    private static Stream<Arguments> kinds() {
        Map<String, Spec> kinds = new LinkedHashMap<>();
        kinds.put("h264.mp4", h264("mp4"));
        kinds.put("h264.mkv", h264("matroska"));
        kinds.put("h264.ts", h264("mpegts"));
        kinds.put(
                "hevc.mp4",
                spec(
                        "mp4",
                        "libx265",
                        Map.of("preset", "ultrafast", "x265-params", "log-level=none:crf=16"),
                        "yuv420p"));
        kinds.put(
                "hevc10.mkv",
                spec(
                        "matroska",
                        "libx265",
                        Map.of("preset", "ultrafast", "x265-params", "log-level=none:crf=16"),
                        "yuv420p10le"));
        kinds.put(
                "vp9.webm",
                spec("webm", "libvpx-vp9", Map.of("deadline", "realtime", "cpu-used", "8", "crf", "20"), "yuv420p"));
        kinds.put(
                "av1.webm",
                spec("webm", "libaom-av1", Map.of("usage", "realtime", "cpu-used", "8", "crf", "20"), "yuv420p"));
        kinds.put("mpeg2.ts", spec("mpegts", "mpeg2video", Map.of("b", "4000000"), "yuv420p"));
        kinds.put("mpeg2.mpg", spec("mpeg", "mpeg2video", Map.of("b", "4000000"), "yuv420p"));
        kinds.put("raw.y4m", spec("yuv4mpegpipe", "rawvideo", Map.of(), "yuv420p"));
        kinds.put("ffv1-422-10.mkv", ffv1("yuv422p10le"));
        kinds.put("ffv1-444.mkv", ffv1("yuv444p"));
        kinds.put("ffv1-full.mkv", fullRange(ffv1("yuv420p")));
        kinds.put("mjpeg-full.mkv", fullRange(spec("matroska", "mjpeg", Map.of("qmin", "1", "qmax", "3"), "yuvj420p")));
        kinds.put("rgb.mkv", ffv1("bgr0"));
        kinds.put("sound.mp4", withSound(h264("mp4"), "aac", 48_000, 2));
        return kinds.entrySet().stream().map(kind -> Arguments.of(kind.getKey(), kind.getValue()));
    }

    private static List<Frame> readAll(Path path) {
        List<Frame> frames = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 2)) {
            for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                frames.add(frame.get());
            }
        }
        return frames;
    }

    private static void closeAll(List<Frame> frames) {
        frames.forEach(Frame::close);
    }

    @Test
    void tenBitsAreKeptWhereTheyAreAskedFor() {
        Path deep = directory.resolve("deep.mkv");
        Path plain = directory.resolve("plain.mkv");
        GeneratedFiles.write(deep, ffv1("yuv422p10le"), PICTURES);
        GeneratedFiles.write(plain, ffv1("yuv420p"), PICTURES);
        assertThat(firstDepth(deep, SampleDepth.TEN)).isEqualTo(SampleDepth.TEN);
        assertThat(firstDepth(deep, SampleDepth.EIGHT)).isEqualTo(SampleDepth.EIGHT);
        assertThat(firstDepth(plain, SampleDepth.TEN)).isEqualTo(SampleDepth.EIGHT);
    }

    private static SampleDepth firstDepth(Path path, SampleDepth maxDepth) {
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1, maxDepth);
                Frame frame = reader.next().orElseThrow()) {
            Plane luma = frame.luma();
            int sampleBytes = frame.depth() == SampleDepth.TEN ? 2 : 1;
            assertThat(luma.samples().byteSize())
                    .isEqualTo(luma.strideBytes() * (luma.height() - 1) + (long) luma.width() * sampleBytes);
            return frame.depth();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void everyKindOfFileYieldsItsPicturesAtTheirTimes(String name, Spec spec) {
        Path path = directory.resolve(name);
        GeneratedFiles.write(path, spec, PICTURES);
        List<Frame> frames = readAll(path);
        try {
            assertThat(frames).hasSize(PICTURES);
            for (int i = 0; i < PICTURES; i++) {
                Frame frame = frames.get(i);
                assertThat(frame.width()).isEqualTo(128);
                assertThat(frame.height()).isEqualTo(96);
                // Matroska rounds to milliseconds, and 25 pictures a second fall on whole ones.
                assertThat(frame.presentationTime()).isEqualTo(i * 3600L);
                assertThat(frame.duration()).isEqualTo(3600);
                try (Frame original = GeneratedPictures.picture(128, 96, 1, i, 0, 1)) {
                    assertThat(GeneratedPictures.psnr(frame, original)).isGreaterThan(30);
                    assertThat(chroma(frame.cb())).isCloseTo(chroma(original.cb()), within(4.0));
                    assertThat(chroma(frame.cr())).isCloseTo(chroma(original.cr()), within(4.0));
                }
            }
        } finally {
            closeAll(frames);
        }
    }

    private static double chroma(Plane plane) {
        double sum = 0;
        for (int y = 0; y < plane.height(); y++) {
            for (int x = 0; x < plane.width(); x++) {
                sum += GeneratedPictures.sample(plane, x, y);
            }
        }
        return sum / (plane.width() * plane.height());
    }

    @Test
    void losslessFilesComeBackBitForBit() {
        Path path = directory.resolve("lossless.mkv");
        try (MediaWriter writer = MediaWriter.lossless(path, GeneratedFiles.SIZE, GeneratedFiles.RATE)) {
            for (int i = 0; i < 5; i++) {
                try (Frame frame = GeneratedPictures.picture(128, 96, 2, i, i * 3600L, 3600)) {
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        List<Frame> frames = readAll(path);
        assertThat(frames).hasSize(5);
        for (int i = 0; i < 5; i++) {
            try (Frame original = GeneratedPictures.picture(128, 96, 2, i, 0, 1)) {
                assertThat(GeneratedPictures.psnr(frames.get(i), original)).isInfinite();
            }
        }
        closeAll(frames);
    }

    @ParameterizedTest
    @EnumSource(Orientation.class)
    void turnedPicturesBecomeUpright(Orientation orientation) {
        Path path = directory.resolve("turned.mp4");
        GeneratedFiles.write(path, turned(h264("mp4"), orientation), 2);
        SourceInfo info = Probe.read(path, MediaLimits.DEFAULT);
        assertThat(info.geometry().orientation()).isEqualTo(orientation);
        boolean swaps = orientation.swapsSides();
        assertThat(info.geometry().displayed().width()).isEqualTo(swaps ? 96 : 128);
        assertThat(info.geometry().displayed().height()).isEqualTo(swaps ? 128 : 96);
        List<Frame> frames = readAll(path);
        try (Frame coded = GeneratedPictures.picture(128, 96, 1, 0, 0, 1);
                Frame upright = Frame.allocate(
                        info.geometry().displayed().width(),
                        info.geometry().displayed().height(),
                        Colour.BT601,
                        0,
                        1)) {
            for (int y = 0; y < 96; y++) {
                for (int x = 0; x < 128; x++) {
                    int sample = GeneratedPictures.sample(coded.luma(), x, y);
                    switch (orientation) {
                        case UPRIGHT -> GeneratedPictures.set(upright.luma(), x, y, sample);
                        case HALF_TURN -> GeneratedPictures.set(upright.luma(), 127 - x, 95 - y, sample);
                        case MIRRORED -> GeneratedPictures.set(upright.luma(), 127 - x, y, sample);
                        case FLIPPED -> GeneratedPictures.set(upright.luma(), x, 95 - y, sample);
                        case CLOCKWISE_90 -> GeneratedPictures.set(upright.luma(), 95 - y, x, sample);
                        case COUNTERCLOCKWISE_90 -> GeneratedPictures.set(upright.luma(), y, 127 - x, sample);
                        case TRANSPOSED -> GeneratedPictures.set(upright.luma(), y, x, sample);
                        case ANTITRANSPOSED -> GeneratedPictures.set(upright.luma(), 95 - y, 127 - x, sample);
                    }
                }
            }
            assertThat(GeneratedPictures.psnr(frames.getFirst(), upright)).isGreaterThan(30);
        } finally {
            closeAll(frames);
        }
    }

    @Test
    void oddSizesLoseTheirLastRowAndColumnAndNothingElse() {
        Path path = directory.resolve("odd.mkv");
        GeneratedFiles.write(path, sized(ffv1("yuv420p"), new FrameSize(127, 95), Ratio.ONE), 2);
        SourceInfo info = Probe.read(path, MediaLimits.DEFAULT);
        assertThat(info.geometry().coded().width()).isEqualTo(127);
        assertThat(info.geometry().displayed().width()).isEqualTo(126);
        assertThat(info.geometry().displayed().height()).isEqualTo(94);
        List<Frame> frames = readAll(path);
        assertThat(frames.getFirst().width()).isEqualTo(126);
        assertThat(frames.getFirst().luma().height()).isEqualTo(94);
        closeAll(frames);
    }

    @Test
    void nonSquareSamplesAreStretched() {
        Path path = directory.resolve("anamorphic.mp4");
        GeneratedFiles.write(path, sized(h264("mp4"), new FrameSize(96, 96), new Ratio(4, 3)), 2);
        SourceInfo info = Probe.read(path, MediaLimits.DEFAULT);
        assertThat(info.geometry().sampleAspectRatio()).isEqualTo(new Ratio(4, 3));
        assertThat(info.geometry().displayed().width()).isEqualTo(128);
        List<Frame> frames = readAll(path);
        try (Frame original = GeneratedPictures.picture(128, 96, 1, 0, 0, 1)) {
            assertThat(GeneratedPictures.psnr(frames.getFirst(), original)).isGreaterThan(25);
        }
        closeAll(frames);
    }

    @Test
    void aVariableFrameRateIsKeptAndLongHoldsAreRepeated() {
        long[] times = {0, 3600, 12_600, 14_400, 90_000, 99_000, 342_000, 345_600};
        Path path = directory.resolve("variable.mp4");
        GeneratedFiles.write(path, variable(h264("mp4")), times);
        List<Frame> frames = readAll(path);
        List<Long> shown = frames.stream().map(Frame::presentationTime).toList();
        // 2.7 s without a new picture: the held one comes three times
        assertThat(shown).containsExactly(0L, 3600L, 12_600L, 14_400L, 90_000L, 99_000L, 180_000L, 261_000L, 342_000L);
        for (int i = 0; i + 1 < frames.size(); i++) {
            assertThat(frames.get(i).presentationTime() + frames.get(i).duration())
                    .isEqualTo(frames.get(i + 1).presentationTime());
        }
        closeAll(frames);
    }

    @Test
    void highDynamicRangeIsToneMapped() {
        // An elementary stream has no container whose colour tags could contradict its own.
        Path path = directory.resolve("pq.hevc");
        Spec pq = spec(
                "hevc",
                "libx265",
                Map.of(
                        "preset",
                        "ultrafast",
                        "x265-params",
                        "log-level=none:crf=4:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"),
                "yuv420p10le");
        int[] levels = {20, 60, 100, 140, 175};
        try (MediaWriter writer = MediaWriter.open(path, pq, Colour.BT709)) {
            for (int i = 0; i < levels.length; i++) {
                try (Frame frame = Frame.allocate(128, 96, Colour.BT709, i * 3600L, 3600)) {
                    GeneratedPictures.flood(frame.luma(), levels[i]);
                    GeneratedPictures.flood(frame.cb(), 128);
                    GeneratedPictures.flood(frame.cr(), 128);
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        SourceInfo info = Probe.read(path, MediaLimits.DEFAULT);
        assertThat(info.samples().highDynamicRange()).isTrue();
        assertThat(info.samples().colour()).isEqualTo(Colour.BT709);
        List<Frame> frames = readAll(path);
        int previous = 0;
        for (Frame frame : frames) {
            int grey = GeneratedPictures.sample(frame.luma(), 64, 48);
            assertThat(grey).isBetween(16, 235).isGreaterThan(previous);
            assertThat(chroma(frame.cb())).isCloseTo(128, within(2.0));
            previous = grey;
        }
        // PQ spends most codes on the dark: black stays black, and 900 candelas come close to white
        assertThat(GeneratedPictures.sample(frames.getFirst().luma(), 0, 0)).isLessThan(24);
        assertThat(previous).isGreaterThan(200);
        closeAll(frames);
    }

    /** Shown with BT.709's primaries, the colour has less red and more blue than it was coded with. */
    @Test
    void widePrimariesAreConverted() {
        Path path = directory.resolve("wide.hevc");
        Spec wide = spec(
                "hevc",
                "libx265",
                Map.of(
                        "preset",
                        "ultrafast",
                        "x265-params",
                        "log-level=none:crf=4:colorprim=bt2020:transfer=bt2020-10:colormatrix=bt2020nc"),
                "yuv420p10le");
        try (MediaWriter writer = MediaWriter.open(path, wide, Colour.BT709)) {
            for (int i = 0; i < 3; i++) {
                try (Frame frame = Frame.allocate(128, 96, Colour.BT709, i * 3600L, 3600)) {
                    GeneratedPictures.flood(frame.luma(), 120);
                    GeneratedPictures.flood(frame.cb(), 110);
                    GeneratedPictures.flood(frame.cr(), 160);
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        SourceInfo info = Probe.read(path, MediaLimits.DEFAULT);
        assertThat(info.samples().highDynamicRange()).isFalse();
        assertThat(info.samples().colour()).isEqualTo(Colour.BT709);
        double[] expected = inBt709(120, 110, 160);
        List<Frame> frames = readAll(path);
        for (Frame frame : frames) {
            assertThat((double) GeneratedPictures.sample(frame.luma(), 64, 48)).isCloseTo(expected[0], within(2.0));
            assertThat(chroma(frame.cb())).isCloseTo(expected[1], within(2.0));
            assertThat(chroma(frame.cr())).isCloseTo(expected[2], within(2.0));
        }
        closeAll(frames);
    }

    /** A colour of BT.2020 in BT.709 (ITU-R BT.2087), with the display's gamma of 2.4 (BT.1886). */
    private static double[] inBt709(int luma, int cb, int cr) {
        double y = (luma - 16) / 219.0;
        double r = y + (cr - 128) / 224.0 * 2 * (1 - 0.2627);
        double b = y + (cb - 128) / 224.0 * 2 * (1 - 0.0593);
        double g = (y - 0.2627 * r - 0.0593 * b) / 0.678;
        double[] light = {Math.pow(r, 2.4), Math.pow(g, 2.4), Math.pow(b, 2.4)};
        double red = Math.pow(1.6605 * light[0] - 0.5876 * light[1] - 0.0728 * light[2], 1 / 2.4);
        double green = Math.pow(-0.1246 * light[0] + 1.1329 * light[1] - 0.0083 * light[2], 1 / 2.4);
        double blue = Math.pow(-0.0182 * light[0] - 0.1006 * light[1] + 1.1187 * light[2], 1 / 2.4);
        double shown = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        return new double[] {16 + 219 * shown, 128 + 224 * (blue - shown) / 1.8556, 128 + 224 * (red - shown) / 1.5748};
    }

    /** The display orientation of a part lies in its pictures (H.264, D.1.27), not in the container. */
    @Test
    void picturesThatAreTurnedInMidStreamAreTurnedBackAndFitted() throws IOException {
        Path upright = directory.resolve("upright.ts");
        Path sideways = directory.resolve("sideways.ts");
        List<String> source =
                List.of("-f", "lavfi", "-i", "color=white:s=128x96:r=25:d=0.4", "-c:v", "libx264", "-preset", "fast");
        Ffmpeg.run(with(source, upright.toString()), InputStream::readAllBytes);
        Ffmpeg.run(
                with(source, "-bsf:v", "h264_metadata=display_orientation=insert:rotate=90", sideways.toString()),
                InputStream::readAllBytes);
        Path joined = directory.resolve("joined.ts");
        Files.write(joined, Files.readAllBytes(upright));
        Files.write(joined, Files.readAllBytes(sideways), StandardOpenOption.APPEND);
        List<Frame> frames = readAll(joined);
        assertThat(frames).hasSize(20);
        for (int i = 0; i < 20; i++) {
            Frame frame = frames.get(i);
            assertThat(frame.size()).isEqualTo(new FrameSize(128, 96));
            // A picture of 96x128 takes 72x96, between bars of 28 columns.
            boolean bars = GeneratedPictures.sample(frame.luma(), 20, 48) < 30
                    && GeneratedPictures.sample(frame.luma(), 107, 48) < 30;
            assertThat(bars).as("picture %d", i).isEqualTo(i >= 10);
            assertThat(GeneratedPictures.sample(frame.luma(), 36, 4)).isGreaterThan(200);
        }
        closeAll(frames);
    }

    private static List<String> with(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void interlacedPicturesAreDeinterlaced() {
        Path path = directory.resolve("interlaced.ts");
        Spec interlaced =
                spec("mpegts", "mpeg2video", Map.of("b", "8000000", "flags", "+ildct+ilme", "qmin", "1"), "yuv420p");
        double woven = 0;
        try (MediaWriter writer = MediaWriter.open(path, interlaced, Colour.BT601)) {
            for (int i = 0; i < PICTURES; i++) {
                // the lower field is a moment later than the upper one
                try (Frame frame = GeneratedPictures.picture(128, 96, 1, 4 * i, i * 3600L, 3600);
                        Frame later = GeneratedPictures.picture(128, 96, 1, 4 * i + 2, 0, 1)) {
                    for (int y = 1; y < 96; y += 2) {
                        for (int x = 0; x < 128; x++) {
                            GeneratedPictures.set(frame.luma(), x, y, GeneratedPictures.sample(later.luma(), x, y));
                        }
                    }
                    writer.write(frame);
                    woven += combing(frame);
                }
            }
            writer.finish();
        }
        List<Frame> frames = readAll(path);
        assertThat(frames).hasSize(PICTURES);
        double shown = frames.stream().mapToDouble(VideoReaderTest::combing).sum();
        assertThat(shown).isLessThan(0.6 * woven);
        for (int i = 0; i < PICTURES; i++) {
            assertThat(frames.get(i).presentationTime()).isEqualTo(i * 3600L);
            assertThat(frames.get(i).duration()).isEqualTo(3600);
        }
        closeAll(frames);
    }

    /** How much rows differ from the mean of their neighbours. */
    private static double combing(Frame frame) {
        Plane luma = frame.luma();
        double sum = 0;
        for (int y = 1; y + 1 < luma.height(); y++) {
            for (int x = 0; x < luma.width(); x++) {
                int around = GeneratedPictures.sample(luma, x, y - 1) + GeneratedPictures.sample(luma, x, y + 1);
                sum += Math.abs(GeneratedPictures.sample(luma, x, y) - around / 2.0);
            }
        }
        return sum;
    }

    @Test
    void theFileIsDescribed() {
        Path path = directory.resolve("info.mkv");
        GeneratedFiles.write(
                path, withSound(spec("matroska", "ffv1", Map.of(), "yuv420p10le"), "flac", 44_100, 6), PICTURES);
        SourceInfo info = Probe.read(path, MediaLimits.DEFAULT);
        assertThat(info.container()).contains("matroska");
        assertThat(info.videoCodec()).isEqualTo("ffv1");
        assertThat(info.samples().bitDepth()).isEqualTo(10);
        assertThat(info.samples().pixelFormat()).isEqualTo("yuv420p10le");
        assertThat(info.averageFrameRate()).isEqualTo(GeneratedFiles.RATE);
        assertThat(info.samples().colour()).isEqualTo(Colour.BT601);
        assertThat(info.samples().highDynamicRange()).isFalse();
        assertThat(info.duration()).isBetween(Duration.ofMillis(470), Duration.ofMillis(520));
        assertThat(info.audio())
                .containsExactly(new SourceInfo.Audio(
                        "flac", 44_100, 6, "und", Optional.empty(), SourceInfo.Audio.Purpose.SOUND));
    }

    @ParameterizedTest
    @EnumSource(Colour.class)
    void theColourOfAFileIsThatOfItsPictures(Colour colour) {
        Path path = directory.resolve("colour.mkv");
        try (MediaWriter writer = MediaWriter.open(path, h264("matroska"), colour);
                Frame frame = Frame.allocate(128, 96, colour, 0, 3600)) {
            writer.write(frame);
            writer.finish();
        }
        assertThat(Probe.read(path, MediaLimits.DEFAULT).samples().colour()).isEqualTo(colour);
        List<Frame> frames = readAll(path);
        assertThat(frames).extracting(Frame::colour).containsExactly(colour);
        closeAll(frames);
    }

    @Test
    void aClockOfMillisecondsIsNotTakenForTheFrameRate() {
        Path path = directory.resolve("irregular.mkv");
        long[] times = {0, 2970, 6120, 9000, 12_150, 15_030, 18_090, 21_060, 24_030, 27_090, 30_060, 33_000};
        GeneratedFiles.write(path, variable(h264("matroska")), times);
        assertThat(Probe.read(path, MediaLimits.DEFAULT).averageFrameRate().value())
                .isBetween(20.0, 40.0);
    }

    @Test
    void framesAreUnreachableOnceClosed() {
        Frame frame = GeneratedPictures.picture(16, 16, 1, 1, 0, 1);
        Plane plane = frame.luma();
        Frame shared = frame.share();
        frame.close();
        frame.close();
        assertThatThrownBy(() -> GeneratedPictures.sample(plane, 0, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(frame::luma).isInstanceOf(IllegalStateException.class);
        assertThat(GeneratedPictures.sample(shared.luma(), 0, 0)).isPositive();
        shared.close();
    }

    @Test
    void scalingDownAndUpKeepsThePictureAndIsTheSameEveryTime() {
        try (Frame frame = GeneratedPictures.picture(128, 96, 3, 1, 7, 9);
                Scaler down = new Scaler(64, 48);
                Scaler up = new Scaler(128, 96);
                Frame small = down.scale(frame);
                Frame again = down.scale(frame);
                Frame back = up.scale(small)) {
            assertThat(small.width()).isEqualTo(64);
            assertThat(small.presentationTime()).isEqualTo(7);
            assertThat(GeneratedPictures.psnr(small, again)).isInfinite();
            assertThat(GeneratedPictures.psnr(back, frame)).isGreaterThan(24);
        }
    }

    private static void assertRefused(Path path, MediaLimits limits, Kind kind, String words) {
        assertThatThrownBy(() -> {
                    try (VideoReader reader = VideoReader.open(path, limits, 1)) {
                        for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                            frame.get().close();
                        }
                    }
                })
                .isInstanceOfSatisfying(
                        MediaException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContaining(path.toString())
                .hasMessageContaining(words)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void whatIsNoVideoIsRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("text.txt"), "This is no video.\n".repeat(100));
        assertRefused(text, MediaLimits.DEFAULT, Kind.NOT_MEDIA, "not a video");
        Path empty = Files.createFile(directory.resolve("empty.mp4"));
        assertRefused(empty, MediaLimits.DEFAULT, Kind.NOT_MEDIA, "empty");
        Path zeros = Files.write(directory.resolve("zeros.mp4"), new byte[100_000]);
        assertRefused(zeros, MediaLimits.DEFAULT, Kind.NOT_MEDIA, "");
        assertRefused(directory.resolve("missing.mp4"), MediaLimits.DEFAULT, Kind.IO, "no such file");
        assertRefused(directory, MediaLimits.DEFAULT, Kind.IO, "not a regular file");
        Path playlist = Files.writeString(
                directory.resolve("list.m3u8"),
                "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\ntext.txt\n#EXT-X-ENDLIST\n");
        assertRefused(playlist, MediaLimits.DEFAULT, Kind.NOT_MEDIA, "");
    }

    @Test
    void soundAloneIsNoVideo() throws IOException {
        Path path = directory.resolve("tone.wav");
        byte[] wave = new byte[44 + 9600];
        byte[] header = "RIFF\0\0\0\0WAVEfmt \20\0\0\0\1\0\1\0\200\273\0\0\0\167\1\0\2\0\20\0data"
                .getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(header, 0, wave, 0, header.length);
        wave[4] = (byte) (36 + 9600);
        wave[5] = (byte) ((36 + 9600) >> 8);
        wave[40] = (byte) 9600;
        wave[41] = (byte) (9600 >> 8);
        Files.write(path, wave);
        assertRefused(path, MediaLimits.DEFAULT, Kind.NO_VIDEO, "no video stream");
    }

    @Test
    void whatIsAboveTheLimitsIsRefused() {
        Path path = directory.resolve("large.mp4");
        GeneratedFiles.write(path, h264("mp4"), PICTURES);
        Duration hour = Duration.ofHours(1);
        assertRefused(path, new MediaLimits(64, 1000, hour), Kind.TOO_LARGE, "128x96");
        assertRefused(path, new MediaLimits(1000, 64, hour), Kind.TOO_LARGE, "1000x64");
        assertRefused(path, new MediaLimits(1000, 1000, Duration.ofMillis(100)), Kind.TOO_LARGE, "limit of 0 s");
    }

    @Test
    void aVideoStreamWithoutPicturesIsRefused() throws IOException {
        Path path = Files.writeString(directory.resolve("none.y4m"), "YUV4MPEG2 W16 H16 F25:1 Ip A1:1 C420\n");
        assertRefused(path, MediaLimits.DEFAULT, Kind.NO_FRAMES, "");
    }

    @Test
    void aFileThatWasCutOffIsTruncated() throws IOException {
        for (String name : List.of("index-first.mp4", "index-last.mp4", "cut.mkv", "cut.webm", "cut.y4m")) {
            Path path = directory.resolve(name);
            Spec spec = switch (name.substring(name.lastIndexOf('.') + 1)) {
                case "mp4" -> h264("mp4");
                case "mkv" -> h264("matroska");
                case "webm" -> spec("webm", "libvpx-vp9", Map.of("deadline", "realtime", "cpu-used", "8"), "yuv420p");
                default -> spec("yuv4mpegpipe", "rawvideo", Map.of(), "yuv420p");
            };
            GeneratedFiles.write(path, spec, 50);
            if (name.equals("index-first.mp4")) {
                path = indexFirst(path);
            }
            assertThat(readCount(path)).isEqualTo(50);
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(file.length() * 3 / 5);
            }
            assertRefused(path, MediaLimits.DEFAULT, Kind.TRUNCATED, "truncated");
        }
    }

    /** Text that a form sent with the file, a tag of ID3v1, and a box that is longer than any file. */
    @Test
    void whatFollowsTheBoxesOfAFileIsNotNeeded() throws IOException {
        Path whole = directory.resolve("whole.mp4");
        GeneratedFiles.write(whole, h264("mp4"), 10);
        byte[] huge = ByteBuffer.allocate(16)
                .putInt(1)
                .put("free".getBytes(StandardCharsets.ISO_8859_1))
                .putLong(Long.MAX_VALUE)
                .array();
        for (byte[] more : List.of(
                "\r\n------WebKitFormBoundary7MA4YWxkTrZu0gW--\r\n".getBytes(StandardCharsets.ISO_8859_1),
                ("TAGtitle" + " ".repeat(120)).getBytes(StandardCharsets.ISO_8859_1),
                huge)) {
            Path path = Files.copy(whole, directory.resolve("more.mp4"), StandardCopyOption.REPLACE_EXISTING);
            Files.write(path, more, StandardOpenOption.APPEND);
            assertThat(readCount(path)).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"encv", "drmi"})
    void anEncryptedSampleEntryIsRefused(String entry) throws IOException {
        Path path = directory.resolve("protected.mp4");
        GeneratedFiles.write(path, h264("mp4"), 10);
        byte[] bytes = Files.readAllBytes(path);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("avc1");
        System.arraycopy(entry.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, 4);
        Files.write(path, bytes);
        assertRefused(path, MediaLimits.DEFAULT, Kind.ENCRYPTED, "encrypted");
    }

    private static int readCount(Path path) {
        List<Frame> frames = readAll(path);
        closeAll(frames);
        return frames.size();
    }

    /** Moves the movie box before the media data, as files for the web have it, and its chunk offsets with it. */
    private Path indexFirst(Path path) throws IOException {
        byte[] file = Files.readAllBytes(path);
        ByteBuffer in = ByteBuffer.wrap(file);
        ByteBuffer out = ByteBuffer.allocate(file.length);
        int moovAt = 0;
        int moovSize = 0;
        int mdatAt = 0;
        for (int at = 0; at < file.length; at += in.getInt(at)) {
            String type = new String(file, at + 4, 4, StandardCharsets.US_ASCII);
            if (type.equals("moov")) {
                moovAt = at;
                moovSize = in.getInt(at);
            } else if (type.equals("mdat") || type.equals("free")) {
                mdatAt = mdatAt == 0 ? at : mdatAt;
            }
        }
        String text = new String(file, StandardCharsets.ISO_8859_1);
        for (int stco = text.indexOf("stco", moovAt); stco >= 0; stco = text.indexOf("stco", stco + 4)) {
            int count = in.getInt(stco + 8);
            for (int i = 0; i < count; i++) {
                int entry = stco + 12 + 4 * i;
                in.putInt(entry, in.getInt(entry) + moovSize);
            }
        }
        out.put(file, 0, mdatAt).put(file, moovAt, moovSize).put(file, mdatAt, moovAt - mdatAt);
        return Files.write(directory.resolve("first-" + path.getFileName()), out.array());
    }

    @Test
    void sizeChangesMidStreamAreScaledToTheFirstSize() throws IOException {
        // An elementary stream may change its parameter sets at any IDR picture: two of them, one after the other.
        Path first = directory.resolve("first.h264");
        Path second = directory.resolve("second.h264");
        GeneratedFiles.write(first, h264("h264"), 5);
        GeneratedFiles.write(second, sized(h264("h264"), new FrameSize(64, 48), Ratio.ONE), 5);
        Path both = directory.resolve("both.h264");
        Files.write(both, Files.readAllBytes(first));
        Files.write(both, Files.readAllBytes(second), StandardOpenOption.APPEND);
        List<Frame> frames = readAll(both);
        assertThat(frames).hasSize(10).allSatisfy(frame -> {
            assertThat(frame.width()).isEqualTo(128);
            assertThat(frame.height()).isEqualTo(96);
        });
        closeAll(frames);
    }

    @Test
    void damageIsCountedAndReadingGoesOn() throws IOException {
        Path path = directory.resolve("damaged.ts");
        GeneratedFiles.write(path, h264("mpegts"), 50);
        byte[] bytes = Files.readAllBytes(path);
        for (int i = bytes.length / 2; i < bytes.length / 2 + 4000; i++) {
            bytes[i] ^= 0x55;
        }
        Files.write(path, bytes);
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 2)) {
            int count = 0;
            long previous = -1;
            for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                assertThat(frame.get().presentationTime()).isGreaterThan(previous);
                previous = frame.get().presentationTime();
                frame.get().close();
                count++;
            }
            assertThat(count).isGreaterThan(25);
            assertThat(reader.warningCount()).isPositive();
            assertThat(reader.warnings()).isNotEmpty();
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsAnIoFailure() {
        Path path = directory.resolve("no-such-folder/out.mkv");
        assertThatThrownBy(() -> MediaWriter.lossless(path, new FrameSize(16, 16), GeneratedFiles.RATE))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO))
                .hasMessageContaining("No such file");
    }
}
