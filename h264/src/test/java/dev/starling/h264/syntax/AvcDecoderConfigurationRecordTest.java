package dev.starling.h264.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.starling.h264.SmallStreams;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AvcDecoderConfigurationRecordTest {

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static NalUnit unit(String hex) {
        return NalUnit.of(bytes(hex));
    }

    @ParameterizedTest
    @CsvSource({
        // SPS, PPS, record: Baseline, Main and Extended without the fields of the High profiles
        "67 42C01E DA, 68 CE38, 01 42C01E FF E1 0005 6742C01EDA 01 0003 68CE38",
        "67 4D0028 AC, 68 EE3C, 01 4D0028 FF E1 0005 674D0028AC 01 0003 68EE3C",
        "67 580028 AC, 68 EE3C, 01 580028 FF E1 0005 67580028AC 01 0003 68EE3C",
        // High: id 0 (1), chroma_format_idc 1 (010), bit depths 8 (1 1); only these bits are needed
        "67 640028 AC, 68 EE3C, 01 640028 FF E1 0005 67640028AC 01 0003 68EE3C FD F8 F8 00",
        // High 10: bit depths 10 (011 011)
        "67 6E0028 A6C0, 68 EE3C, 01 6E0028 FF E1 0006 676E0028A6C0 01 0003 68EE3C FD FA FA 00",
        // High 4:2:2: chroma_format_idc 2 (011), bit depths 8 and 10
        "67 7A0028 BB80, 68 EE3C, 01 7A0028 FF E1 0006 677A0028BB80 01 0003 68EE3C FE F8 FA 00",
        // High 4:4:4 Predictive: chroma_format_idc 3 (00100), separate_colour_plane_flag 1, bit depths 9 (010 010)
        "67 F40028 9290, 68 EE3C, 01 F40028 FF E1 0006 67F400289290 01 0003 68EE3C FF F9 F9 00",
        // High, monochrome: chroma_format_idc 0 (1)
        "67 640028 F8, 68 EE3C, 01 640028 FF E1 0005 67640028F8 01 0003 68EE3C FC F8 F8 00",
    })
    void theRecordOfAPairOfParameterSetsHasTheirSampleFormat(String sps, String pps, String expected) {
        var configuration = AvcDecoderConfigurationRecord.of(unit(sps), unit(pps));
        byte[] written = configuration.toByteArray();
        assertThat(written).isEqualTo(bytes(expected));
        assertThat(AvcDecoderConfigurationRecord.read(written)).isEqualTo(configuration);
        assertEveryPrefixIsTruncated(written);
    }

    @ParameterizedTest
    @CsvSource({
        "01 4D0028 FC E0 00", // no parameter sets at all, as avc3 allows
        "01 4D0028 FD E2 0001 67 0002 6701 02 0001 68 0001 68",
        "01 640028 FF E1 0001 67 01 0001 68 FD F8 F8 02 0001 6D 0002 6D01",
    })
    void anyNumberOfParameterSetsIsWrittenBack(String hex) {
        byte[] data = bytes(hex);
        assertThat(AvcDecoderConfigurationRecord.read(data).toByteArray()).isEqualTo(data);
        assertEveryPrefixIsTruncated(data);
    }

    private static void assertEveryPrefixIsTruncated(byte[] data) {
        for (int length = 0; length < data.length; length++) {
            byte[] prefix = Arrays.copyOf(data, length);
            var fault = catchThrowableOfType(H264Exception.class, () -> AvcDecoderConfigurationRecord.read(prefix));
            assertThat(fault.kind()).isEqualTo(H264Exception.Kind.TRUNCATED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "02 4D0028 FF E0 00, unsupported configurationVersion at bit 0",
        "01 4D0028 3F E0 00, malformed reserved at bit 38",
        "01 4D0028 FE E0 00, malformed lengthSizeMinusOne at bit 40",
        "01 4D0028 FF 60 00, malformed reserved at bit 43",
        "01 4D0028 FF E0 00 00, malformed AVCDecoderConfigurationRecord at bit 56",
        "01 640028 FF E0 00 7D F8 F8 00, malformed reserved at bit 62",
        "01 4D0028 FF E1 0002 67, truncated in sequenceParameterSetNALUnit at bit 72",
        "01 4D0028 FF E0 01 00, truncated in pictureParameterSetLength at bit 64",
    })
    void faultsNameTheirFieldAndPlace(String hex, String message) {
        assertThatThrownBy(() -> AvcDecoderConfigurationRecord.read(bytes(hex)))
                .isInstanceOf(H264Exception.class)
                .hasMessage(message);
    }

    @Test
    void otherNalUnitsAreNoParameterSets() {
        NalUnit sps = unit("67 640028 AC");
        NalUnit pps = unit("68 EE3C");
        for (List<NalUnit> pair : List.of(List.of(pps, sps), List.of(sps, sps), List.of(pps, pps))) {
            assertThatThrownBy(() -> AvcDecoderConfigurationRecord.of(pair.getFirst(), pair.getLast()))
                    .hasMessage("malformed nal_unit_type at bit 0");
        }
        for (int length = 0; length < sps.length(); length++) {
            NalUnit prefix = new NalUnit(sps.data(), 0, length);
            var fault = catchThrowableOfType(H264Exception.class, () -> AvcDecoderConfigurationRecord.of(prefix, pps));
            assertThat(fault.kind()).isEqualTo(H264Exception.Kind.TRUNCATED);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.starling.h264.SmallStreams#names")
    void theSampleFormatIsThatOfTheWholeParameterSet(String name) {
        List<NalUnit> units = AnnexB.read(SmallStreams.read(name)).nalUnits();
        NalUnit unit = first(units, NalUnitType.SEQUENCE_PARAMETER_SET);
        var configuration = AvcDecoderConfigurationRecord.of(unit, first(units, NalUnitType.PICTURE_PARAMETER_SET));
        SequenceParameterSet sps = SequenceParameterSet.read(unit.rbsp());
        assertThat(configuration.profileAndLevel()).isEqualTo(sps.profileAndLevel());
        configuration.highProfile().ifPresent(present -> {
            assertThat(present.chromaFormat()).isEqualTo(sps.chromaFormatIdc());
            assertThat(8 + present.bitDepthLumaMinus8()).isEqualTo(sps.bitDepthLuma());
            assertThat(8 + present.bitDepthChromaMinus8()).isEqualTo(sps.bitDepthChroma());
        });
        assertThat(AvcDecoderConfigurationRecord.read(configuration.toByteArray()))
                .isEqualTo(configuration);
    }

    private static NalUnit first(List<NalUnit> units, NalUnitType type) {
        return units.stream().filter(unit -> unit.type() == type).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"67 64001F AC, 64001F", "27 42C00B, 42C00B", "67 4D4028 00, 4D4028"})
    void theCodecStringIsTheFirstThreeBytesOfTheSequenceParameterSet(String sps, String hex) {
        assertThat(ProfileAndLevel.of(unit(sps)).hex()).isEqualTo(hex);
        for (int length = 0; length < 4; length++) {
            NalUnit prefix = new NalUnit(bytes(sps), 0, length);
            var fault = catchThrowableOfType(H264Exception.class, () -> ProfileAndLevel.of(prefix));
            assertThat(fault.kind()).isEqualTo(H264Exception.Kind.TRUNCATED);
        }
    }
}
