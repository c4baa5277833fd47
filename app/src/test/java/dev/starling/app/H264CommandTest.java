package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H264CommandTest {
    /** SPS, PPS and an IDR slice with one grey macroblock, by x264. */
    private static final String STREAM =
            "00000001 6742c00ad91ec044000003000400000300c83c489920" + "00000001 68cb83cb20 000001 6588840af26280017c";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Starling.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private Path file(String name, String hex) throws IOException {
        return Files.write(folder.resolve(name), HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void inspectPrintsOneLineForEachNalUnit() throws IOException {
        Path file = file("a.264", STREAM);
        assertThat(run("h264", "inspect", file.toString())).isZero();
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("SEQUENCE_PARAMETER_SET")
                                .contains("avc1.42C00A 16x16"),
                        line -> assertThat(line)
                                .contains("PICTURE_PARAMETER_SET")
                                .contains("CAVLC", "weighted prediction P off B off"),
                        line -> assertThat(line).contains("SLICE_IDR").contains("I FRAME first_mb 0"));
    }

    @Test
    void inspectGivesJson() throws IOException {
        Path file = file("a.264", STREAM);
        assertThat(run("h264", "inspect", "--json", file.toString())).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("units")).hasSize(3);
        assertThat(json.at("/units/0/content/croppedWidth").asInt()).isEqualTo(16);
        assertThat(json.at("/units/2/content/sliceType").asText()).isEqualTo("I");
    }

    @Test
    void identitySaysWhatItFoundInEachFile() throws IOException {
        Path identical = file("a.264", STREAM);
        Path partitioned = file("b.264", STREAM + "000001 42 80");
        Path truncated = file("c.264", STREAM.substring(0, STREAM.length() - 6));
        assertThat(run("h264", "identity", identical.toString(), partitioned.toString(), truncated.toString()))
                .isZero();
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("a.264: identical"),
                        line -> assertThat(line).endsWith("b.264: unsupported: nal_unit_type at bit 0 (NAL unit 3)"),
                        line -> assertThat(line).contains("c.264: truncated: "));
        out.getBuffer().setLength(0);
        assertThat(run("h264", "identity", "--json", identical.toString())).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.at("/files/0/verdict").asText()).isEqualTo("identical");
        assertThat(json.at("/files/0/macroblocks").asInt()).isEqualTo(1);
    }

    @Test
    void whatIsNoByteStreamIsOneClearLine() throws IOException {
        Path file = file("a.mp4", "0000001866747970");
        assertThat(run("h264", "inspect", file.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("a.mp4: not an H.264 byte stream");
        assertThat(run("h264", "identity", folder.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("none: no such file");
    }

    @Test
    void anEmptyFileHasNoStreamAndAFolderIsNone() throws IOException {
        String empty = file("empty.264", "").toString();
        assertThat(run("h264", "inspect", empty)).isEqualTo(1);
        assertThat(err.toString()).contains("empty.264: not an H.264 byte stream");
        assertThat(run("h264", "identity", empty)).isEqualTo(1);
        assertThat(out.toString()).contains("empty.264: no NAL unit");
        assertThat(run("h264", "inspect", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(folder + ": a folder");
    }

    @Test
    void withoutACommandItIsBadUsage() {
        assertThat(run("h264")).isEqualTo(2);
        assertThat(run("h264", "identity")).isEqualTo(2);
    }
}
