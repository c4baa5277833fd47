package dev.starling.h264.nal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.h264.bits.H264Exception;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NalUnitTest {

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "88 00 00 00 80, 88 00 00 03 00 80",
        "88 00 00 01 80, 88 00 00 03 01 80",
        "88 00 00 02 80, 88 00 00 03 02 80",
        "88 00 00 03 80, 88 00 00 03 03 80",
        "88 00 00 04 80, 88 00 00 04 80",
        "00 00 00 00 00 00 80, 00 00 03 00 00 03 00 00 80",
        "80 00 00, 80 00 00 03",
        "80 00 00 00 00, 80 00 00 03 00 00 03",
        "00 03 00 03, 00 03 00 03",
        "80, 80",
    })
    void emulationPreventionBytesAreInsertedAndRemoved(String rbsp, String payload) {
        NalUnit unit = NalUnit.ofRbsp(3, NalUnitType.SLICE_IDR, hex(rbsp));
        assertThat(unit.toByteArray()).isEqualTo(hex("65" + payload));
        assertThat(unit.rbsp()).isEqualTo(hex(rbsp));
        assertThat(unit.nalRefIdc()).isEqualTo(3);
        assertThat(unit.type()).isEqualTo(NalUnitType.SLICE_IDR);
    }

    @Test
    void randomRbspsFullOfSmallBytesComeBack() {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] rbsp = new byte[random.nextInt(1, 60)];
            for (int j = 0; j < rbsp.length; j++) {
                rbsp[j] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(5) / 2);
            }
            rbsp[rbsp.length - 1] = (byte) 0x80;
            NalUnit unit = NalUnit.ofRbsp(0, NalUnitType.SEI, rbsp);
            assertThat(unit.rbsp()).isEqualTo(rbsp);
            byte[] bytes = unit.toByteArray();
            for (int j = 1; j + 2 < bytes.length; j++) {
                assertThat(bytes[j] == 0 && bytes[j + 1] == 0 && bytes[j + 2] >= 0 && bytes[j + 2] < 3)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "65 88 00 00 03 04 80, malformed emulation_prevention_three_byte at bit 24",
        "65 88 00 00 02 80, malformed rbsp_byte at bit 24",
        "65 88 00, truncated in rbsp_byte at bit 16",
        "E5 88, malformed forbidden_zero_bit at bit 0",
    })
    void whatTheStandardForbidsInAPayloadIsMalformed(String unit, String message) {
        byte[] bytes = hex(unit);
        assertThatThrownBy(() -> {
                    var nalUnit = new NalUnit(bytes, 0, bytes.length);
                    nalUnit.type();
                    nalUnit.rbsp();
                })
                .isInstanceOf(H264Exception.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "00 00 00 01 67 42 80 00 00 01 68 CE 00 00 00 00 01 65 88 80 00 00, 3 2 4, 2",
        "00 00 01 09 10, 2, 0",
        "00 00 00 00 00 01 09 10 00, 5, 1",
        "00 00 01 00 00 01 09 F0, 2 2, 0",
        "00 00, '', 2",
        "'', '', 0",
    })
    void aByteStreamKeepsItsZeroBytes(String stream, String zeroBytes, int trailingZeroBytes) {
        AnnexB annexB = AnnexB.read(hex(stream));
        assertThat(annexB.units())
                .extracting(AnnexB.ByteStreamNalUnit::zeroBytes)
                .containsExactlyElementsOf(Arrays.stream(zeroBytes.split(" "))
                        .filter(text -> !text.isEmpty())
                        .map(Integer::valueOf)
                        .toList());
        assertThat(annexB.trailingZeroBytes()).isEqualTo(trailingZeroBytes);
        assertThat(annexB.toByteArray()).isEqualTo(hex(stream));
    }

    @Test
    void bytesBeforeTheFirstStartCodeAreMalformed() {
        assertThatThrownBy(() -> AnnexB.read(hex("00 FF 00 00 01 09 10")))
                .hasMessage("malformed start_code_prefix_one_3bytes at bit 8");
        assertThatThrownBy(() -> AnnexB.read(hex("00 01 09 10")))
                .hasMessage("malformed start_code_prefix_one_3bytes at bit 8");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4"})
    void lengthPrefixedUnitsComeBack(int lengthSize) {
        byte[] bytes = hex("09 10 67 42 68");
        List<NalUnit> units = List.of(new NalUnit(bytes, 0, 2), new NalUnit(bytes, 2, 4), new NalUnit(bytes, 4, 5));
        byte[] sample = LengthPrefixed.write(units, lengthSize);
        assertThat(sample).hasSize(5 + 3 * lengthSize);
        assertThat(LengthPrefixed.read(sample, 0, sample.length, lengthSize)).isEqualTo(units);
        for (int end = 1; end < sample.length; end++) {
            int length = end;
            boolean whole = length == 2 + lengthSize || length == 4 + 2 * lengthSize;
            if (!whole) {
                assertThatThrownBy(() -> LengthPrefixed.read(sample, 0, length, lengthSize))
                        .hasMessageStartingWith("truncated in NALUnitLength");
            }
        }
    }
}
