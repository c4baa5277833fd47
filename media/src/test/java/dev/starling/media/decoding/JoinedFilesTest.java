package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.film.FlashTitle;
import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.Ratio;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were put together with {@code cat}. */
class JoinedFilesTest {
    private static final double PICTURE_SECONDS = 0.04;
    private static final int SEGMENT = 0x18538067;
    private static final int CLUSTER = 0x1f43b675;
    private static final int CUES = 0x1c53bb6b;
    private static final int CHUNK_OFFSETS = 0x7374636f;
    private static final String FRAGMENTS = "frag_keyframe+empty_moov+default_base_moof";
    private static final String[] OGG = {"-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus", "-f", "ogg"};

    @TempDir
    private Path directory;

    private byte[] title(String container, String video, String sound, int seconds) throws IOException {
        Map<String, String> options = video.equals("libx264") ? Map.of("preset", "veryfast", "bf", "2") : Map.of();
        VideoEncoder encoder = new VideoEncoder(video, options, "yuv420p");
        Spec spec = new Spec(container, VideoTrack.of(encoder, new FrameSize(96, 96), new Ratio(25, 1)));
        Path path = directory.resolve("part");
        new FlashTitle(spec.withAudio(new AudioTrack(sound, 48_000, 1)), seconds * 25, seconds).write(path);
        return Files.readAllBytes(path);
    }

