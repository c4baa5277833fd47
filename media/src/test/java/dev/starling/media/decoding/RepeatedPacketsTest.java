package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
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

    /** Each packet, or each datagram; also where packets have a time stamp before them, or a checksum after them. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0", "7, 0, 0", "1, 4, 0", "1, 0, 16", "7, 0, 16"})
    void aPictureIsShownOnceThoughItsPacketsAreSentTwice(int together, int stampBytes, int checksumBytes)
            throws IOException {
        byte[] whole = title(25);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        for (int at = 0; at < whole.length; at += together * PACKET) {
            for (int copy = 0; copy < 2; copy++) {
                for (int packet = at; packet < Math.min(whole.length, at + together * PACKET); packet += PACKET) {
                    twice.writeBytes(new byte[stampBytes]);
                    twice.write(whole, packet, PACKET);
                    twice.writeBytes(new byte[checksumBytes]);
                }
            }
        }
        Path path = Files.write(directory.resolve("twice.ts"), twice.toByteArray());
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isEqualTo(SECONDS * 25);
        assertThat(read.undecodable() + read.missing()).isZero();
        assertThat(read.tonesAtFlashes(1 / 25.0)).isEqualTo(SECONDS);
    }

    /** The packet before a seek may be that after it, of which the reader has nothing. */
    @Test
    void aSeekIntoAPairOfPacketsGivesTheSecondOne() throws IOException {
        byte[] pairs = new byte[2000 * PACKET];
        for (int at = 0; at < pairs.length; at += PACKET) {
            int pair = at / PACKET / 2;
            pairs[at] = TransportScrambling.SYNC_BYTE;
            pairs[at + 1] = 1; // PID 0x100
            pairs[at + 3] = (byte) (0x10 | pair % 16);
            ByteBuffer.wrap(pairs).putInt(at + 4, pair);
        }
        int second = 1001 * PACKET;
        Path path = Files.write(directory.resolve("pairs.ts"), pairs);
        try (TransportInput input = new TransportInput(path, FileParts.WHOLE.part(0));
                Arena arena = Arena.ofConfined()) {
            MemorySegment read = arena.allocate(2L * PACKET);
            input.seek(second - PACKET);
            input.read(read);
            input.seek(second);
            input.read(read);
            assertThat(read.asSlice(0, PACKET).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(pairs, second, second + PACKET));
        }
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
