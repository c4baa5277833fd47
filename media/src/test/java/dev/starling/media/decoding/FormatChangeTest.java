package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.film.ChangingTitle;
import dev.starling.film.FlashTitle;
import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.film.TransportStream;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Natives;
import dev.starling.libav.Ratio;
import dev.starling.media.GeneratedPictures;
import dev.starling.testkit.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

/** The benchmark {@code FormatChange} does the same at an hour. */
class FormatChangeTest {
    private static final int SECOND = 3;
    private static final int PICTURES = SECOND * 25;
    private static final int PACKET_BYTES = 188;
    /** With a time stamp before each packet. */
    private static final int STAMPED_PACKET_BYTES = 192;

    @TempDir
    Path directory;

    @Test
    void picturesAndSoundAreInStepAfterAllFormatsChange() throws IOException {
        ChangingTitle title = new ChangingTitle(SECOND);
        Path path = directory.resolve("change.ts");
        title.write(path);
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isEqualTo(title.pictures());
        List<Double> flashes = read.flashes().stream().filter(it -> it > SECOND).toList();
        List<Double> tones = read.tones().stream().filter(it -> it > SECOND).toList();
        assertThat(flashes).hasSize(ChangingTitle.LAST_SECONDS);
        assertThat(tones).hasSize(ChangingTitle.LAST_SECONDS);
        for (int i = 0; i < ChangingTitle.LAST_SECONDS; i++) {
            assertThat(flashes.get(i)).isCloseTo(SECOND + i + 0.5, within(2 * title.pictureSeconds()));
            assertThat(tones.get(i)).isCloseTo(flashes.get(i), within(title.pictureSeconds()));
        }
    }

