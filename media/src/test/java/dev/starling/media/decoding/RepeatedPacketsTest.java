package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transport streams whose packets were sent twice. */
class RepeatedPacketsTest {
    private static final int PACKET = TransportPackets.BYTES;
    private static final int SECONDS = 3;

    @TempDir
    Path directory;

    private static byte[] title(int rate) {
        return LateStreamsTest.title(
                SECONDS, rate, 0, "-c:v", "libx264", "-bf", "2", "-c:a", "aac", "-f", "mpegts", "-muxdelay", "0");
    }

    /** Each packet, or each datagram; where packets have time stamps of their own, too. */
    @ParameterizedTest
    @CsvSource({"1, 0", "7, 0", "1, 4"})
    void aPictureIsShownOnceThoughItsPacketsAreSentTwice(int together, int stampBytes) throws IOException {
        byte[] whole = title(25);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        for (int at = 0; at < whole.length; at += together * PACKET) {
            for (int copy = 0; copy < 2; copy++) {
                for (int packet = at; packet < Math.min(whole.length, at + together * PACKET); packet += PACKET) {
                    twice.writeBytes(new byte[stampBytes]);
                    twice.write(whole, packet, PACKET);
                }
            }
        }
        Path path = Files.write(directory.resolve("twice.ts"), twice.toByteArray());
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isEqualTo(SECONDS * 25);
        assertThat(read.undecodable() + read.missing()).isZero();
        assertThat(read.tonesAtFlashes(1 / 25.0)).isEqualTo(SECONDS);
    }

    @Test
    void aRepeatedPacketMayHaveAnotherClockReference() {
        byte[] packet = new byte[PACKET];
        packet[0] = TransportScrambling.SYNC_BYTE;
        packet[1] = 1;
        packet[3] = 0x30; // adaptation field and payload
        packet[4] = 7;
        packet[5] = 0x10; // PCR
        byte[] again = Arrays.copyOf(packet, PACKET);
        again[10] = 99;
        byte[] other = Arrays.copyOf(packet, PACKET);
        other[12] = 99;
        RepeatedPackets repeats = new RepeatedPackets();
        assertThat(repeats.take(packet, 0)).isFalse();
        assertThat(repeats.take(again, 0)).isTrue();
        assertThat(repeats.take(other, 0)).isFalse();
        repeats.forget();
        assertThat(repeats.take(other, 0)).isFalse();
    }
}
