package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.starling.media.decoding.MpegAudioFraming.Framed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MpegAudioFramingTest {
    private static final int FRAME_BYTES = 1728;
    private static final int FRAMES = 12;
    private static final byte[] HEADER = HexFormat.of().parseHex("fffde8c4");
    /** Another header, which is in each of FFmpeg's frames of silence. */
    private static final byte[] PATTERN = HexFormat.of().parseHex("fffdff7f");

    private final byte[] stream = new byte[FRAMES * FRAME_BYTES];
    private final MpegAudioFraming framing = new MpegAudioFraming();

    MpegAudioFramingTest() {
        for (int frame = 0; frame < FRAMES; frame++) {
            int at = frame * FRAME_BYTES;
            for (int i = 0; i + PATTERN.length <= FRAME_BYTES; i += PATTERN.length) {
                System.arraycopy(PATTERN, 0, stream, at + i, PATTERN.length);
            }
            System.arraycopy(HEADER, 0, stream, at, HEADER.length);
            stream[at + 700] = (byte) frame;
        }
    }

    private byte[] bytes(int from, int until) {
        return Arrays.copyOfRange(stream, from, until);
    }

    private byte[] frame(int number) {
        return bytes(number * FRAME_BYTES, (number + 1) * FRAME_BYTES);
    }

    @ParameterizedTest
    @CsvSource({"fffde8c4, 1728", "fffb9064, 417", "fffb9264, 418", "fff380c4, 208", "ffe380c4, 417", "ffff4400, 128"})
    void aHeaderTellsTheLengthOfItsFrame(String header, int bytes) {
        assertThat(MpegAudioHeader.at(HexFormat.of().parseHex(header), 0))
                .hasValueSatisfying(it -> assertThat(it.frameBytes()).isEqualTo(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fffd", "00fde8c4", "ffe9e8c4", "fff9e8c4", "fffdf8c4", "fffd08c4", "fffdecc4"})
    void whatIsNoHeaderIsNotTaken(String bytes) {
        assertThat(MpegAudioHeader.at(HexFormat.of().parseHex(bytes), 0)).isEmpty();
    }

    @Test
    void packetsThatAreFramesAreTakenAsTheyAre() {
        for (int frame = 0; frame < FRAMES; frame++) {
            assertThat(framing.isFrame(frame(frame))).isTrue();
        }
    }

    @Test
    void beforeTheFirstFramePacketsAreTakenAsTheyAre() {
        assertThat(framing.isFrame(new byte[100])).isTrue();
    }

    /** As FFmpeg splits a stream after a loss: at the same place in each frame. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 600, 1725, 1727})
    void framesAreFoundThoughNoPacketBeginsWithOne(int phase) {
        assertThat(framing.isFrame(frame(0))).isTrue();
        List<Framed> found = new ArrayList<>();
        int until = FRAMES - 2;
        for (int frame = 1; frame < until; frame++) {
            byte[] packet = bytes(frame * FRAME_BYTES + phase, (frame + 1) * FRAME_BYTES + phase);
            assertThat(framing.isFrame(packet)).isFalse();
            found.addAll(framing.add(packet, 100L * frame));
        }
        byte[] rest = bytes(until * FRAME_BYTES + phase, (until + 1) * FRAME_BYTES);
        assertThat(framing.isFrame(rest)).isFalse();
        found.addAll(framing.add(rest, 100L * until));
        assertThat(found).hasSize(until - 1);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).data().toArray()).isEqualTo(frame(i + 2));
            assertThat(found.get(i).stamp()).isEqualTo(100L * (i + 2));
        }
        assertThat(framing.isFrame(frame(until + 1))).isTrue();
    }

    /** One in three packets of a transport stream has a stamp. */
    @Test
    void framesWithoutAStampFollowTheOneBefore() {
        assertThat(framing.isFrame(frame(0))).isTrue();
        List<Framed> found = new ArrayList<>();
        for (int frame = 1; frame < FRAMES - 1; frame++) {
            byte[] packet = bytes(frame * FRAME_BYTES + 600, (frame + 1) * FRAME_BYTES + 600);
            found.addAll(framing.add(packet, frame % 3 == 0 ? 100L * frame : AV_NOPTS_VALUE));
        }
        // Before the first stamp, some may be lost.
        assertThat(found).hasSize(FRAMES - 4);
        for (int i = 0; i < found.size(); i++) {
            int frame = i + 3;
            assertThat(found.get(i).data().toArray()).isEqualTo(frame(frame));
            assertThat(found.get(i).stamp()).isEqualTo(frame % 3 == 0 ? 100L * frame : AV_NOPTS_VALUE);
        }
    }

    /** Its own stamp is not known: the packet has that of the noise. */
    @Test
    void aFrameAfterNoiseInThePacketIsLeftOut() {
        assertThat(framing.isFrame(frame(0))).isTrue();
        assertThat(framing.add(bytes(FRAME_BYTES + 900, 3 * FRAME_BYTES), 1)).isEmpty();
        assertThat(framing.isFrame(frame(3))).isTrue();
    }

    @Test
    void noiseDoesNotGrowWithoutEnd() {
        assertThat(framing.isFrame(frame(0))).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(framing.add(new byte[5_000], i)).isEmpty();
        }
        List<Framed> found = framing.add(frame(1), 7);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().stamp()).isEqualTo(7);
    }
}