    /** Several frames share a stamp; how long each lasts depends on its own sample rate. */
    @ParameterizedTest
    @CsvSource({
        "aac, 48000, 2, 22050, 1",
        "aac, 48000, 2, 8000, 1",
        "aac, 44100, 1, 22050, 6",
        "mp2, 48000, 2, 16000, 1"
    })
    void tonesAreWholeAfterTheSampleRateChanges(String encoder, int rate, int channels, int newRate, int newChannels)
            throws IOException {
        Path path = directory.resolve("rate.ts");
        TransportStream first = recording(path, new AudioTrack(encoder, rate, channels));
        TransportStream second = recording(path, new AudioTrack(encoder, newRate, newChannels));
        long ticks = (long) SECOND * Natives.TICKS_PER_SECOND;
        Files.write(path, first.then(second.shifted(ticks, 0)).toBytes());
        long origin;
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            origin = reader.origin();
        }
        DecodedSound sound = DecodedSound.all(path, 0, origin).getLast();
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.flashes()).hasSize(2 * SECOND);
        assertThat(read.tones()).hasSize(2 * SECOND);
        assertThat(read.tonesAtFlashes(0.04)).isEqualTo(2 * SECOND);
        // Fewer channels may be quieter; a tone that is torn has holes.
        for (double tone : read.tones()) {
            for (double at = tone + 0.03; at < tone + 0.08; at += 0.01) {
                assertThat(sound.level(at, at + 0.01)).as("at %.2f s", at).isGreaterThan(0.12);
            }
            for (double at = tone + 0.14; at < tone + 0.4; at += 0.05) {
                assertThat(sound.level(at, at + 0.05)).as("at %.2f s", at).isLessThan(0.02);
            }
        }
    }

    /** The identifiers stay; only the program map tells. */
    @ParameterizedTest
    @CsvSource({
        "libx264, aac, libx264, mp2",
        "libx264, aac, mpeg2video, aac",
        "mpeg2video, mp2, libx264, aac",
        "mpeg4, mp2, mpeg2video, mp2"
    })
    void picturesAndSoundAreReadAfterACodecChanges(String video, String sound, String newVideo, String newSound)
            throws IOException {
        Path path = directory.resolve("codec.ts");
        TransportStream first = recording(path, video, new AudioTrack(sound, 48_000, 1));
        TransportStream second = recording(path, newVideo, new AudioTrack(newSound, 48_000, 1));
        Files.write(path, first.then(second).toBytes());
        FlashAndTone once = FlashAndTone.of(path);
        assertThat(once.undecodable()).isZero();
        assertThat(once.pictures()).isEqualTo(2 * PICTURES);
        Files.write(path, first.then(second).then(first).toBytes());
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.undecodable()).isZero();
        assertThat(read.pictures()).isEqualTo(3 * PICTURES);
        assertThat(read.flashes()).hasSize(3 * SECOND);
        assertThat(read.tones()).hasSize(3 * SECOND);
        assertThat(read.tonesAtFlashes(0.04)).isEqualTo(3 * SECOND);
    }

    /** Demuxers read neither: the check sum of the first is wrong, the second says that it is for later. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProgramMapThatIsDamagedOrForLaterChangesNothing(boolean damaged) throws IOException {
        Path path = directory.resolve("map.ts");
        byte[] bytes = recording(path, new AudioTrack("aac", 48_000, 1)).toBytes();
        int map = packetOfSecondMap(bytes);
        byte[] packet = Arrays.copyOfRange(bytes, map, map + PACKET_BYTES);
        int section = 5;
        int end = section + 3 + (packet[section + 2] & 0xff);
        packet[section + 12] = 2; // MPEG-2 video instead of H.264
        if (!damaged) {
            packet[section + 5] &= ~1;
            ByteBuffer.wrap(packet).putInt(end - 4, crc(packet, section, end - 4));
        }
        System.arraycopy(packet, 0, bytes, map, PACKET_BYTES);
        Files.write(path, bytes);
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isEqualTo(PICTURES);
        assertThat(read.tonesAtFlashes(0.04)).isEqualTo(SECOND);
    }

    private static int packetOfSecondMap(byte[] bytes) {
        int maps = 0;
        for (int at = 0; at < bytes.length; at += PACKET_BYTES) {
            boolean starts = (bytes[at + 1] & 0x40) != 0;
            maps += starts && bytes[at + 4] == 0 && bytes[at + 5] == 2 ? 1 : 0;
            if (maps == 2) {
                return at;
            }
        }
        throw new AssertionError("one program map only");
    }

    /** CRC-32 of ISO/IEC 13818-1, Annex A. */
    private static int crc(byte[] bytes, int from, int until) {
        int crc = -1;
        for (int bit = 8 * from; bit < 8 * until; bit++) {
            int next = bytes[bit / 8] >> (7 - bit % 8) & 1;
            crc = crc << 1 ^ ((crc >>> 31 ^ next) == 1 ? 0x04c11db7 : 0);
        }
        return crc;
    }

    @Test
    void picturesAreWholeIfThePacketsOfATransportStreamAreLonger() throws IOException {
        Path path = directory.resolve("codec.m2ts");
        AudioTrack sound = new AudioTrack("mp2", 48_000, 1);
        byte[] bytes = recording(path, "mpeg2video", sound)
                .then(recording(path, "libx264", sound))
                .toBytes();
        int packets = bytes.length / PACKET_BYTES;
        byte[] stamped = new byte[packets * STAMPED_PACKET_BYTES];
        for (int i = 0; i < packets; i++) {
            int to = (i + 1) * STAMPED_PACKET_BYTES - PACKET_BYTES;
            System.arraycopy(bytes, i * PACKET_BYTES, stamped, to, PACKET_BYTES);
        }
        Files.write(path, stamped);
        assertThat(FlashAndTone.of(path).pictures()).isEqualTo(2 * PICTURES);
    }

    private static TransportStream recording(Path path, AudioTrack audio) throws IOException {
        return recording(path, "libx264", audio);
    }

    private static TransportStream recording(Path path, String video, AudioTrack audio) throws IOException {
        Map<String, String> options = video.equals("libx264") ? Map.of("preset", "ultrafast") : Map.of();
        VideoEncoder encoder = new VideoEncoder(video, options, "yuv420p");
        Spec spec = new Spec("mpegts", VideoTrack.of(encoder, new FrameSize(96, 96), new Ratio(25, 1)));
        new FlashTitle(spec.withAudio(audio), SECOND * 25, SECOND).write(path);
        return new TransportStream(Files.readAllBytes(path));
    }

    /** A multiplexer may tell the next codec, and again, before the last picture of the old one is complete. */
    @ParameterizedTest
    @CsvSource({"mpeg2video, libx264", "libx264, mpeg2video", "mpeg2video, mpeg4"})
    void theLastPictureOfACodecGoesOnAfterTheMapOfTheNext(String codec, String newCodec) throws IOException {
        byte[] first = detailed(codec);
        byte[] second = detailed(newCodec);
        int tables = 3 * PACKET_BYTES; // of services, programs and streams
        List<Integer> picture = packetsOfLastPicture(first);
        assertThat(picture).hasSizeGreaterThan(6);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int part = 1; part <= 2; part++) {
            int until = picture.get(part * picture.size() / 3);
            bytes.write(first, from, until - from);
            bytes.write(second, 0, tables);
            from = until;
        }
        bytes.write(first, from, first.length - from);
        bytes.write(second, tables, second.length - tables);
        Path path = directory.resolve("rest.ts");
        List<Integer> separate = new ArrayList<>(samples(Files.write(path, first)));
        separate.addAll(samples(Files.write(path, second)));
        assertThat(samples(Files.write(path, bytes.toByteArray()))).isEqualTo(separate);
    }

    /** Any packet may be sent twice (ISO/IEC 13818-1, 2.4.3.3), also with a table in between. */
    @Test
    void theLastPictureGoesOnWhereItsPacketsAreSentTwice() throws IOException {
        byte[] first = detailed("mpeg2video");
        byte[] second = detailed("libx264");
        int tables = 3 * PACKET_BYTES;
        List<Integer> picture = packetsOfLastPicture(first);
        int before = picture.get(2);
        int after = picture.get(3);
        int later = picture.get(5);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first, 0, before + PACKET_BYTES);
        bytes.write(second, 0, tables);
        bytes.write(first, before, PACKET_BYTES);
        bytes.write(first, after, later + PACKET_BYTES - after);
        bytes.write(first, later, first.length - later);
        bytes.write(second, tables, second.length - tables);
        assertThat(after).isEqualTo(before + PACKET_BYTES);
        Path path = directory.resolve("twice.ts");
        List<Integer> separate = new ArrayList<>(samples(Files.write(path, first)));
        separate.addAll(samples(Files.write(path, second)));
        assertThat(samples(Files.write(path, bytes.toByteArray()))).isEqualTo(separate);
    }

    private byte[] detailed(String codec) throws IOException {
        Path path = directory.resolve("detailed.ts");
        ffmpeg("-f lavfi -i testsrc2=s=320x240:r=25:d=0.4 -c:v " + codec
                + " -b:v 6M -bf 0 -threads 1 -pix_fmt yuv420p -y " + path);
        return Files.readAllBytes(path);
    }

    /** Where the packets of the last picture start. */
    private static List<Integer> packetsOfLastPicture(byte[] bytes) {
        List<Integer> packets = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += PACKET_BYTES) {
            if ((ByteBuffer.wrap(bytes).getShort(at + 1) & 0x1fff) == 0x100) {
                if ((bytes[at + 1] & 0x40) != 0) {
                    packets.clear();
                }
                packets.add(at);
            }
        }
        return packets;
    }

    /** A column of each picture. */
    private static List<Integer> samples(Path path) {
        List<Integer> samples = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    for (int y = 0; y < frame.height(); y += 4) {
                        samples.add(GeneratedPictures.sample(frame.luma(), 100, y));
                    }
                }
            }
            assertThat(reader.damage().damaged()).isZero();
        }
        return samples;
    }

    /** Only the first of the files that were put together has a matrix. */
    @Test
    void theTurnOfTheFirstFileDoesNotTurnTheSecond() throws IOException {
        Path upright = directory.resolve("upright.mp4");
        Path turned = directory.resolve("turned.mp4");
        ffmpeg("-f lavfi -i color=white:s=96x64:r=25:d=0.4 -c:v libx264 -preset ultrafast -threads 1 " + upright);
        ffmpeg("-i " + upright + " -metadata:s:v rotate=90 -c copy " + turned);
        Path path = directory.resolve("joined.mp4");
        Files.write(path, Files.readAllBytes(turned));
        Files.write(path, Files.readAllBytes(upright), StandardOpenOption.APPEND);
        List<Integer> corners = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            assertThat(reader.info().geometry().displayed()).isEqualTo(new FrameSize(64, 96));
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    corners.add(GeneratedPictures.sample(frame.luma(), 1, 1));
                }
            }
        }
        assertThat(corners).hasSize(20);
        assertThat(corners.subList(0, 10)).allMatch(it -> it > 200);
        assertThat(corners.subList(10, 20)).allMatch(it -> it < 50);
    }

    private static void ffmpeg(String arguments) {
        Ffmpeg.run(List.of(arguments.split(" ", -1)), InputStream::readAllBytes);
    }

    @Test
    void laterPicturesAreFittedIntoTheFirstOnesSize() throws IOException {
        Path path = directory.resolve("change.ts");
        new ChangingTitle(SECOND).write(path);
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    assertThat(frame.size()).isEqualTo(ChangingTitle.FIRST_SIZE);
                }
            }
        }
    }
}
