package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.film.PesPacket;
import dev.starling.film.PesPacket.Medium;
import dev.starling.film.TransportStream;
import dev.starling.testkit.Ffmpeg;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings that go on at a key picture after something was lost that no continuity counter tells. */
class LostSegmentsTest {
    private static final int RATE = 25;
    private static final int SECONDS = 10;
    private static final int PERIOD = 16;

    @TempDir
    Path directory;

    private static TransportStream title() {
        return new TransportStream(LateStreamsTest.title(
                SECONDS, RATE, 0, "-c:v", "libx264", "-crf", "0", "-c:a", "aac", "-f", "mpegts", "-muxdelay", "0"));
    }

    private static List<PesPacket> keys(TransportStream recording) {
        return recording.pesPackets().stream()
                .filter(it -> it.medium() == Medium.PICTURES && it.randomAccess())
                .toList();
    }

    /** With counters that start anew with some packet. */
    private static TransportStream recounted(TransportStream recording, int from) {
        byte[] bytes = recording.toBytes();
        Map<Integer, Integer> counters = new HashMap<>();
        for (int at = from * TransportPackets.BYTES; at < bytes.length; at += TransportPackets.BYTES) {
            int step = TransportPackets.isCounted(bytes, at) ? 1 : 0;
            int counter = counters.merge(TransportPackets.pid(bytes, at), step, Integer::sum);
            bytes[at + 3] = (byte) ((bytes[at + 3] & 0xf0) | counter % PERIOD);
        }
        return new TransportStream(bytes);
    }

    private FlashAndTone read(TransportStream recording) throws IOException {
        return FlashAndTone.of(Files.write(directory.resolve("title.ts"), recording.toBytes()));
    }

    /** Segments of 2 s are lost, or another recording follows whose clock is a little off. */
    @ParameterizedTest
    @CsvSource({"0, 100", "500, 0"})
    void segmentsThatAreLostAreCountedAndJoinsAreNot(long off, long missing) throws IOException {
        TransportStream whole = title();
        int from = keys(whole).get(4).packets().getFirst();
        int until = keys(whole).get(8).packets().getFirst();
        TransportStream torn = recounted(whole, until).shifted(off, until).without(it -> it >= from && it < until);
        FlashAndTone read = read(torn);
        assertThat(read.missing()).isCloseTo(missing, within(2L));
        assertThat(read.pictures()).isCloseTo(RATE * (SECONDS - 4), within(2));
        assertThat(read.tonesAtFlashes(1.0 / RATE)).isEqualTo(SECONDS - 4);
    }

    /**
     * Whether a loss of whole periods of the counter, up to the last of some pictures, leaves a beginning of one of
     * them, and takes more than one of those after it.
     */
    private static boolean leaves(PesPacket picture, List<PesPacket> pictures) {
        List<PesPacket> rest = pictures.subList(pictures.indexOf(picture), pictures.size());
        int left = rest.stream().mapToInt(it -> it.packets().size()).sum() % PERIOD;
        return rest.size() > 2
                && rest.size() < RATE
                && left > 1
                && left < picture.packets().size();
    }

    /** As many packets of pictures are lost as the counter counts, from the middle of a picture on. */
    @Test
    void aLossThatTearsAPictureIsCountedThoughTheCounterDoesNotTell() throws IOException {
        TransportStream whole = new TransportStream(LateStreamsTest.title(
                SECONDS,
                RATE,
                0,
                "-vf noise=alls=20:allf=t -c:v libx264 -crf 20 -c:a aac -f mpegts -muxdelay 0".split(" ")));
        int key = keys(whole).get(5).packets().getFirst();
        List<PesPacket> before = whole.pesPackets().stream()
                .filter(it -> it.medium() == Medium.PICTURES && it.packets().getFirst() < key)
                .toList();
        // The last packet of a PES packet is filled up: what is left of the torn one ends before it.
        PesPacket torn =
                before.stream().filter(it -> leaves(it, before)).findFirst().orElseThrow();
        List<Integer> rest = before.subList(before.indexOf(torn), before.size()).stream()
                .flatMap(it -> it.packets().stream())
                .toList();
        Set<Integer> lost = new HashSet<>(rest.subList(rest.size() % PERIOD, rest.size()));
        FlashAndTone read = read(whole.without(lost::contains));
        assertThat(read.missing()).isGreaterThan(1);
        assertThat(read.pictures() + read.missing()).isBetween((long) RATE * SECONDS, RATE * SECONDS + 2L);
    }

    private Path copied(String filter) throws IOException {
        Path even = Files.write(
                directory.resolve("even.mkv"),
                LateStreamsTest.title(SECONDS, RATE, 0, "-c:v", "libx264", "-c:a", "aac", "-f", "matroska"));
        Path path = directory.resolve("copied.ts");
        copy(even, path, "-bsf:v", filter);
        return path;
    }

    /** Pictures that were held while sound ran on, where a key picture follows or another one does. */
    @ParameterizedTest
    @CsvSource({"24, 50", "24, 40", "3, 90"})
    void picturesThatWereNeverRecordedAreNotMissing(int held, int picture) throws IOException {
        FlashAndTone read =
                FlashAndTone.of(copied("setts=ts=TS+if(gte(N\\," + picture + ")\\," + held * 3600 + "\\,0)"));
        assertThat(read.pictures()).isEqualTo(RATE * SECONDS);
        assertThat(read.missing()).isZero();
    }

    /**
     * A recorder pauses between pictures of its grid. Matroska and NUT have no decoding times, and what FFmpeg copies
     * from them has those that it derives.
     */
    @ParameterizedTest
    @ValueSource(strings = {"paused.mkv", "paused.nut", "paused.mp4", "paused.flv", "paused.ts"})
    void aRecordingThatPausesOffTheGridIsWhole(String name) throws IOException {
        Path even = Files.write(
                directory.resolve("even.mkv"),
                LateStreamsTest.title(SECONDS, RATE, 0, "-c:v", "libx264", "-c:a", "aac", "-f", "matroska"));
        // In ms: 108.4 pictures. The soundtrack has 46.9 packets a second.
        String pause = "setts=ts=TS+if(gte(N\\,%d)\\,4337\\,0)";
        Path paused = directory.resolve("first.mkv");
        copy(even, paused, "-bsf:v", pause.formatted(2 * RATE), "-bsf:a", pause.formatted(94));
        Path path = directory.resolve(name);
        copy(paused, path);
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isBetween(RATE * SECONDS, RATE * SECONDS + 4); // one is held
        assertThat(read.missing()).isZero();
        assertThat(read.tonesAtFlashes(1.0 / RATE)).isEqualTo(SECONDS);
    }

    private static void copy(Path from, Path to, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-i", from.toString(), "-c", "copy"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("-y", to.toString()));
        Ffmpeg.run(arguments, output -> output.transferTo(OutputStream.nullOutputStream()));
    }

    /** The counters are whole, and frame_num leaps. */
    @Test
    void picturesThatWereLostBeforeTheyWereMultiplexedAreMissing() throws IOException {
        FlashAndTone read = FlashAndTone.of(copied("noise=drop=between(n\\,60\\,66)"));
        assertThat(read.missing()).isEqualTo(7);
    }
}
