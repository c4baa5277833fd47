package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.record.DeliveryTotals;
import dev.starling.edge.record.SessionRecord;
import dev.starling.edge.record.Viewer;
import dev.starling.edge.session.PlaybackReport;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.telemetry.TelemetryWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int sessions(String... arguments) {
        return Starling.run(new PrintWriter(out), new PrintWriter(err, true), arguments);
    }

    private Path telemetry() throws IOException {
        Path file = folder.resolve("t.duckdb");
        try (TelemetryWriter writer = TelemetryWriter.open(file, Duration.ofDays(30), InstantSource.system())) {
            writer.add(session("now", Instant.now()));
            writer.add(session("before", Instant.now().minus(Duration.ofHours(3))));
        }
        return file;
    }

    private static SessionRecord session(String id, Instant last) {
        PlaybackReport playback = new PlaybackReport(
                Optional.empty(),
                OptionalDouble.of(0.42),
                OptionalLong.of(3),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                List.of(),
                0);
        return new SessionRecord(
                new Viewer(id, ""),
                last,
                last,
                Optional.of("a title"),
                Optional.empty(),
                new DeliveryTotals(2, 0, 1_000_000, 4, 360, 0, 150),
                playback,
                CapabilityVector.UNKNOWN);
    }

    @Test
    void sessionsAreListed() throws IOException {
        assertThat(sessions("sessions", telemetry().toString())).isZero();
        assertThat(out.toString().lines()).hasSize(3);
        assertThat(out.toString().lines().skip(1).findFirst().orElseThrow())
                .startsWith("now ")
                .contains("a title")
                .contains("2.00")
                .contains("90.0")
                .contains("75.0")
                .contains("0.4");
    }

    @Test
    void onlyThoseThatWereActiveLately() throws IOException {
        assertThat(sessions("sessions", telemetry().toString(), "--since", "1h", "--json"))
                .isZero();
        JsonNode session = new ObjectMapper().readTree(out.toString());
        assertThat(session.get("session").asText()).isEqualTo("now");
        assertThat(session.get("playback").get("stalls").asInt()).isEqualTo(3);
        assertThat(session.get("clipRecords")).isEmpty();
    }

    @Test
    void whatIsNoTelemetryIsOneLine() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "not a database");
        assertThat(sessions("sessions", text.toString())).isEqualTo(1);
        assertThat(sessions("sessions", folder.resolve("missing").toString())).isEqualTo(1);
        assertThat(sessions("serve", folder.toString(), "--port", "0", "--telemetry", text.toString()))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).startsWith("starling: "));
        assertThat(sessions("serve", folder.toString(), "--telemetry-days", "0"))
                .isEqualTo(2);
    }
}
