package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.profile.Codec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report} on the results of experiments; {@link EncodeInspectTest} has one on a package. */
class ReportCommandTest {
    @TempDir
    private Path folder;

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, content);
    }

    private Report report(Path input) throws Exception {
        Path file = folder.resolve("report.html");
        Run run = Run.of("report", input, "-o", file);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return Report.read(file);
    }

    /** What {@code lab evaluate --json} prints for two families. */
    private Path evaluation() throws IOException {
        for (int rung = 0; rung < 2; rung++) {
            write("video/size/video_size_" + rung, ((150_000L << (2 * rung)) + "\n").repeat(10));
            write("video/vmaf/video" + (2 - rung), ((40 + 25 * rung) + "\n").repeat(10));
        }
        for (int i = 0; i < 6; i++) {
            write("traces/steady/log_" + i, "0 1\n10 " + (1 + i) + "\n");
        }
        write("traces/<wild>/log", "0 1\n10 3\n");
        Run run = Run.of(
                "lab",
                "evaluate",
                "--traces",
                folder.resolve("traces"),
                "--video",
                folder.resolve("video"),
                "--policies",
                "bba,rate",
                "--against",
                "rate",
                "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        return write("results/a.json", run.out());
    }

    @Test
    void anEvaluationIsShownWithItsIntervalsByFamily() throws Exception {
        Path file = evaluation();
        Report report = report(file);
        JsonNode families = new Run(0, Files.readString(file), "").json().get("families");
        assertThat(families).hasSize(3);
        for (JsonNode family : families) {
            List<List<String>> rows = report.table(String.format(
                    Locale.ROOT,
                    "%s: %d traces of %d logs",
                    family.get("family").asText(),
                    family.get("traces").asInt(),
                    family.get("logs").asInt()));
            for (int i = 0; i < rows.size(); i++) {
                JsonNode policy = family.get("policies").get(i);
                JsonNode qoe = policy.get("qoeV");
                String mean = String.format(Locale.ROOT, "%.2f", qoe.get("mean").asDouble());
                assertThat(rows.get(i).subList(0, 2))
                        .containsExactly(
                                policy.get("policy").asText(),
                                String.format(
                                        Locale.ROOT,
                                        "%.2f",
                                        policy.get("qoeVP5").asDouble()));
                assertThat(rows.get(i).get(3))
                        .isEqualTo(
                                qoe.has("low")
                                        ? String.format(
                                                Locale.ROOT,
                                                "%s [%.2f, %.2f]",
                                                mean,
                                                qoe.get("low").asDouble(),
                                                qoe.get("high").asDouble())
                                        : mean);
            }
        }
        assertThat(report.figures()).hasSize(1);
    }

    @Test
    void learningIsShownWithItsCurveAndComparisons() throws Exception {
        Path file = write("learn.json", """
                {"published":true,"clips":12,"leftOut":{},"traces":3,"seed":1,
                 "curve":[{"phase":"imitation","step":1,"qoeV":50.125,"stallRatio":0.02},
                          {"phase":"imitation","step":2,"qoeV":51.5,"stallRatio":0.01}],
                 "comparisons":[{"on":"viewers","sessions":9,"given":50.0,"candidate":51.0,"difference":1.0,
                                 "low":-0.5,"high":2.5,"worse":false}]}""");
        Report report = report(file);
        assertThat(report.facts()).containsEntry("Published", "true").containsEntry("Clips that viewers watched", "12");
        assertThat(report.table("Evaluations"))
                .containsExactly(
                        List.of("imitation", "1", "50.125", "2.00"), List.of("imitation", "2", "51.500", "1.00"));
        assertThat(report.table("QoE_v of the new policy and the one before, on what was held back"))
                .containsExactly(List.of("viewers", "9", "50.00", "51.00", "+1.00 [-0.50, +2.50]", "no"));
        assertThat(report.figures()).hasSize(1);
    }

    @Test
    void runsOfPlayersAreShownByArm() throws Exception {
        Path file = write("players.jsonl", """
                {"trace":"a","family":"f","optimum":{"qoeV":70.0},"hls-server":{"qoeV":68.5,"stallSeconds":0.0}}
                {"trace":"b","family":"f","optimum":{"qoeV":60.0},"hls-server":{"qoeV":41.25,"stallSeconds":1.5}}
                {"optimum":{"qoeV":65.0,"traces":2.0},"hls-server":{"qoeV":54.875,"stallSeconds":0.75,"traces":2.0}}
                """);
        Report report = report(file);
        assertThat(report.table("Means over the traces"))
                .containsExactly(
                        List.of("optimum", "65.000", "2.000", "–"), List.of("hls-server", "54.875", "2.000", "0.750"));
        assertThat(report.table("hls-server: all traces"))
                .containsExactly(List.of("1. a", "68.500", "0.000"), List.of("2. b", "41.250", "1.500"));
    }

    @Test
    void evolutionIsShownWithItsHulls() throws Exception {
        Genes genes =
                new Genes(Population.initial(1, List.of(Codec.H264)).genotypes().getFirst());
        // The writer of these files needs measurements.
        String shown = new String(StrictJson.write(genes), StandardCharsets.UTF_8);
        Path file = write("profiles.json", """
                {"format":"starling-profiles","version":2,"seed":1,"generation":2,"demand":"even","bandit":{},
                 "history":[{"generation":0,"gains":[0.0,0.5]},{"generation":1,"gains":[0.5,1.0]},
                            {"generation":2,"gains":[1.0,1.5]}],
                 "broods":[],"profiles":[{"genes":%s,"measured":{}}]}""".formatted(shown));
        Report report = report(file);
        assertThat(report.facts()).containsEntry("Generations", "2").containsEntry("Demand", "even");
        assertThat(report.table("Mean height of the hull by generation"))
                .containsExactly(List.of("0", "0.250"), List.of("1", "0.750"), List.of("2", "1.250"));
        assertThat(report.figures().getFirst()).contains("generation 2");
    }

    @Test
    void aFolderOfResultsIsOneReport() throws Exception {
        evaluation();
        write("results/b.json", "{\"curve\":[],\"traces\":1,\"heldBack\":1,\"seed\":1}");
        write("results/c.json", "{\"other\":1}");
        write("results/replay.json", "{\"trace\":\"t.txt\",\"policy\":\"static\",\"qoeV\":56.5,\"clips\":[]}");
        Path file = folder.resolve("all.html");
        Run run = Run.of("report", folder.resolve("results"), "-o", file, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("c.json: left out").contains("replay.json: left out");
        assertThat(run.json().get("sections").asInt()).isEqualTo(2);
        assertThat(Report.read(file).sections()).containsExactly("Policies compared: a.json", "Learning: b.json");
    }

    @Test
    void whatIsNeitherIsOneLine() throws IOException {
        Path file = folder.resolve("report.html");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Path text = write("text.json", "hello");
        Path damaged = write("damaged.json", "{\"families\":[{\"family\":1}],\"video\":\"v\"}");
        for (Object input : List.of(empty, text, damaged, folder.resolve("none"))) {
            Run run = Run.of("report", input, "-o", file);
            assertThat(run.exitCode()).as(input.toString()).isEqualTo(1);
            assertThat(run.err())
                    .as(input.toString())
                    .startsWith("starling: " + input)
                    .hasLineCount(1);
        }
        assertThat(Run.of("report", text, "-o", file).err()).contains("nothing to report; name a package, what lab");
        assertThat(Run.of("report", empty, "-o", file).err()).contains("not a Starling package");
        assertThat(file).doesNotExist();
        assertThat(Run.of("report", text).exitCode()).isEqualTo(2);
    }
}
