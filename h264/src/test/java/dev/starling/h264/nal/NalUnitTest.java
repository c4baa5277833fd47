package dev.starling.h264.nal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.h264.bits.H264Exception;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    @Test
    void theUnitsOfAByteStreamAreViewsThatTellTheirPositions() {
        byte[] stream = hex("00 00 00 01 67 42 80 00 00 01 68 CE 00 00 00 00 01 65 88 80 00 00");
        List<NalUnit> units = AnnexB.read(stream).nalUnits();
        assertThat(units).extracting(NalUnit::from).containsExactly(4, 10, 17);
        assertThat(units).extracting(NalUnit::length).containsExactly(3, 2, 3);
        assertThat(units).allSatisfy(unit -> assertThat(unit.data()).isSameAs(stream));
        assertThat(units)
                .extracting(NalUnit::header)
                .containsExactly(
                        new NalUnitHeader(3, NalUnitType.SEQUENCE_PARAMETER_SET),
                        new NalUnitHeader(3, NalUnitType.PICTURE_PARAMETER_SET),
                        new NalUnitHeader(3, NalUnitType.SLICE_IDR));
    }

    @Test
    void everyHeaderByteWithoutTheForbiddenBitIsWrittenBack() {
        for (int header = 0; header < 0x80; header++) {
            assertThat(NalUnitHeader.of((byte) header).toByte()).isEqualTo((byte) header);
        }
        for (int header = 0x80; header < 0x100; header++) {
            byte forbidden = (byte) header;
            assertThatThrownBy(() -> NalUnitHeader.of(forbidden)).hasMessage("malformed forbidden_zero_bit at bit 0");
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4"})
    void positionsInABufferAreThoseOfTheUnits(int lengthSize) {
        byte[] units = hex("09 10 06 05 65 88 80 41 9A");
        byte[] sample = LengthPrefixed.write(
                List.of(
                        new NalUnit(units, 0, 2),
                        new NalUnit(units, 2, 4),
                        new NalUnit(units, 4, 7),
                        new NalUnit(units, 7, 9)),
                lengthSize);
        byte[] withMargins = new byte[sample.length + 5];
        System.arraycopy(sample, 0, withMargins, 3, sample.length);
        ByteBuffer buffer = ByteBuffer.wrap(withMargins, 3, sample.length)
                .asReadOnlyBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
        List<LengthPrefixed.Position> positions = LengthPrefixed.positions(buffer, lengthSize);
        assertThat(positions)
                .containsExactly(
                        new LengthPrefixed.Position(0, 2, new NalUnitHeader(0, NalUnitType.ACCESS_UNIT_DELIMITER)),
                        new LengthPrefixed.Position(2 + lengthSize, 2, new NalUnitHeader(0, NalUnitType.SEI)),
                        new LengthPrefixed.Position(4 + 2 * lengthSize, 3, new NalUnitHeader(3, NalUnitType.SLICE_IDR)),
                        new LengthPrefixed.Position(
                                7 + 3 * lengthSize, 2, new NalUnitHeader(2, NalUnitType.SLICE_NON_IDR)));
        assertThat(buffer.position()).isEqualTo(3);
        for (int end = 1; end < sample.length; end++) {
            int length = end;
            if (positions.stream().noneMatch(position -> position.offset() == length)) {
                assertThatThrownBy(() -> LengthPrefixed.positions(buffer.slice(3, length), lengthSize))
                        .hasMessageStartingWith("truncated in NALUnitLength");
            }
        }
    }

    @Test
    void anEmptyUnitHasNoHeaderToFind() {
        assertThatThrownBy(() -> LengthPrefixed.positions(ByteBuffer.wrap(hex("00000001 09 00000000"))))
                .hasMessage("truncated in forbidden_zero_bit at bit 72");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4"})
    void lengthPrefixedUnitsComeBack(int lengthSize) {
        byte[] bytes = hex("09 10 67 42 68");
        List<NalUnit> units = List.of(new NalUnit(bytes, 0, 2), new NalUnit(bytes, 2, 4), new NalUnit(bytes, 4, 5));
        byte[] sample = LengthPrefixed.write(units, lengthSize);
        assertThat(sample).hasSize(5 + 3 * lengthSize);
        assertThat(LengthPrefixed.read(sample, 0, sample.length, lengthSize)).isEqualTo(units);
        assertThat(LengthPrefixed.read(LengthPrefixed.write(units))).isEqualTo(units);
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
