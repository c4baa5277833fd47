package dev.starling.media.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.libav.Bytes;
import dev.starling.libav.MediaException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NalUnitsTest {
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static List<String> split(String hex) {
        byte[] stream = bytes(hex);
        return NalUnits.split(stream).stream()
                .map(unit -> HexFormat.of().formatHex(stream, unit.from(), unit.to()))
                .toList();
    }

    @Test
    void unitsLieBetweenStartCodesOfThreeOrFourBytes() {
        assertThat(split("00000001 67 42 0003 00000001 68ce 000001 65 88 80"))
                .containsExactly("67420003", "68ce", "658880");
    }

    @Test
    void zeroBytesAroundUnitsAreNotTheirs() {
        assertThat(split("0000 000001 65 88 00 00 00 00 000001 41 9a 00")).containsExactly("6588", "419a");
    }

    @Test
    void withoutAStartCodeThereIsNoUnit() {
        assertThat(split("")).isEmpty();
        assertThat(split("65 88 80")).isEmpty();
        assertThat(split("00 00 02")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // header, then first_mb_in_slice 0 (1) and slice_type
        "65 88, 5, 3, 2", // 1 00010 00..: slice_type 7, I
        "41 9a, 1, 2, 0", // 1 00110 10..: slice_type 5, P
        "01 9e, 1, 0, 1", // 1 00111 10..: slice_type 6, B
        "41 e0, 1, 2, 0", // 1 1: slice_type 0, P
        "01 a0, 1, 0, 1", // 1 010: slice_type 1, B
        "41 02 49 80, 1, 2, 0" // 0000001001001 00110: first_mb_in_slice 72, slice_type 5, P
    })
    void theFirstFieldsOfASliceAreRead(String hex, int type, int refIdc, int sliceType) {
        byte[] stream = bytes("000001" + hex);
        NalUnits.Slice unit = NalUnits.split(stream).getFirst();
        assertThat(NalUnits.type(stream, unit)).isEqualTo(type);
        assertThat(NalUnits.refIdc(stream, unit)).isEqualTo(refIdc);
        assertThat(NalUnits.sliceType(stream, unit)).isEqualTo(sliceType);
    }

    @Test
    void aSliceWithoutAHeaderIsAFailureOfTheEncoder() {
        byte[] stream = bytes("000001 41");
        NalUnits.Slice unit = NalUnits.split(stream).getFirst();
        assertThatThrownBy(() -> NalUnits.sliceType(stream, unit))
                .isInstanceOf(MediaException.class)
                .hasMessageContaining("header");
    }

    @Test
    void theDecoderConfigurationHasBothParameterSetsAndTheFieldsOfHighProfile() {
        byte[] sps = bytes("67 64 00 28 ac");
        byte[] pps = bytes("68 ee 3c");
        ParameterSets high = new ParameterSets(Bytes.copyOf(sps, 0, 5), Bytes.copyOf(pps, 0, 3));
        assertThat(high.avcDecoderConfiguration().toArray())
                .isEqualTo(bytes("01 64 00 28 ff e1 0005 6764 0028 ac 01 0003 68ee3c fd f8 f8 00"));
        sps[1] = 0x4d; // Main profile
        ParameterSets main = new ParameterSets(Bytes.copyOf(sps, 0, 5), Bytes.copyOf(pps, 0, 3));
        assertThat(main.avcDecoderConfiguration().toArray())
                .isEqualTo(bytes("01 4d 00 28 ff e1 0005 674d 0028 ac 01 0003 68ee3c"));
        assertThat(main).isNotEqualTo(high);
    }
}
