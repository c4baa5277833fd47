package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class LabReplayCommandTest {
    private static final int CHUNKS = 10;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        for (int rung = 0; rung < 3; rung++) {
            write("video/size/video_size_" + rung, ((150_000L << (rung * 2)) + "\n").repeat(CHUNKS));
            write("video/vmaf/video" + (3 - rung), ((40 + 25 * rung) + "\n").repeat(CHUNKS));
        }
        write("traces/falls", "0 1\n12 6\n60 0.1\n");
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, content);
    }

    private Run replay(String policy, Object... options) {
        Object[] args = new Object[options.length + 8];
        System.arraycopy(
                new Object[] {
                    "lab",
                    "replay",
                    "--trace",
                    folder.resolve("traces/falls"),
                    "--video",
                    folder.resolve("video"),
                    "--with",
                    policy
                },
                0,
                args,
                0,
                8);
        System.arraycopy(options, 0, args, 8, options.length);
        return Run.of(args);
    }

    @Test
    void eachChunkHasItsTimesPathAndRung() throws IOException {
        Run run = replay("dash-js", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode clips = run.json().get("clips");
        assertThat(clips).hasSize(CHUNKS);
        double before = 0;
        for (JsonNode clip : clips) {
            double request = clip.get("times").get("requestSeconds").doubleValue();
            assertThat(request).isGreaterThanOrEqualTo(before);
            before = clip.get("times").get("arrivalSeconds").doubleValue();
            assertThat(before).isGreaterThan(request);
            assertThat(clip.get("path").get("bitsPerSecond").doubleValue()).isBetween(0.99e5, 6.01e6);
            assertThat(clip.get("sent").asText()).startsWith("rung ");
        }
        assertThat(clips.get(0).get("path").has("estimateBitsPerSecond")).isFalse();
        assertThat(clips.get(1).get("path").get("estimateBitsPerSecond").doubleValue())
                .isPositive();
    }

    @Test
    void textHasOneRowForEachChunkAndTheQuality() {
        Run run = replay("rate");
        assertThat(run.out()).contains("arrival s", "rung 2", "QoE_v ");
        assertThat(run.out().lines().filter(it -> it.contains("rung "))).hasSize(CHUNKS);
    }

    @Test
    void theFiguresAreSelfContained() throws Exception {
        Path svg = folder.resolve("session.svg");
        assertThat(replay("hls-js", "-o", svg).exitCode()).isZero();
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Files.readString(svg))));
        assertThat(document.getDocumentElement().getTextContent())
                .contains("hls-js over falls", "Mbit/s", "buffer, s", "VMAF", "seconds", "start-up, stalls");
        Path html = folder.resolve("distributions.html");
        Run run = Run.of(
                "lab",
                "evaluate",
                "--traces",
                folder.resolve("traces"),
                "--video",
                folder.resolve("video"),
                "--policies",
                "rate,bola-e",
                "-o",
                html);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readString(html))
                .startsWith("<!DOCTYPE html>")
                .contains("traces (1 traces)", "bola-e", "QoE_v")
                .doesNotContain("src=", "href=", "NaN");
    }

    @Test
    void badInputIsNamed() {
        assertThat(replay("static").err()).contains("static is none of tables: [rate, bba,");
        assertThat(replay("rate", "-o", folder.resolve("session.png")).err())
                .contains("--output must end in .svg or .html");
        assertThat(replay("rate", "-o", folder.resolve("none/session.svg")).err())
                .contains("there is no folder");
    }
}
