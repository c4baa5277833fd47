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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportScanTest {
    private static final int PACKET = TransportScrambling.PACKET_BYTES;
    private static final int PICTURES = 0x100;
    private static final int SOUND = 0x101;
    /** Identifiers that no title has. */
    private static final int OTHER = 0x200;

    private static final int TABLES = 0x300;
    private static final int[] START_CODE = {0, 0, 1, 0xe0};

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
        assertThat(scan.way(SOUND, 0, lossAt - 20L * distance).isDamaged()).isFalse();
        assertThat(scan.way(SOUND, lossAt - 200L * distance, torn.size()).isDamaged())
                .isTrue();
        assertThat(scan.way(PICTURES, 0, torn.size()).isDamaged()).isFalse();
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
        assertThat(scan.way(PICTURES, file.length / 2, file.length).isDamaged()).isTrue();
        assertThat(scan.way(PICTURES, 0, file.length / 2 - PACKET).isDamaged()).isFalse();
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
        assertThat(scan.way(SOUND, 0, changed.size()).isDamaged()).isFalse();
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

    /** Packets with a payload of some streams, after a title; a packet's bytes are 0 where nothing else is said. */
    private static final class Packets {
        private final ByteArrayOutputStream file = new ByteArrayOutputStream();
        private final Map<Integer, Integer> counters = new HashMap<>();
        private int count;

        Packets() throws IOException {
            file.writeBytes(title());
        }

        /** The packet has an adaptation field of some bytes, or none: {@code null}. */
        Packets add(int pid, int skipped, boolean starts, byte @Nullable [] adaptation, int... payload) {
            int counter = counters.merge(pid, 1 + skipped, Integer::sum) & 0x0f;
            ByteBuffer packet = ByteBuffer.allocate(PACKET)
                    .put((byte) TransportScrambling.SYNC_BYTE)
                    .putShort((short) (pid | (starts ? 0x4000 : 0)))
                    .put((byte) ((adaptation == null ? 0x10 : 0x30) | counter));
            if (adaptation != null) {
                packet.put((byte) adaptation.length).put(adaptation);
            }
            for (int part : payload) {
                packet.put((byte) part);
            }
            file.writeBytes(packet.putInt(PACKET - 4, count++).array()); // unlike all others
            return this;
        }

        /** A PES packet in two packets, the last of which is full or filled up. */
        Packets unit(int pid, boolean full) {
            add(pid, 0, true, null, START_CODE);
            return add(pid, 0, false, full ? null : new byte[20]);
        }

        Packets units(int pid, int units, IntPredicate full) {
            IntStream.range(0, units).forEach(i -> unit(pid, full.test(i)));
            return this;
        }

        int size() {
            return file.size();
        }

        TransportScan scan(TransportScanTest test) throws IOException {
            return test.scan(file.toByteArray());
        }
    }

    /** The last packet of a PES packet is full: the rest of it may be lost. */
    @Test
    void aPesPacketThatIsNotFilledUpIsTorn() throws IOException {
        Packets packets = new Packets().units(OTHER, 50, _ -> false);
        long from = packets.size();
        packets.unit(OTHER, true);
        long torn = packets.size();
        packets.units(OTHER, 2, _ -> false);
        TransportScan scan = packets.scan(this);
        assertThat(scan.way(OTHER, from, torn)).isEqualTo(Way.TORN);
        assertThat(scan.way(OTHER, 0, from)).isEqualTo(Way.CLEAR);
        assertThat(scan.way(OTHER, torn, packets.size())).isEqualTo(Way.CLEAR);
    }

    @ParameterizedTest
    @CsvSource({"192, 4", "204, 0"})
    void aTornPesPacketIsFoundAmongLongPackets(int distance, int before) throws IOException {
        Packets packets = new Packets().units(OTHER, 100, i -> i == 98);
        byte[] file = packets.file.toByteArray();
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        for (int at = 0; at < file.length; at += PACKET) {
            longer.writeBytes(new byte[before]);
            longer.write(file, at, PACKET);
            longer.writeBytes(new byte[distance - PACKET - before]);
        }
        TransportScan scan = scan(longer.toByteArray());
        int end = longer.size();
        assertThat(scan.way(OTHER, end - 4L * distance + before, end)).isEqualTo(Way.TORN);
        assertThat(scan.way(OTHER, 0, end - 5L * distance)).isEqualTo(Way.CLEAR);
    }

    /** Encoders of a constant bitrate may fill pictures to whole packets. */
    @Test
    void fullPacketsTellNothingWhereManyPesPacketsEndWithOne() throws IOException {
        Packets packets = new Packets().units(OTHER, 100, i -> i % 10 == 0);
        assertThat(packets.scan(this).way(OTHER, 0, packets.size())).isEqualTo(Way.CLEAR);
    }

    /** Tables are filled up in their payload, and there may be many of them. */
    @Test
    void tablesAreNotTorn() throws IOException {
        Packets packets = new Packets().units(OTHER, 50, _ -> false);
        for (int i = 0; i < 100_001; i++) {
            packets.add(TABLES, 0, true, null, 0, 2, 0xb0);
        }
        long from = packets.size();
        packets.units(OTHER, 2, i -> i == 0);
        TransportScan scan = packets.scan(this);
        assertThat(scan.way(TABLES, 0, packets.size())).isEqualTo(Way.CLEAR);
        assertThat(scan.way(OTHER, from, packets.size())).isEqualTo(Way.TORN);
    }

    /** More than are kept, as of a private stream whose counter does not count: other streams are still counted. */
    @Test
    void aLossIsFoundAfterManyOfAnotherStream() throws IOException {
        Packets packets = new Packets();
        for (int i = 0; i < 100_010; i++) {
            packets.add(TABLES, 4, false, null);
        }
        long from = packets.size();
        packets.units(OTHER, 2, _ -> false);
        long lossAt = packets.size();
        packets.add(OTHER, 3, false, null);
        TransportScan scan = packets.scan(this);
        assertThat(scan.way(OTHER, from, lossAt - PACKET)).isEqualTo(Way.CLEAR);
        assertThat(scan.way(OTHER, from, lossAt)).isEqualTo(Way.DAMAGED);
        assertThat(scan.way(TABLES, from - 5 * PACKET, from - 2 * PACKET)).isEqualTo(Way.DAMAGED);
    }

    /** A receiver marks what it could not correct. */
    @Test
    void aPacketThatIsMarkedAsWrongIsLost() throws IOException {
        byte[] file = title();
        int at = file.length / 2 / PACKET * PACKET;
        while (pid(file, at) != PICTURES) {
            at += PACKET;
        }
        assertThat(scan(file).way(PICTURES, at - PACKET, at).isDamaged()).isFalse();
        file[at + 1] |= (byte) 0x80;
        assertThat(scan(file).way(PICTURES, at - PACKET, at).isDamaged()).isTrue();
        assertThat(scan(file).way(PICTURES, at, file.length).isDamaged()).isFalse();
    }

    /** Streams with identifiers of tables are not counted. */
    @Test
    void whichStreamsAreCountedIsKnown() throws IOException {
        TransportScan scan = new Packets().unit(0x1f, false).scan(this);
        assertThat(scan.counts(PICTURES)).isTrue();
        assertThat(scan.counts(0x1f)).isFalse();
        assertThat(TransportScan.EMPTY.counts(PICTURES)).isFalse();
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
        for (int pid : new int[] {PICTURES, SOUND}) {
            assertThat(scan.way(pid, 0, file.length)).isIn(Way.CLEAR, Way.TORN);
        }
    }
}
