package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.libav.NativeLog;
import dev.starling.media.decoding.PacketStamp.Way;
import dev.starling.testkit.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportScanTest {
    private static final int PACKET = TransportScrambling.PACKET_BYTES;
    private static final int PICTURES = 0x100;
    private static final int SOUND = 0x101;

    @TempDir
    Path directory;

    private static byte[] title() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Ffmpeg.run(
                List.of(("-f lavfi -i testsrc2=size=96x96:rate=25:duration=4 -f lavfi -i sine=duration=4 -c:v libx264"
                                + " -preset ultrafast -c:a aac -f mpegts -")
                        .split(" ")),
                output -> output.transferTo(file));
        return file.toByteArray();
    }

    private static int pid(byte[] file, int at) {
        return (file[at + 1] & 0x1f) << 8 | (file[at + 2] & 0xff);
    }

    private TransportScan scan(byte[] file) throws IOException {
        Path path = Files.write(directory.resolve("title.ts"), file);
        try (NativeLog log = new NativeLog();
                Demuxer demuxer = Demuxer.open(path, Demuxer.MissingStamps.KEPT, 0, log, 0, FileParts.WHOLE)) {
            return TransportScan.of(demuxer);
        }
    }

    /** Packets of sound are lost, of some size, with garbage where they were. */
    @ParameterizedTest
    @ValueSource(ints = {188, 192, 204})
    void aLossIsFoundWhereItIs(int distance) throws IOException {
        byte[] file = title();
        ByteArrayOutputStream torn = new ByteArrayOutputStream();
        int lost = 0;
        long lossAt = 0;
        for (int at = 0; at < file.length; at += PACKET) {
            boolean loses = at > file.length / 2 && lost < 5 && pid(file, at) == SOUND;
            if (loses) {
                lost++;
                lossAt = torn.size();
                torn.writeBytes(new byte[100]);
            } else {
                byte[] packet = Arrays.copyOfRange(file, at, at + PACKET);
                if (distance == 192) {
                    torn.writeBytes(new byte[4]);
                }
                torn.writeBytes(packet);
                torn.writeBytes(new byte[Math.max(0, distance - 192)]);
                torn.writeBytes(new byte[distance == 204 ? 4 : 0]);
            }
        }
        TransportScan scan = scan(torn.toByteArray());
        assertThat(scan.way(SOUND, 0, lossAt - 20L * distance)).isEqualTo(Way.CLEAR);
        assertThat(scan.way(SOUND, lossAt - 200L * distance, torn.size())).isEqualTo(Way.DAMAGED);
        assertThat(scan.way(PICTURES, 0, torn.size())).isEqualTo(Way.CLEAR);
    }

    /** A receiver fails for a moment: the file is read, and what is scrambled is lost. */
    @Test
    void fewScrambledPacketsAreLost() throws IOException {
        byte[] file = title();
        int count = 0;
        for (int at = 0; at < file.length; at += PACKET) {
            if (pid(file, at) == PICTURES && at > file.length / 2 && count++ < 5) {
                file[at + 3] |= (byte) 0xc0;
            }
        }
        TransportScan scan = scan(file);
        assertThat(scan.way(PICTURES, file.length / 2, file.length)).isEqualTo(Way.DAMAGED);
        assertThat(scan.way(PICTURES, 0, file.length / 2 - PACKET)).isEqualTo(Way.CLEAR);
    }

    /** A packet may be sent twice, and a counter may start anew where that is told. */
    @Test
    void repeatedPacketsAndToldStartsAreNoLosses() throws IOException {
        byte[] file = title();
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        int shift = 0;
        for (int at = 0; at < file.length; at += PACKET) {
            byte[] packet = Arrays.copyOfRange(file, at, at + PACKET);
            boolean hasAdaptation = (packet[3] & 0x20) != 0 && packet[4] != 0;
            if (pid(file, at) == PICTURES) {
                if (hasAdaptation && at > file.length / 2 && shift == 0) {
                    shift = 7;
                    packet[5] |= (byte) 0x80;
                }
                packet[3] = (byte) ((packet[3] & 0xf0) | ((packet[3] + shift) & 0x0f));
            }
            changed.writeBytes(packet);
            if (pid(file, at) == SOUND) {
                changed.writeBytes(packet);
            }
        }
        assertThat(shift).isEqualTo(7);
        TransportScan scan = scan(changed.toByteArray());
        assertThat(scan.way(PICTURES, 0, changed.size())).isEqualTo(Way.ANNOUNCED);
        assertThat(scan.way(SOUND, 0, changed.size())).isEqualTo(Way.CLEAR);
    }

    /** As where recordings were joined. */
    @Test
    void aStartIsToldThoughPacketsAreLostBesideIt() throws IOException {
        byte[] file = title();
        boolean announced = false;
        for (int at = PACKET; at < file.length; at += PACKET) {
            boolean hasAdaptation = (file[at + 3] & 0x20) != 0 && file[at + 4] != 0;
            if (pid(file, at) == PICTURES && hasAdaptation && at > file.length / 2 && !announced) {
                file[at + 5] |= (byte) 0x80;
                announced = true;
            } else if (pid(file, at) == PICTURES && announced) {
                file[at + 1] |= 0x1f; // lost
                break;
            }
        }
        assertThat(scan(file).way(PICTURES, 0, file.length)).isEqualTo(Way.DAMAGED_AND_ANNOUNCED);
    }

    /** More than are kept, as of a muxer that announces one with each packet. */
    @Test
    void aLossIsFoundAfterManyAnnouncedStarts() throws IOException {
        byte[] title = title();
        int many = 100_001;
        byte[] file = Arrays.copyOf(title, title.length + (many + 1) * PACKET);
        for (int i = 0; i <= many; i++) {
            int at = title.length + i * PACKET;
            int counter = i == many ? i + 5 : i;
            byte[] packet = {TransportScrambling.SYNC_BYTE, 0x02, 0, (byte) (0x30 | (counter & 0x0f)), 1, 0};
            packet[5] = (byte) (i == many ? 0 : 0x80);
            System.arraycopy(packet, 0, file, at, packet.length);
            ByteBuffer.wrap(file).putInt(at + packet.length, i);
        }
        assertThat(scan(file).way(0x200, file.length - PACKET - 1L, file.length).isDamaged())
                .isTrue();
    }

    @Test
    void nothingIsLostOfAWholeFile() throws IOException {
        byte[] file = title();
        TransportScan scan = scan(file);
        assertThat(scan.way(PICTURES, 0, file.length)).isEqualTo(Way.CLEAR);
        assertThat(scan.way(SOUND, 0, file.length)).isEqualTo(Way.CLEAR);
    }
}
