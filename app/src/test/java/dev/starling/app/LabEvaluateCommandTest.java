package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabEvaluateCommandTest {
    private static final int CHUNKS = 10;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        for (int rung = 0; rung < 3; rung++) {
            write("video/size/video_size_" + rung, ((150_000L << (rung * 2)) + "\n").repeat(CHUNKS));
            write("video/vmaf/video" + (3 - rung), ((40 + 25 * rung) + "\n").repeat(CHUNKS));
        }
        for (int i = 0; i < 6; i++) {
            write("traces/steady/log_" + i, "0 1\n10 " + (1 + i) + "\n");
        }
        write(
                "traces/wild/trip.json",
                "[{\"duration_ms\":3000,\"bandwidth_kbps\":4000,\"latency_ms\":20},"
                        + "{\"duration_ms\":2000,\"bandwidth_kbps\":0,\"latency_ms\":20}]");
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, content);
    }

    private Run evaluate(Object... options) {
        Object[] args = new Object[options.length + 6];
        System.arraycopy(
                new Object[] {
                    "lab", "evaluate", "--traces", folder.resolve("traces"), "--video", folder.resolve("video")
                },
                0,
                args,
                0,
                6);
        System.arraycopy(options, 0, args, 6, options.length);
        return Run.of(args);
    }

    @Test
    void printsEachFamilyAndAllTracesWithIntervalsWhereThereAreEnoughLogs() throws IOException {
        Run run = evaluate("--policies", "bba,optimum", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("evaluate 100 %");
        JsonNode families = run.json().get("families");
        assertThat(families.findValuesAsText("family")).containsExactly("steady", "wild", "all");
        JsonNode steady = families.get(0);
        assertThat(steady.get("logs").intValue()).isEqualTo(6);
        double bba = steady.get("policies").get(0).get("qoeV").get("mean").doubleValue();
        JsonNode optimum = steady.get("policies").get(1).get("qoeV");
        assertThat(optimum.get("mean").doubleValue())
                .isGreaterThanOrEqualTo(bba)
                .isBetween(optimum.get("low").doubleValue(), optimum.get("high").doubleValue());
        assertThat(families.get(1).get("policies").get(0).get("qoeV").has("low"))
                .isFalse();
        assertThat(families.get(2).get("traces").intValue()).isEqualTo(7);
    }

    @Test
    void theResultDoesNotDependOnThreads() throws IOException {
        assertThat(evaluate("--threads", 1, "--json").json())
                .isEqualTo(evaluate("--threads", 3, "--json").json());
    }

    @Test
    void textHasOneRowForEachPolicy() {
        Run run = evaluate("--policies", "rate,robust-mpc");
        assertThat(run.out()).contains("steady: 6 traces of 6 logs", "rate ", "robust-mpc ", "QoE_v", "[–]");
    }

    @Test
    void badInputIsNamed() throws IOException {
        assertThat(evaluate("--policies", "best").exitCode()).isEqualTo(2);
        assertThat(evaluate("--policies", "static").err()).contains("static is none of tables: [rate, bba,");
        assertThat(evaluate("--repeat", 2).err()).contains("--repeat is only for packages");
        assertThat(evaluate("--threads", 0).exitCode()).isEqualTo(2);
        assertThat(evaluate("--ladder", "300,200,100").err()).contains("--ladder must rise");
        assertThat(evaluate("--ladder", "300,400").err()).contains("2 bitrates, the video 3 rungs");
        write("traces/steady/log_9", "0 1\n10 fast\n");
        Run run = evaluate();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("log_9:2: bandwidth is not a number: fast");
        assertThat(Run.of("lab", "evaluate", "--traces", folder.resolve("none"), "--video", folder.resolve("video"))
                        .err())
                .contains("none: no such file or directory");
    }

    @Test
    void differencesArePairedByTrace() throws IOException {
        Run run = evaluate("--policies", "rate,planner,learned-moves", "--against", "rate", "--rungs", 5, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().get("rungs").intValue()).isEqualTo(5);
        for (JsonNode policy : run.json().get("families").get(0).get("policies")) {
            double above = policy.get("qoeV").get("mean").doubleValue()
                    - run.json()
                            .get("families")
                            .get(0)
                            .get("policies")
                            .get(0)
                            .get("qoeV")
                            .get("mean")
                            .doubleValue();
            assertThat(policy.get("qoeVAbove").get("mean").doubleValue()).isCloseTo(above, within(1e-9));
            assertThat(policy.get("qoeVP5").doubleValue())
                    .isLessThanOrEqualTo(policy.get("qoeV").get("mean").doubleValue());
        }
        assertThat(evaluate("--policies", "rate", "--against", "bba").err()).contains("--against bba is none of");
    }

    private Run train(Path policy, int rounds, Object... more) {
        return Run.of(Stream.concat(
                        Stream.of(
                                "lab",
                                "train",
                                "--traces",
                                folder.resolve("traces"),
                                "--except",
                                "trip*",
                                "--video",
                                folder.resolve("video"),
                                "--rungs",
                                4,
                                "--random-videos",
                                0,
                                "--rounds",
                                rounds,
                                "--sessions",
                                1,
                                "--steps",
                                0,
                                "-o",
                                policy,
                                "--json"),
                        Stream.of(more))
                .toArray());
    }

    @Test
    void aTrainedPolicyIsEvaluated() throws IOException {
        Path policy = folder.resolve("policy.json");
        Path curve = folder.resolve("curve.svg");
        Run run = train(policy, 1, "--curve", curve);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().get("traces").intValue()).isEqualTo(4);
        assertThat(run.json().get("heldBack").intValue()).isEqualTo(2);
        assertThat(Files.readString(curve)).contains("<svg", "held-back");
        Run evaluated = evaluate("--policies", "learned", "--policy", policy);
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        Files.writeString(policy, Files.readString(policy).substring(0, 500));
        assertThat(evaluate("--policies", "learned", "--policy", policy).err()).contains("policy.json: not JSON");
    }

    @Test
    void aTrainingWhoseBudgetIsUsedUpGoesOnWithTheSameCommand() throws IOException {
        Path whole = folder.resolve("whole.json");
        assertThat(train(whole, 2).exitCode()).isZero();

        Path policy = folder.resolve("policy.json");
        Run first = train(policy, 2, "--budget", "1ms");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err())
                .contains("imitation 1: ", "the same command goes on")
                .doesNotContain("imitation 2: ");
        assertThat(train(policy, 3).err()).contains("policy.json.training: the checkpoint of another training;");
        Run second = train(policy, 2);
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.err()).contains("imitation 1: ", "imitation 2: ");
        assertThat(policy).hasSameBinaryContentAs(whole);
        assertThat(folder.resolve("policy.json.training")).doesNotExist();
    }
}
