package dev.starling.h264.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.starling.h264.SmallStreams;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SliceTypeTest {

    private static NalUnit unit(String hex) {
        return NalUnit.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "65 88, I, 1 00010 00: slice_type 7",
        "41 9A, P, 1 00110 10: slice_type 5",
        "01 9E, B, 1 00111 10: slice_type 6",
        "41 E0, P, 1 1: slice_type 0",
        "01 A0, B, 1 010: slice_type 1",
        "41 02 49 80, P, 0000001001001 00110: first_mb_in_slice 72 and slice_type 5",
        "41 00 00 44 00 07 80, B, 000...0100010000000000000 00111: first_mb_in_slice 139263 and slice_type 6",
    })
    void theTypeIsReadWithoutParameterSets(String hex, SliceType type, String bits) {
        NalUnit unit = unit(hex);
        assertThat(SliceType.of(unit)).as(bits).isEqualTo(type);
        for (int length = 0; length < unit.length() - 1; length++) {
            NalUnit prefix = new NalUnit(unit.data(), 0, length);
            var fault = catchThrowableOfType(H264Exception.class, () -> SliceType.of(prefix));
            assertThat(fault.kind()).isEqualTo(H264Exception.Kind.TRUNCATED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "67 42, unsupported nal_unit_type at bit 0",
        "42 88, unsupported nal_unit_type at bit 0",
        "41 90, unsupported slice_type at bit 1",
        "41 8B, malformed slice_type at bit 1",
        "41 00 00 44 00 20, malformed first_mb_in_slice at bit 0",
        "41, truncated in first_mb_in_slice at bit 0",
        "41 80, truncated in slice_type at bit 8",
    })
    void otherUnitsAndValuesAreRefused(String hex, String message) {
        assertThatThrownBy(() -> SliceType.of(unit(hex)))
                .isInstanceOf(H264Exception.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @MethodSource("dev.starling.h264.SmallStreams#names")
    void theTypeIsThatOfTheWholeHeader(String name) {
        var parameterSets = new ParameterSets();
        for (NalUnit unit : AnnexB.read(SmallStreams.read(name)).nalUnits()) {
            parameterSets.accept(unit);
            if (unit.type().isSlice()) {
                assertThat(SliceType.of(unit))
                        .isEqualTo(SliceHeader.read(unit, parameterSets).sliceType());
            }
        }
    }

    @Test
    void noEmulationPreventionByteOccursInTheFirstTwoFields() {
        int[] sliceTypes = {0, 1, 2, 5, 6, 7};
        var writer = new BitWriter();
        for (int mb = 0; mb < SequenceParameterSet.MAX_FRAME_SIZE_IN_MBS; mb += mb < 300 || mb > 130_900 ? 1 : 97) {
            for (int sliceType : sliceTypes) {
                writer.reset();
                writer.ue(mb, "first_mb_in_slice");
                writer.ue(sliceType, "slice_type");
                writer.rbspTrailingBits();
                byte[] rbsp = writer.toByteArray();
                NalUnit unit = NalUnit.ofRbsp(1, NalUnitType.SLICE_NON_IDR, rbsp);
                assertThat(unit.length()).isEqualTo(1 + rbsp.length);
                assertThat(SliceType.of(unit)).isEqualTo(SliceType.of(sliceType));
            }
        }
    }
}
