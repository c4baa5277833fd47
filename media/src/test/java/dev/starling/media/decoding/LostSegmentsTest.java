package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.film.PesPacket;
import dev.starling.film.PesPacket.Medium;
import dev.starling.film.TransportStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** As many packets of pictures are lost as the counter counts. */
    @Test
    void aLossThatTheCounterDoesNotTellIsCounted() throws IOException {
        TransportStream whole = title();
        int key = keys(whole).get(5).packets().getFirst();
        List<Integer> before = whole.pesPackets().stream()
                .filter(it -> it.medium() == Medium.PICTURES)
                .flatMap(it -> it.packets().stream())
                .filter(it -> it < key)
                .toList();
        Set<Integer> lost = new HashSet<>(before.subList(before.size() - 4 * PERIOD, before.size()));
        FlashAndTone read = read(whole.without(lost::contains));
        assertThat(read.pictures()).isLessThan(RATE * SECONDS);
        assertThat(read.pictures() + read.undecodable() + read.missing())
                .isBetween((long) RATE * SECONDS, RATE * SECONDS + 2L);
    }
}
