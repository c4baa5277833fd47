package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.LearnedPolicy;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.StaticPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
    @TempDir
    private Path folder;

    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;

    private Path file() {
        return folder.resolve("policy.json");
    }

    private void write(String json) throws IOException {
        Files.writeString(file(), json);
    }

    private static String settings(double temperature) {
        return new String(StrictJson.write(PolicySettings.DEFAULT), StandardCharsets.UTF_8)
                .replace("\"temperature\" : 0.5", "\"temperature\" : " + temperature);
    }

    @Test
    void aChangedFileIsReadAgainWithinASecond() throws IOException {
        write(settings(0.5));
        PolicyFile policy = PolicyFile.open(file(), clock);
        assertThat(policy.get().settings()).isEqualTo(PolicySettings.DEFAULT);
        write(settings(0.125));
        assertThat(policy.get().settings().temperature()).isEqualTo(0.5);
        now = now.plusSeconds(1);
        assertThat(policy.get().settings().temperature()).isEqualTo(0.125);
    }

    @Test
    void aBadOrMissingFileChangesNothing() throws IOException {
        write(settings(0.25));
        PolicyFile policy = PolicyFile.open(file(), clock);
        for (String bad : new String[] {"", "{}", settings(-1), settings(0.5).substring(40)}) {
            write(bad);
            now = now.plusSeconds(1);
            assertThat(policy.get().settings().temperature()).isEqualTo(0.25);
        }
        Files.delete(file());
        now = now.plusSeconds(1);
        assertThat(policy.get().settings().temperature()).isEqualTo(0.25);
        write(settings(0.75));
        now = now.plusSeconds(1);
        assertThat(policy.get().settings().temperature()).isEqualTo(0.75);
    }

    @Test
    void anEdgeDoesNotStartWithABadFile() throws IOException {
        assertThatThrownBy(() -> PolicyFile.open(file(), clock)).isInstanceOf(NoSuchFileException.class);
        write(settings(-1));
        assertThatThrownBy(() -> PolicyFile.open(file(), clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("temperature must be above 0");
    }

    @Test
    void aLearnedPolicyTakesOverWhileServing() throws IOException {
        write(settings(0.25));
        PolicyFile policy = PolicyFile.open(file(), clock);
        assertThat(policy.get()).isInstanceOf(StaticPolicy.class);
        String learned = new String(StrictJson.write(LearnedModel.shipped()), StandardCharsets.UTF_8);
        write(learned);
        now = now.plusSeconds(1);
        assertThat(policy.get()).isInstanceOf(LearnedPolicy.class);
        for (String bad : new String[] {
            learned.substring(0, 1000),
            learned.replace("\"version\" : 1", "\"version\" : 9"),
            learned.replaceFirst("\"least\" : [^,]*,", "\"least\" : \"NaN\",")
        }) {
            write(bad);
            now = now.plusSeconds(1);
            assertThat(policy.get()).isInstanceOf(LearnedPolicy.class);
        }
        write(settings(0.75));
        now = now.plusSeconds(1);
        assertThat(policy.get()).isInstanceOf(StaticPolicy.class);
    }
}