    private Path join(byte[]... parts) throws IOException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return Files.write(directory.resolve("joined"), joined.toByteArray());
    }

    private static void assertWhole(FlashAndTone read, int seconds, int joins) {
        assertThat(read.pictures()).isEqualTo(seconds * 25);
        assertThat(read.undecodable()).isZero();
        assertThat(read.missing()).isZero();
        assertThat(read.flashes()).hasSize(seconds);
        assertThat(read.tones()).hasSize(seconds);
        assertThat(read.tonesAtFlashes(PICTURE_SECONDS)).isEqualTo(seconds);
        // Sound may last longer than the pictures before a join.
        assertThat(read.pictureEnd()).isCloseTo(seconds, within((1 + 2 * joins) * PICTURE_SECONDS));
    }

    @ParameterizedTest
    @CsvSource({
        "mp4,      libx264,   aac",
        "flv,      libx264,   aac",
        "asf,      msmpeg4,   wmav2",
        "matroska, libx264,   aac",
        "nut,      libx264,   pcm_s16le",
        "mxf,      mpeg2video, pcm_s16le"
    })
    void filesThatWerePutTogetherAreOneTitle(String container, String video, String sound) throws IOException {
        byte[] first = title(container, video, sound, 2);
        Path joined = join(first, title(container, video, sound, 1), first);
        assertWhole(FlashAndTone.of(joined), 5, 2);
        assertThat(gapsMillis(joined)).allMatch(gap -> gap >= 35 && gap <= 125);
    }

    private static List<Long> gapsMillis(Path path) {
        List<Long> gaps = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    gaps.add(frame.duration() / 90);
                }
            }
        }
        return gaps;
    }

    /** Streams begin anew, with identifiers of their own (RFC 3533, 4). */
    @Test
    void chainedOggIsOneTitle() throws IOException {
        byte[] first = LateStreamsTest.title(2, 25, 0, OGG);
        assertWhole(FlashAndTone.of(join(first, LateStreamsTest.title(1, 25, 0, OGG))), 3, 1);
        assertThat(JoinedFiles.starts(join(first, first))).containsExactly(0L, (long) first.length);
    }

    /** The second recording's clusters follow those of the first, and its clock starts anew (RFC 9559, 5.1). */
    @ParameterizedTest
    @CsvSource({"2, 2", "1, 3", "3, 1"})
    void clustersOfSeveralRecordingsAreOneTitle(int firstSeconds, int secondSeconds) throws IOException {
        byte[] first = title("matroska", "libx264", "aac", firstSeconds);
        byte[] second = title("matroska", "libx264", "aac", secondSeconds);
        byte[] start = Arrays.copyOf(first, indexOf(first, CLUSTER, 0));
        // Of unknown length
        ByteBuffer.wrap(start).putLong(indexOf(first, SEGMENT, 0) + 4, (1L << 57) - 1);
        assertWhole(FlashAndTone.of(join(start, clusters(first), clusters(second))), firstSeconds + secondSeconds, 1);
    }

    private static byte[] clusters(byte[] file) {
        int from = indexOf(file, CLUSTER, 0);
        return Arrays.copyOfRange(file, from, indexOf(file, CUES, from));
    }

    private static int indexOf(byte[] bytes, int id, int from) {
        int at = from;
        while (ByteBuffer.wrap(bytes).getInt(at) != id) {
            at++;
        }
        return at;
    }

    @ParameterizedTest
    @ValueSource(strings = {"frag_keyframe+empty_moov", FRAGMENTS})
    void fragmentsOfSeveralFilesAreOneTitle(String flags) throws IOException {
        String[] format = {"-c:v", "libx264", "-c:a", "aac", "-f", "mp4", "-movflags", flags};
        byte[] first = LateStreamsTest.title(3, 25, 0, format);
        assertWhole(FlashAndTone.of(join(first, LateStreamsTest.title(2, 25, 0, format))), 5, 1);
    }

    @Test
    void partsMayDifferInCodecAndSize() throws IOException {
        String[] format = {"-c:v", "mpeg4", "-c:a", "mp2", "-s", "64x64", "-f", "mp4", "-movflags", "empty_moov"};
        FlashAndTone read =
                FlashAndTone.of(join(title("mp4", "libx264", "aac", 3), LateStreamsTest.title(3, 25, 0, format)));
        assertWhole(read, 6, 1);
    }

    /** Pictures and sound of a part may end or begin far from each other: those of the next stay in step. */
    @ParameterizedTest
    @CsvSource({"6, 1, 0", "1, 6, 0", "6, 0, 0", "2, 2, 5"})
    void partsStayInStepWhereSoundIsShorterOrLonger(int pictures, int sound, int soundFrom) throws IOException {
        byte[] first = uneven(pictures, sound, 0);
        byte[] second = uneven(soundFrom + 3, 3, soundFrom);
        FlashAndTone read = FlashAndTone.of(join(first, second, uneven(3, 3, 0)));
        assertThat(read.flashes()).hasSize(pictures + soundFrom + 3 + 3);
        assertThat(read.tones()).hasSize(sound + 3 + 3);
        int seenAndHeard = Math.min(pictures, sound) + 3 + 3;
        assertThat(read.tonesAtFlashes(PICTURE_SECONDS)).as("%s", read).isEqualTo(seenAndHeard);
        assertThat(read.pictureEnd())
                .isCloseTo(Math.max(pictures, sound) + soundFrom + 3 + 3, within(5 * PICTURE_SECONDS));
    }

    @Test
    void partsWhoseClockGoesOnKeepIt() throws IOException {
        String[] format = {"-c:v", "libx264", "-c:a", "aac", "-f", "flv", "-output_ts_offset", "0"};
        byte[] first = LateStreamsTest.title(2, 25, 0, format);
        format[7] = "2.3";
        Path joined = join(first, LateStreamsTest.title(2, 25, 0, format));
        assertThat(JoinedFiles.starts(joined)).hasSize(2);
        assertThat(SourceScan.of(joined).times().shifts()).isEmpty();
    }

    private static byte[] uneven(int pictures, int sound, int soundFrom) {
        List<String> format = new ArrayList<>(List.of("-c:v", "libx264", "-f", "flv"));
        format.addAll(sound == 0 ? List.of("-an") : List.of("-c:a", "aac"));
        return LateStreamsTest.title(
                new LateStreamsTest.Spans(pictures, soundFrom, sound), 25, format.toArray(String[]::new));
    }

    /** Recordings that were broken off at once: headers without packets. */
    @ParameterizedTest
    @ValueSource(strings = {"mp4", "flv"})
    void filesWithoutPacketsArePassed(String container) throws IOException {
        byte[] whole = title(container, "libx264", "aac", 2);
        byte[] header;
        if (container.equals("mp4")) {
            List<byte[]> boxes = boxes(LateStreamsTest.title(1, 25, 0, "-f", "mp4", "-movflags", FRAGMENTS));
            header = Files.readAllBytes(join(boxes.get(0), boxes.get(1)));
        } else {
            header = Arrays.copyOf(whole, 13 + 11 + (ByteBuffer.wrap(whole).getInt(13) & 0xffffff) + 4);
        }
        Path joined = join(header, header, whole, header, whole);
        assertThat(JoinedFiles.starts(joined)).hasSizeGreaterThanOrEqualTo(4);
        assertWhole(FlashAndTone.of(joined), 4, 1);
    }

    /** What is heard before the first picture is cut. */
    @ParameterizedTest
    @ValueSource(strings = {"mp4", "flv"})
    void soundAloneMayComeFirst(String container) throws IOException {
        String[] format = {"-vn", "-c:a", "aac", "-f", container, "-movflags", "empty_moov"};
        byte[] sound = LateStreamsTest.title(2, 25, 0, container.equals("mp4") ? format : Arrays.copyOf(format, 5));
        FlashAndTone read = FlashAndTone.of(join(sound, title(container, "libx264", "aac", 3)));
        assertThat(read.flashes()).hasSize(3);
        assertThat(read.tonesAtFlashes(PICTURE_SECONDS)).isEqualTo(3);
        assertThatThrownBy(() -> VideoReader.open(join(sound, sound), MediaLimits.DEFAULT, 1))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_VIDEO));
    }

    /** Hours of live recordings whose clock starts anew with each segment. */
    @Test
    void thousandsOfFragmentedFilesMayFollowEachOther() throws IOException {
        String[] format = {"-c:v", "libx264", "-an", "-f", "mp4", "-movflags", FRAGMENTS};
        byte[] segment = LateStreamsTest.title(1, 1, 0, format);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 5000; i++) {
            all.writeBytes(segment);
        }
        List<Long> starts = JoinedFiles.starts(join(all.toByteArray()));
        assertThat(starts).hasSize(5000);
        assertThat(starts.getLast()).isEqualTo(4999L * segment.length);
    }

    @Test
    void aPartThatWasCutIsToldWithItsPlace() throws IOException {
        byte[] first = title("mp4", "libx264", "aac", 1);
        byte[] cut = Arrays.copyOf(first, first.length - 200);
        assertThatThrownBy(() -> VideoReader.open(join(first, cut), MediaLimits.DEFAULT, 1))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
        byte[] noIndex = ByteBuffer.wrap(first.clone())
                .putInt(first.length - lastBoxBytes(first) + 4, 0x786f6f76)
                .array();
        assertThatThrownBy(() -> VideoReader.open(join(first, noIndex), MediaLimits.DEFAULT, 1))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED))
                .hasMessageContaining("joined: the file that starts at byte " + first.length + " of it: truncated")
                .hasMessageNotContaining("\n");
    }

    /** The last chunk of its pictures is beyond its end. */
    @Test
    void aDamagedPartAfterOneWithoutPacketsIsToldWithItsPlace() throws IOException {
        List<byte[]> boxes = boxes(LateStreamsTest.title(1, 25, 0, "-f", "mp4", "-movflags", FRAGMENTS));
        byte[] header = Files.readAllBytes(join(boxes.get(0), boxes.get(1)));
        byte[] whole = title("mp4", "libx264", "aac", 1);
        byte[] damaged = whole.clone();
        int offsets = indexOf(damaged, CHUNK_OFFSETS, 0) + 8;
        int count = ByteBuffer.wrap(damaged).getInt(offsets);
        ByteBuffer.wrap(damaged).putInt(offsets + 4 * count, 1 << 30);
        for (byte[] last : List.of(new byte[0], whole)) {
            assertThatThrownBy(() -> SourceScan.of(join(header, header, damaged, last)))
                    .isInstanceOfSatisfying(
                            MediaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED))
                    .hasMessageContaining("joined: the file that starts at byte " + 2 * header.length + " of it: ")
                    .hasMessageNotContaining("\n");
        }
    }

    private static int lastBoxBytes(byte[] boxes) {
        int size = 0;
        for (int at = 0; at < boxes.length; at += size) {
            size = ByteBuffer.wrap(boxes).getInt(at);
        }
        return size;
    }

    /** FFmpeg reads fragments by the first movie box, whatever is between them. */
    @Test
    void aRecordingWithManyHeadersIsOneFile() throws IOException {
        String[] format = {"-c:v", "libx264", "-c:a", "aac", "-f", "mp4", "-movflags", FRAGMENTS};
        List<byte[]> boxes = boxes(LateStreamsTest.title(3, 25, 0, format));
        byte[] type = boxes.get(0);
        byte[] movie = boxes.get(1);
        assertThat(typeOf(movie)).isEqualTo("moov");
        List<byte[]> typeEach = new ArrayList<>();
        List<byte[]> bothEach = new ArrayList<>(List.of(type, movie));
        List<byte[]> picture = new ArrayList<>(boxes);
        picture.addAll(List.of(type, box("meta", 40), box("mdat", 40)));
        for (byte[] box : boxes) {
            if (typeOf(box).equals("moof")) {
                typeEach.add(type);
                bothEach.addAll(List.of(type, movie));
            }
            typeEach.add(box);
            bothEach.add(typeOf(box).equals("ftyp") || typeOf(box).equals("moov") ? box("free", 16) : box);
        }
        for (List<byte[]> variant : List.of(boxes, typeEach, bothEach, picture)) {
            Path file = join(variant.toArray(byte[][]::new));
            assertThat(JoinedFiles.starts(file)).containsExactly(0L);
            assertWhole(FlashAndTone.of(file), 3, 0);
        }
    }

    private static List<byte[]> boxes(byte[] file) {
        List<byte[]> boxes = new ArrayList<>();
        int size = 0;
        for (int at = 0; at < file.length; at += size) {
            size = ByteBuffer.wrap(file).getInt(at);
            boxes.add(Arrays.copyOfRange(file, at, at + size));
        }
        return boxes;
    }

    private static String typeOf(byte[] box) {
        return new String(box, 4, 4, StandardCharsets.ISO_8859_1);
    }

    private static byte[] box(String type, int bytes) {
        return ByteBuffer.allocate(bytes)
                .putInt(bytes)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }

    @Test
    void aSizeWithinItsOwnHeaderEndsTheBoxes() throws IOException {
        byte[] whole = title("mp4", "libx264", "aac", 1);
        ByteBuffer small = ByteBuffer.allocate(16).putInt(1).putInt(0x66726565).putLong(8);
        assertThat(JoinedFiles.starts(join(whole, small.array(), whole))).containsExactly(0L);
        small.putLong(8, 16);
        assertThat(JoinedFiles.starts(join(whole, small.array(), whole))).containsExactly(0L, whole.length + 16L);
    }

    /** RFC 3533 wants all pages that begin streams before all others; some muxers have another order. */
    @Test
    void aStreamOfOggMayBeginAfterTheHeadersOfAnother() throws IOException {
        List<byte[]> pages = oggPages(LateStreamsTest.title(2, 25, 0, OGG));
        List<byte[]> ordered = new ArrayList<>(pages);
        ordered.add(2, ordered.remove(1));
        assertThat(ordered.get(1)[5] & 2).isZero();
        assertThat(ordered.get(2)[5] & 2).isEqualTo(2);
        Path file = join(ordered.toArray(byte[][]::new));
        assertThat(JoinedFiles.starts(file)).containsExactly(0L);
        // One that begins while others go on does not end the file.
        List<byte[]> late = new ArrayList<>(pages);
        byte[] another = pages.get(1).clone();
        another[14]++;
        late.add(pages.size() / 2, another);
        assertThat(JoinedFiles.starts(join(late.toArray(byte[][]::new)))).containsExactly(0L);
    }

    private static List<byte[]> oggPages(byte[] file) {
        List<byte[]> pages = new ArrayList<>();
        int bytes = 0;
        for (int at = 0; at < file.length; at += bytes) {
            int segments = file[at + 26] & 0xff;
            bytes = 27 + segments;
            for (int i = 0; i < segments; i++) {
                bytes += file[at + 27 + i] & 0xff;
            }
            pages.add(Arrays.copyOfRange(file, at, at + bytes));
        }
        return pages;
    }

    /** A header that is not in place of a box is picture data. */
    @Test
    void oneFileStartsOnce() throws IOException {
        byte[] whole = title("mp4", "libx264", "aac", 1);
        assertThat(JoinedFiles.starts(join(whole))).containsExactly(0L);
        assertThat(JoinedFiles.starts(join(whole, new byte[] {1, 2, 3}, whole))).containsExactly(0L);
        assertThat(JoinedFiles.starts(join(whole, whole, whole)))
                .containsExactly(0L, (long) whole.length, 2L * whole.length);
        for (int bytes = 0; bytes < 64; bytes++) {
            assertThat(JoinedFiles.starts(join(Arrays.copyOf(whole, bytes)))).containsExactly(0L);
        }
    }
}
