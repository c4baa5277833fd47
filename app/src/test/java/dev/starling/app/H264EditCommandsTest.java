package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.testkit.Ffmpeg;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H264EditCommandsTest {
    private static final int FRAMES = 10;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path a;
    private Path b;
    private Path result;

    @BeforeEach
    void encode() throws IOException {
        Ffmpeg.assumeInstalled();
        a = folder.resolve("a.264");
        b = folder.resolve("b.264");
        result = folder.resolve("out.264");
        Files.write(a, encoded(22, "stitchable=1:slices=2"));
        Files.write(b, encoded(30, "stitchable=1:slices=2"));
    }

    private static byte[] encoded(int crf, String params) {
        return Ffmpeg.x264(
                "testsrc2=size=128x96:rate=25",
                FRAMES,
                params + ":scenecut=0:b-adapt=0:weightp=0:bframes=2:b-pyramid=0:crf=" + crf,
                "-preset",
                "veryfast");
    }

    private int run(String... args) {
        return Starling.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper()
                .readTree(out.toString().lines().reduce((x, y) -> y).orElseThrow());
    }

    @Test
    void requantiseMakesASmallerStreamThatDecodes() throws IOException {
        assertThat(run("h264", "requantise", a.toString(), result.toString(), "--delta-qp", "6", "--json"))
                .isZero();
        assertThat(json().get("inBytes").asLong()).isEqualTo(Files.size(a));
        assertThat(json().get("outBytes").asLong())
                .isEqualTo(Files.size(result))
                .isLessThan(Files.size(a));
        assertThat(json().get("pictures").asInt()).isEqualTo(FRAMES);
        assertDecodes();
    }

    @Test
    void requantiseKeepsToAByteBudget() throws IOException {
        long budget = Files.size(a) * 7 / 10;
        assertThat(run("h264", "requantise", a.toString(), result.toString(), "--max-bytes", "" + budget))
                .isZero();
        assertThat(Files.size(result)).isBetween(budget * 97 / 100, budget);
        assertThat(out.toString()).contains(Files.size(result) + " bytes");
        assertDecodes();
    }

    @Test
    void aBudgetOutOfReachIsOneLineAndNoFile() {
        assertThat(run("h264", "requantise", a.toString(), result.toString(), "--max-bytes", "100"))
                .isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("cannot be reached");
        assertThat(result).doesNotExist();
    }

    @Test
    void blendMixesAtEveryLevel() throws IOException {
        for (String level : new String[] {"frame", "slice", "coefficient"}) {
            assertThat(run(
                            "h264",
                            "blend",
                            a.toString(),
                            b.toString(),
                            result.toString(),
                            "--level",
                            level,
                            "--weight",
                            "0.5",
                            "--json"))
                    .isZero();
            assertThat(json().get("outBytes").asLong())
                    .isEqualTo(Files.size(result))
                    .isBetween(Files.size(b), Files.size(a));
            assertThat(json().get("slicesOfA").asInt()
                            + json().get("slicesOfB").asInt()
                            + json().get("slicesRewritten").asInt())
                    .isEqualTo(2 * FRAMES);
            assertDecodes();
        }
    }

    @Test
    void streamsThatAreNotLockedAreRefusedInOneLine() throws IOException {
        Files.write(b, encoded(30, "stitchable=1:slices=1"));
        assertThat(run(
                        "h264",
                        "blend",
                        a.toString(),
                        b.toString(),
                        result.toString(),
                        "--level",
                        "slice",
                        "--weight",
                        "0.5"))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("not structure-locked", "number of slices is 2 in A and 1 in B");
    }

    @Test
    void whatIsNoByteStreamIsRefusedInOneLine() throws IOException {
        Files.write(a, new byte[] {0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm'});
        assertThat(run("h264", "requantise", a.toString(), result.toString(), "--delta-qp", "6"))
                .isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("MP4", "h264_mp4toannexb");
        assertThat(run("h264", "requantise", folder.resolve("none").toString(), result.toString(), "--delta-qp", "6"))
                .isEqualTo(1);
        Files.writeString(a, "text");
        assertThat(run("h264", "requantise", a.toString(), result.toString(), "--delta-qp", "6"))
                .isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(3).last().asString().contains("h264_mp4toannexb");
    }

    @Test
    void anInputIsNeverOverwritten() throws IOException {
        byte[] before = Files.readAllBytes(a);
        String same = folder.resolve("..")
                .resolve(folder.getFileName())
                .resolve("a.264")
                .toString();
        assertThat(run("h264", "requantise", a.toString(), same, "--delta-qp", "6"))
                .isEqualTo(2);
        assertThat(run("h264", "blend", b.toString(), a.toString(), same, "--level", "frame", "--weight", "1"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("OUT is the same file as IN; name another"),
                        line -> assertThat(line).contains("OUT is the same file as B; name another"));
        assertThat(Files.readAllBytes(a)).isEqualTo(before);
    }

    @Test
    void badOptionsAreBadUsage() {
        assertThat(run("h264", "requantise", a.toString(), result.toString())).isEqualTo(2);
        assertThat(run("h264", "requantise", a.toString(), result.toString(), "--delta-qp", "0"))
                .isEqualTo(2);
        assertThat(run("h264", "requantise", a.toString(), result.toString(), "--delta-qp", "3", "--pictures", "i"))
                .isEqualTo(2);
        assertThat(run(
                        "h264",
                        "blend",
                        a.toString(),
                        b.toString(),
                        result.toString(),
                        "--level",
                        "frame",
                        "--weight",
                        "2"))
                .isEqualTo(2);
    }

    private void assertDecodes() throws IOException {
        Ffmpeg.Decoded decoded = Ffmpeg.decode(Files.readAllBytes(result));
        assertThat(decoded.complaints()).isEmpty();
        assertThat(decoded.frameMd5s()).hasSize(FRAMES);
    }
}
