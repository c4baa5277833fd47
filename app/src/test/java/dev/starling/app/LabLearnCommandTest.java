package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.demand.DemandFile;
import dev.starling.swarm.breed.demand.View;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.PolicySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Demand and policy, learned from the telemetry of an edge. */
class LabLearnCommandTest {
    private static final int VIEWERS = 8;
    private static final int CLIPS = 14;

    @TempDir
    private Path folder;

    private Path telemetry;
    private Path policy;

    @BeforeEach
    void write() throws IOException {
        telemetry = folder.resolve("t.duckdb");
        policy = folder.resolve("policy.json");
    }

    private Run demand(Object... options) {
        Object[] all = new Object[options.length + 4];
        System.arraycopy(new Object[] {"lab", "demand", "-o", folder.resolve("demand.json")}, 0, all, 0, 4);
        System.arraycopy(options, 0, all, 4, options.length);
        return Run.of(all);
    }

    private Demand written() throws IOException {
        return DemandFile.read(Files.readAllBytes(folder.resolve("demand.json")));
    }

    private Run learn(Path given) {
        return Run.of(
                "lab",
                "learn",
                "--from",
                telemetry,
                "--policy",
                given,
                "--random-videos",
                0,
                "--rounds",
                1,
                "--sessions",
                1,
                "-o",
                policy,
                "--json");
    }

    @Test
    void aDemandIsWhatPathsAndScreensAskedFor() throws IOException {
        LivedRecords.write(telemetry, VIEWERS, CLIPS);
        LivedRecords.writeLie(telemetry);
        Run run = demand("--from", telemetry, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err().strip()).isEqualTo("1 of 113 clips left out: a buffer that no player has (1)");
        JsonNode result = run.json();
        assertThat(result.get("seconds").doubleValue()).isCloseTo(VIEWERS * CLIPS * 2, within(1e-9));
        assertThat(result.get("bitsPerSecond").get("p50").doubleValue()).isBetween(4e5, 9e5);
        assertThat(result.get("content").get(0).get("name").asText()).isEqualTo("phones");
        assertThat(written().views()).extracting(View::lines).containsOnly(720);
        assertThat(written().digest().value()).isEqualTo(result.get("demand").asText());
    }

    @Test
    void aDemandOfTracesIsTheirThroughput() throws IOException {
        Path traces = Files.createDirectories(folder.resolve("traces/steady"));
        Files.writeString(traces.resolve("one"), "0 1\n40 1\n");
        Files.writeString(traces.resolve("two"), "0 4\n40 4\n48 0\n");
        Run run = demand("--traces", traces, "--lines", 480);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("2 windows of 4 s left out: outages");
        assertThat(run.out()).contains("480 lines: 100.0 %", "steady: 100.0 %");
        assertThat(written().views()).containsExactly(new View(9.5e5, 480, 0.5), new View(3.8e6, 480, 0.5));
    }

    @Test
    void badUsageAndFilesAreOneLine() throws IOException {
        assertThat(demand().exitCode()).isEqualTo(2);
        assertThat(demand("--from", telemetry, "--traces", folder).exitCode()).isEqualTo(2);
        assertThat(demand("--from", telemetry).err().strip()).endsWith("t.duckdb: no such file or directory");
        Files.writeString(telemetry, "not a database");
        Run run = demand("--from", telemetry);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(Run.of("lab", "learn", "-o", policy).exitCode()).isEqualTo(2);
        assertThat(folder.resolve("demand.json")).doesNotExist();
    }

    @Test
    void onlyLiesTeachNothing() throws IOException {
        LivedRecords.writeLie(telemetry);
        Run run = demand("--from", telemetry);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("1 of 1 clips left out", "nothing that a demand could be learned from");
        Run learned = Run.of("lab", "learn", "--from", telemetry, "-o", policy);
        assertThat(learned.exitCode()).isEqualTo(1);
        assertThat(learned.err()).contains("sessions of 0 viewers with a known path; learning needs 8");
        assertThat(policy).doesNotExist();
    }

    @Test
    void aPolicyThatIsNoneIsRefusedInOneLine() throws IOException {
        LivedRecords.write(telemetry, VIEWERS, CLIPS);
        String good = new String(StrictJson.write(LearnedModel.shipped()), StandardCharsets.UTF_8);
        Path bad = folder.resolve("bad.json");
        for (String[] each : new String[][] {
            {good.substring(0, good.length() / 2), "not JSON"},
            {good.replace("starling-learned-policy", "starling-wine"), "format must be"},
            {good.replaceFirst("\"version\" : \\d+", "\"version\" : 999"), "is newer than this Starling"},
            {good.replaceFirst("(\"parameters\" : \\[ )[^,]*", "$1NaN"), "not JSON"},
            {good.replaceFirst("(\"parameters\" : \\[ )[^,]*", "$1\"NaN\""), "a parameter is not a finite number"},
            {new String(StrictJson.write(PolicySettings.DEFAULT), StandardCharsets.UTF_8), "name a learned policy"}
        }) {
            Files.writeString(bad, each[0]);
            Run run = learn(bad);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err().lines()).singleElement().asString().contains("bad.json: ", each[1]);
        }
        assertThat(policy).doesNotExist();
    }

    /** Whether it is published or not, no served policy is lost. */
    @Test
    void aPolicyIsPublishedOnlyIfItIsNotWorseAndCanBeRolledBack() throws IOException {
        LivedRecords.write(telemetry, VIEWERS, CLIPS);
        byte[] shipped = StrictJson.write(LearnedModel.shipped());
        Files.write(policy, shipped);
        Path previous = folder.resolve("policy.json.previous");
        Run run = learn(policy);
        JsonNode result = run.json();
        assertThat(result.get("clips").intValue()).isEqualTo(VIEWERS * CLIPS);
        assertThat(result.get("comparisons").findValuesAsText("on"))
                .containsExactly("held-back sessions, off-policy", "the paths of held-back sessions, simulated");
        boolean worse = false;
        for (JsonNode comparison : result.get("comparisons")) {
            worse |= comparison.get("worse").booleanValue();
        }
        assertThat(result.get("published").booleanValue()).isEqualTo(!worse);
        assertThat(run.exitCode()).isEqualTo(worse ? 1 : 0);
        if (worse) {
            assertThat(Files.readAllBytes(policy)).isEqualTo(shipped);
            assertThat(previous).doesNotExist();
            Files.write(previous, shipped);
        } else {
            assertThat(Files.readAllBytes(previous)).isEqualTo(shipped);
        }
        byte[] served = Files.readAllBytes(policy);
        assertThat(Run.of("lab", "rollback", policy).exitCode()).isZero();
        assertThat(Files.readAllBytes(policy)).isEqualTo(shipped);
        assertThat(Files.readAllBytes(previous)).isEqualTo(served);
        assertThat(Run.of("lab", "rollback", policy).exitCode()).isZero();
        assertThat(Files.readAllBytes(policy)).isEqualTo(served);
        Files.writeString(previous, "{}");
        Run bad = Run.of("lab", "rollback", policy);
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.err().lines()).singleElement().asString().contains("policy.json.previous: format must be");
        assertThat(Files.readAllBytes(policy)).isEqualTo(served);
        Files.delete(previous);
        assertThat(Run.of("lab", "rollback", policy).err()).contains("there is no policy to go back to");
    }
}
