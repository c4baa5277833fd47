package dev.starling.h264.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.h264.Vectors;
import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.NalUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterSetsOfVectorsTest {

    @Test
    void parameterSetsAndSliceHeadersOfConformanceStreamsAreWrittenBackBitForBit() throws IOException {
        Map<String, Integer> refused = new HashMap<>();
        int headers = 0;
        for (Path file : Vectors.all()) {
            byte[] stream = Files.readAllBytes(file);
            AnnexB annexB = AnnexB.read(stream);
            assertThat(annexB.toByteArray()).isEqualTo(stream);
            var sets = new ParameterSets();
            for (var framed : annexB.units()) {
                NalUnit unit = framed.nalUnit();
                try {
                    sets.accept(unit);
                    switch (unit.type()) {
                        case SEQUENCE_PARAMETER_SET ->
                            assertThat(SequenceParameterSet.read(unit.rbsp()).toRbsp())
                                    .isEqualTo(unit.rbsp());
                        case PICTURE_PARAMETER_SET ->
                            assertThat(PictureParameterSet.read(unit.rbsp(), sets::sps)
                                            .toRbsp())
                                    .isEqualTo(unit.rbsp());
                        case SLICE_NON_IDR, SLICE_IDR -> {
                            checkHeader(unit, sets);
                            headers++;
                        }
                        default -> {}
                    }
                } catch (H264Exception e) {
                    refused.merge(file.getFileName() + " " + e.kind() + " " + e.syntaxElement(), 1, Integer::sum);
                }
            }
        }
        assertThat(refused.keySet())
                .containsExactlyInAnyOrder(
                        "sp2_bt_b.h264 UNSUPPORTED slice_type",
                        "FM1_FT_E.264 UNSUPPORTED num_slice_groups_minus1",
                        "FM2_SVA_C.264 UNSUPPORTED num_slice_groups_minus1",
                        "FM2_SVA_C.264 MALFORMED pic_parameter_set_id");
        assertThat(headers).isGreaterThan(10_000);
    }

    private static void checkHeader(NalUnit unit, ParameterSets sets) {
        byte[] rbsp = unit.rbsp();
        var reader = new BitReader(rbsp, 0, rbsp.length);
        SliceHeader header = SliceHeader.read(reader, unit.header(), sets);
        PictureParameterSet pps = sets.pps(header.picParameterSetId()).orElseThrow();
        SequenceParameterSet sps = sets.sps(pps.seqParameterSetId()).orElseThrow();
        var writer = new BitWriter();
        header.write(writer, sps, pps);
        assertThat(writer.bitPosition()).isEqualTo(reader.bitPosition());
        int rest = (int) (-writer.bitPosition() & 7);
        writer.put(rest, reader.peek(rest));
        byte[] written = writer.toByteArray();
        assertThat(rbsp).startsWith(written);
    }
}
