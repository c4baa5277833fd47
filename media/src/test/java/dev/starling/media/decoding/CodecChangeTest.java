package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.media.decoding.FileParts.ByteRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the last packet of a codec goes on after the tables of the next, in a stream of tables and payloads alone. */
class CodecChangeTest {
    private static final int PACKET_BYTES = 188;
    private static final int ASSOCIATION_PID = 0;
    private static final int MAP_PID = 0x1011;
    private static final int PICTURE_PID = 0x111;
    private static final int NULL_PID = 0x1fff;
    private static final int START = 0x4000;
    private static final int MPEG2 = 2;
    private static final int H264 = 0x1b;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private int tables;

    /** A picture that has begun when the map tells the next codec. */
    @BeforeEach
    void change() {
        table(ASSOCIATION_PID, section(0x00, 0x00, 0x01, 0xe0 | MAP_PID >> 8, MAP_PID & 0xff));
        map(MPEG2);
        picture(START, 0, 0);
        picture(0, 1, 1);
        map(H264);
    }

    private void map(int codec) {
        int high = 0xe0 | PICTURE_PID >> 8;
        int low = PICTURE_PID & 0xff;
        table(MAP_PID, section(0x02, high, low, 0xf0, 0, codec, high, low, 0xf0, 0));
    }

    /** A section of a table with its check sum. */
    private static byte[] section(int table, int... content) {
        ByteBuffer section = ByteBuffer.allocate(8 + content.length + 4);
        section.put((byte) table).putShort((short) (0xb000 | section.capacity() - 3));
        section.putShort((short) 1).put((byte) 0xc1).putShort((short) 0);
        Arrays.stream(content).forEach(it -> section.put((byte) it));
        int crc = -1;
        for (int bit = 0; bit < 8 * section.position(); bit++) {
            int next = section.get(bit / 8) >> (7 - bit % 8) & 1;
            crc = crc << 1 ^ ((crc >>> 31 ^ next) == 1 ? 0x04c11db7 : 0);
        }
        return section.putInt(crc).array();
    }

    private void table(int pid, byte[] section) {
        byte[] payload = new byte[PACKET_BYTES - 4];
        Arrays.fill(payload, (byte) 0xff);
        payload[0] = 0; // pointer_field
        System.arraycopy(section, 0, payload, 1, section.length);
        packet(START | pid, tables++, payload);
    }

    /** A packet of pictures with a counter, and a number that its payload is filled with. */
    private void picture(int start, int counter, int fill) {
        byte[] payload = new byte[PACKET_BYTES - 4];
        Arrays.fill(payload, (byte) fill);
        packet(start | PICTURE_PID, counter, payload);
    }

    private void packet(int startAndPid, int counter, byte[] payload) {
        stream.write(0x47);
        stream.write(startAndPid >> 8);
        stream.write(startAndPid);
        stream.write(0x10 | (counter & 0x0f));
        stream.writeBytes(payload);
    }

    /** Where the picture goes on, from the first packet to that after the last one, counted from the change. */
    private List<List<Long>> rest() throws IOException {
        long from = 5;
        for (int i = 0; i < 8; i++) {
            packet(NULL_PID, 0, new byte[PACKET_BYTES - 4]);
        }
        List<CodecChange> changes = CodecChange.of(Files.write(directory.resolve("change.ts"), stream.toByteArray()));
        assertThat(changes).hasSize(1);
        return changes.getFirst().rest().stream()
                .map(it -> List.of(number(it, it.start()) - from, number(it, it.end()) - from))
                .toList();
    }

    private static long number(ByteRange range, long position) {
        assertThat(position % PACKET_BYTES).as("%s", range).isZero();
        return position / PACKET_BYTES;
    }

    @Test
    void tablesAreLeftOut() throws IOException {
        picture(0, 2, 2);
        picture(0, 3, 3);
        map(H264);
        picture(0, 4, 4);
        picture(START, 5, 5);
        assertThat(rest()).containsExactly(List.of(0L, 2L), List.of(3L, 4L));
    }

    @Test
    void whatIsSentTwiceIsLeftOutAndEndsNothing() throws IOException {
        picture(0, 1, 1); // the one before the map
        picture(0, 2, 2);
        picture(0, 2, 2);
        picture(0, 3, 3);
        picture(START, 4, 4);
        assertThat(rest()).containsExactly(List.of(1L, 2L), List.of(3L, 4L));
    }

    @Test
    void aStartWithTheSameCounterEndsThePacket() throws IOException {
        picture(0, 2, 2);
        picture(START, 2, 3);
        picture(0, 3, 4);
        assertThat(rest()).containsExactly(List.of(0L, 1L));
    }

    @Test
    void anotherPacketWithTheSameCounterEndsThePacket() throws IOException {
        picture(0, 2, 2);
        picture(0, 2, 3);
        picture(0, 3, 4);
        assertThat(rest()).containsExactly(List.of(0L, 1L));
    }

    @Test
    void aPacketInTooManyPiecesEndsWithTheLastOfThem() throws IOException {
        for (int i = 0; i < CodecChange.MAX_RANGES + 6; i++) {
            picture(0, 2 + i, i);
            map(H264);
        }
        assertThat(rest())
                .isEqualTo(IntStream.range(0, CodecChange.MAX_RANGES)
                        .mapToObj(i -> List.of(2L * i, 2L * i + 1))
                        .toList());
    }
}
