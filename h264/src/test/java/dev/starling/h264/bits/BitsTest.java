package dev.starling.h264.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.starling.h264.bits.H264Exception.Kind;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BitsTest {

    @Test
    void expGolombCodesAreThoseOfTable9_1() {
        String[] codes = {"1", "010", "011", "00100", "00101", "00110", "00111", "0001000", "0001001", "0001010"};
        for (int codeNum = 0; codeNum < codes.length; codeNum++) {
            var writer = new BitWriter();
            writer.ue(codeNum, "x");
            assertThat(writer.bitPosition()).isEqualTo(codes[codeNum].length());
            writer.alignWithZeros();
            var reader = new BitReader(writer.toByteArray(), 0, 1);
            assertThat(reader.peek(codes[codeNum].length())).isEqualTo(Integer.parseInt(codes[codeNum], 2));
            assertThat(reader.ue(9, "x")).isEqualTo(codeNum);
        }
    }

    @Test
    void everyDescriptorReadsBackWhatWasWritten() {
        for (int seed = 0; seed < 200; seed++) {
            var writer = new BitWriter(1);
            var random = new SplittableRandom(seed);
            for (int i = 0; i < 100; i++) {
                int n = random.nextInt(33);
                long bits = random.nextLong() & ((1L << n) - 1);
                switch (random.nextInt(5)) {
                    case 0 -> writer.u(n, bits, "u");
                    case 1 -> writer.ue(Math.min(bits, 0xFFFF_FFFEL), "ue");
                    case 2 -> writer.se((int) bits == Integer.MIN_VALUE ? 0 : (int) bits, "se");
                    case 3 -> writer.te(n + 1, n, "te");
                    default -> writer.flag((bits & 1) != 0, "flag");
                }
            }
            long length = writer.bitPosition();
            writer.rbspTrailingBits();
            byte[] data = writer.toByteArray();

            var reader = new BitReader();
            reader.resetToRbsp(data, 0, data.length);
            assertThat(reader.bitsLeft()).isEqualTo(length);
            random = new SplittableRandom(seed);
            for (int i = 0; i < 100; i++) {
                int n = random.nextInt(33);
                long bits = random.nextLong() & ((1L << n) - 1);
                switch (random.nextInt(5)) {
                    case 0 -> assertThat(reader.u32(n, "u")).isEqualTo(bits);
                    case 1 -> assertThat(reader.ue32("ue")).isEqualTo(Math.min(bits, 0xFFFF_FFFEL));
                    case 2 ->
                        assertThat(reader.se(Integer.MIN_VALUE, Integer.MAX_VALUE, "se"))
                                .isEqualTo((int) bits == Integer.MIN_VALUE ? 0 : (int) bits);
                    case 3 -> assertThat(reader.te(n + 1, "te")).isEqualTo(n);
                    default -> assertThat(reader.flag("flag")).isEqualTo((bits & 1) != 0);
                }
            }
            assertThat(reader.moreRbspData()).isFalse();
        }
    }

    @Test
    void aReadPastTheEndIsTruncatedInItsElement() {
        byte[] data = {0, 0, 0, 0, 0};
        for (int bits = 0; bits <= 32; bits++) {
            var reader = new BitReader(data, 1, 5);
            reader.skip(bits, "before");
            var fault = catchThrowableOfType(H264Exception.class, () -> reader.ue(5, "num_ref_frames"));
            assertThat(fault.syntaxElement()).isEqualTo("num_ref_frames");
            assertThat(fault.kind()).isEqualTo(bits == 0 ? Kind.MALFORMED : Kind.TRUNCATED);
            if (fault.kind() == Kind.TRUNCATED) {
                assertThat(fault.bitPosition()).isEqualTo(32);
            }
        }
    }

    @Test
    void aValueOutOfRangeIsMalformedWhereItStarts() {
        var writer = new BitWriter();
        writer.u(3, 5, "u");
        writer.ue(17, "ue");
        writer.rbspTrailingBits();
        var reader = new BitReader(writer.toByteArray(), 0, writer.sizeBytes());
        reader.u(3, "u");
        assertThatThrownBy(() -> reader.ue(16, "max_num_ref_frames"))
                .isInstanceOf(H264Exception.class)
                .hasMessage("malformed max_num_ref_frames at bit 3");
    }

    @Test
    void theStopBitIsNeverDataAndItsAbsenceIsTruncation() {
        var reader = new BitReader();
        reader.resetToRbsp(new byte[] {(byte) 0b1011_0100, 0, 0}, 0, 3);
        assertThat(reader.bitsLeft()).isEqualTo(5);
        assertThatThrownBy(() -> reader.resetToRbsp(new byte[3], 0, 3))
                .hasMessage("truncated in rbsp_stop_one_bit at bit 24");
    }

    @Test
    void aWriterRefusesWhatTheDescriptorCannotCarry() {
        var writer = new BitWriter();
        assertThatThrownBy(() -> writer.u(4, 16, "log2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("log2");
        assertThatThrownBy(() -> writer.ue(-1, "count")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.te(3, 4, "ref_idx_l0")).isInstanceOf(IllegalArgumentException.class);
    }
}
