package dev.starling.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.steer.LivedClip;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LivedClipsTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String NETWORK = "\"bandwidth\":{\"shortBitsPerSecond\":6e5,\"longBitsPerSecond\":5e5,"
            + "\"spreadDoublings\":0.3,\"knowledge\":\"measured\"},\"bufferSeconds\":8,\"lastVmaf\":70";

    @TempDir
    private Path folder;

    private static String record() {
        return "{\"at\":\"2026-06-01T12:00:00Z\",\"session\":\"s\",\"address\":\"a\",\"title\":\"t\","
                + "\"titleLines\":1080,"
                + "\"device\":{\"screenHeight\":720},\"clip\":3,\"seconds\":2,\"sendSeconds\":1.5,\"lateSeconds\":0.25,"
                + "\"network\":{" + NETWORK + "},\"budgetBytes\":150000,"
                + "\"clusters\":[{\"bytes\":100000,\"vmaf\":60},{\"bytes\":200000,\"vmaf\":80}],"
                + "\"actual\":{\"bytes\":120000,\"quality\":{\"vmaf\":66}}}";
    }

    private static LivedClips collect(String... records) {
        LivedClips.Collector collector = new LivedClips.Collector();
        for (String record : records) {
            collector.add(record);
        }
        return collector.collected();
    }

    @Test
    void aRecordIsReadAsItWas() {
        LivedClips lived = collect(record());
        assertThat(lived.omissions()).isEmpty();
        LivedClip clip = lived.clips().getFirst();
        assertThat(clip.viewer()).isEqualTo(new LivedClip.Viewer("s", "a"));
        assertThat(clip.start()).isEqualTo(NOW.minusMillis(1500));
        assertThat(clip.lines()).hasValue(720);
        assertThat(clip.network().bandwidth().orElseThrow().shortBitsPerSecond())
                .isEqualTo(6e5);
        assertThat(clip.network().buffer()).hasValue(Duration.ofSeconds(8));
        assertThat(clip.offered()).containsExactly(new LivedClip.Offered(8e5, 60), new LivedClip.Offered(1.6e6, 80));
        assertThat(clip.sent()).hasValueSatisfying(sent -> {
            assertThat(sent.bits()).isEqualTo(9.6e5);
            assertThat(sent.budgetBits()).isEqualTo(1.2e6);
            assertThat(sent.lateSeconds().orElseThrow()).isCloseTo(0.25, within(1e-12));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"seconds\":2,            | \"seconds\":-2,                | a duration that no clip has",
                "\"seconds\":2,            | \"seconds\":1e15,              | a duration that no clip has",
                "\"sendSeconds\":1.5       | \"sendSeconds\":-1.5           | a wait that cannot be",
                "\"sendSeconds\":1.5       | \"sendSeconds\":1e300          | a wait that cannot be",
                "\"lateSeconds\":0.25      | \"lateSeconds\":-0.25          | a wait that cannot be",
                "\"bufferSeconds\":8       | \"bufferSeconds\":1e15         | a buffer that no player has",
                "\"bufferSeconds\":8       | \"bufferSeconds\":1e5          | a buffer that no player has",
                "\"bufferSeconds\":8       | \"bufferSeconds\":-3           | a buffer that no player has",
                "\"shortBitsPerSecond\":6e5| \"shortBitsPerSecond\":-6e5    | a throughput that no path has",
                "\"longBitsPerSecond\":5e5 | \"longBitsPerSecond\":1e30     | a throughput that no path has",
                "\"spreadDoublings\":0.3   | \"spreadDoublings\":1e9        | a throughput that no path has",
                "\"knowledge\":\"measured\"| \"knowledge\":\"hearsay\"      | a member of a wrong kind",
                "\"lastVmaf\":70           | \"lastVmaf\":700               | a VMAF that cannot be",
                "\"screenHeight\":720      | \"screenHeight\":0             | a screen that no device has",
                "\"screenHeight\":720      | \"screenHeight\":\"720\"       | a member of a wrong kind",
                "\"titleLines\":1080       | \"titleLines\":71.5            | a number that cannot be",
                "\"clip\":3                | \"clip\":-3                    | a clip that no title has",
                "\"bytes\":100000          | \"bytes\":1e15                 | a size that no clip has",
                "\"bytes\":120000          | \"bytes\":-1                   | a size that no clip has",
                "\"vmaf\":66               | \"vmaf\":-66                   | a VMAF that cannot be",
                "2026-06-01T12:00:00Z      | yesterday                      | a time that cannot be",
                "2026-06-01T12:00:00Z      | -999999999-01-01T00:00:00Z     | a time that cannot be",
                "2026-06-01T12:00:00Z      | 1912-06-01T12:00:00Z           | a time that cannot be",
                "\"title\":\"t\",          | \"title\":null,                | a member of a wrong kind",
                "\"session\":\"s\",        | ~~                             | a member is missing",
                "\"vmaf\":60               | \"vmaf\":NaN                   | a record that is not JSON"
            })
    void aLieIsLeftOutAndCounted(String from, String to, String reason) {
        String lie = record().replace(from, to);
        assertThat(lie).isNotEqualTo(record());
        LivedClips lived = collect(record(), lie, lie, record().substring(0, 40));
        assertThat(lived.clips()).hasSize(1);
        assertThat(lived.leftOut()).containsEntry(reason, reason.endsWith("JSON") ? 3L : 2L);
        assertThat(lived.omissions().orElseThrow())
                .startsWith("3 of 4 clips left out: ")
                .contains(reason)
                .doesNotContain("\n");
    }

    @Test
    void anythingCutAnywhereIsLeftOut() {
        String record = record();
        for (int end = 0; end < record.length(); end++) {
            assertThat(collect(record.substring(0, end)).rows()).isEqualTo(1);
            assertThat(collect(record.substring(0, end)).clips()).isEmpty();
        }
    }

    @Test
    void whatAPurposeCannotUseIsCountedToo() {
        LivedClips lived = collect(record(), record().replace("\"clip\":3", "\"clip\":4"), "no");
        LivedClips useful = lived.without("of another clip", it -> it.clip() != 3);
        assertThat(useful.clips()).hasSize(1);
        assertThat(useful.leftOut()).isEqualTo(Map.of("of another clip", 1L, "a record that is not JSON", 1L));
        assertThat(useful.rows()).isEqualTo(3);
    }

    @Test
    void whatAnEdgeWritesIsReadInTheOrderOfTime() throws Exception {
        Path file = folder.resolve("t.duckdb");
        try (TelemetryWriter writer = TelemetryWriter.open(file, Duration.ofDays(30), InstantSource.fixed(NOW))) {
            writer.add(Records.clip("s2", 1, NOW.plusSeconds(2)));
            writer.add(Records.clip("s1", 0, NOW));
        }
        try (TelemetryReader reader = TelemetryReader.open(file)) {
            LivedClips lived = reader.lived(Instant.EPOCH);
            assertThat(lived.leftOut()).isEmpty();
            assertThat(lived.clips()).extracting(it -> it.viewer().session()).containsExactly("s1", "s2");
            assertThat(lived.clips().getFirst().lines()).hasValue(720);
            assertThat(reader.lived(NOW.plusSeconds(1)).clips()).hasSize(1);
        }
    }
}
