package dev.starling.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.record.ClipRecord;
import dev.starling.edge.record.RecordedHistory;
import dev.starling.edge.record.RecordedHistory.PastSpan;
import dev.starling.edge.record.RecordedHistory.Supplied;
import dev.starling.edge.record.RewardTerms;
import dev.starling.swarm.steer.BlendLevel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How recorded sessions went, as another process than the one that recorded them reads it. */
class SessionCourseTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    private Path folder;

    private DuckDbStore store;

    @BeforeEach
    void open() {
        store = new DuckDbStore(folder.resolve("telemetry.duckdb"));
    }

    private void keep(List<ClipRecord> clips) throws Exception {
        store.keep(new Batch(clips, List.of(Records.session("s1", clips.size(), NOW))));
    }

    private List<PastSpan> course(String session) throws Exception {
        try (DuckDbHistory history = new DuckDbHistory(store)) {
            return history.course(session);
        }
    }

    @Test
    void aShortSessionHasASpanForEachClipWithItsMixItsBufferAndItsTerms() throws Exception {
        keep(List.of(
                Records.lowered("s1", 1, NOW.plusSeconds(2), 6.5),
                Records.clip("s1", 0, NOW),
                Records.aborted("s1", 2, NOW.plusSeconds(4)),
                Records.clip("s2", 0, NOW.plusSeconds(1))));
        List<PastSpan> spans = course("s1");
        assertThat(spans).extracting(PastSpan::number).containsExactly(0, 1, 2);
        PastSpan whole = spans.getFirst();
        assertThat(whole.at()).isEqualTo("2026-06-01T12:00:00Z");
        assertThat(whole.mix()).containsExactly(new Supplied("720p-a", 1));
        assertThat(whole.levels()).isEqualTo(Map.of(BlendLevel.GOP, 1L));
        assertThat(whole.conditions().bufferSeconds()).isEmpty();
        assertThat(whole.delivered().vmaf()).hasValue(91.5);
        assertThat(whole.delivered().reward()).hasValue(76);
        assertThat(whole.mean()).contains(new RewardTerms(77, -1, 0, 0));
        PastSpan lowered = spans.get(1);
        assertThat(lowered.mix()).containsExactly(new Supplied("720p-a", 0.5), new Supplied("720p-b", 0.5));
        assertThat(lowered.levels()).isEqualTo(Map.of(BlendLevel.FRAME, 1L));
        assertThat(lowered.conditions().bufferSeconds()).hasValue(6.5);
        assertThat(lowered.conditions().pathBitsPerSecond()).hasValue(Records.PATH_BITS_PER_SECOND);
        PastSpan aborted = spans.get(2);
        assertThat(aborted.aborted()).isEqualTo(1);
        assertThat(aborted.delivered().clips()).isZero();
        assertThat(aborted.delivered().vmaf()).isEmpty();
        assertThat(aborted.mean()).isEmpty();
        assertThat(aborted.mix()).isEmpty();
        assertThat(aborted.levels()).isEmpty();
    }

    @Test
    void aSessionOfMoreThanTenHoursIsAsLargeAsAChart() throws Exception {
        int clips = RecordedHistory.MAX_CLIPS + 10;
        List<ClipRecord> batch = new ArrayList<>();
        for (int clip = 0; clip < clips; clip++) {
            Instant at = NOW.plusSeconds(2L * clip);
            batch.add(clip % 2 == 0 ? Records.clip("s1", clip, at) : Records.lowered("s1", clip, at, clip % 50));
        }
        keep(batch);
        List<PastSpan> spans = course("s1");
        assertThat(spans).hasSizeBetween(RecordedHistory.MAX_SPANS / 2, RecordedHistory.MAX_SPANS);
        assertThat(spans.stream().mapToLong(it -> it.delivered().clips()).sum()).isEqualTo(RecordedHistory.MAX_CLIPS);
        PastSpan second = spans.get(1);
        long each = second.number();
        assertThat(second.at()).isEqualTo(NOW.plusSeconds(2 * (2 * each - 1)).toString());
        assertThat(second.levels()).isEqualTo(Map.of(BlendLevel.GOP, each / 2, BlendLevel.FRAME, each / 2));
        assertThat(second.conditions().leastBufferSeconds()).hasValue(1);
        assertThat(second.mix()).containsExactly(new Supplied("720p-a", 0.75), new Supplied("720p-b", 0.25));
    }

    @Test
    void movesOfClipsThatWereNotSentWholeDoNotCount() throws Exception {
        keep(List.of(Records.clip("s1", 0, NOW), Records.aborted("s1", 1, NOW.plusSeconds(2))));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("telemetry.duckdb"));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE clips SET down_moves = 2");
        }
        assertThat(course("s1")).extracting(it -> it.delivered().downMoves()).containsExactly(2L, 0L);
    }

    @Test
    void aClipIsReadByItsPlaceInTheSession() throws Exception {
        keep(List.of(Records.clip("s1", 5, NOW.plusSeconds(2)), Records.clip("s1", 4, NOW)));
        try (DuckDbHistory history = new DuckDbHistory(store)) {
            assertThat(history.clip("s1", 1).orElseThrow().get("clip").asInt()).isEqualTo(5);
            assertThat(history.clip("s1", 1).orElseThrow().at("/reward/quality").asDouble())
                    .isEqualTo(77);
            assertThat(history.clip("s1", 2)).isEmpty();
            assertThat(history.clip("s'; DROP TABLE clips; --", 0)).isEmpty();
            assertThat(history.course("s'; DROP TABLE clips; --")).isEmpty();
        }
    }

    @Test
    void damagedRecordsCountAsUnknown() throws Exception {
        keep(List.of(
                Records.clip("s1", 0, NOW),
                Records.clip("s1", 1, NOW.plusSeconds(1)),
                Records.clip("s1", 2, NOW.plusSeconds(2))));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("telemetry.duckdb"));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE clips SET record = '{\"clip\": ' WHERE clip = 0");
            statement.execute("UPDATE clips SET record = '{\"accessUnits\": \"many\", \"delivered\": {\"from\": []},"
                    + " \"network\": 7}' WHERE clip = 1");
        }
        List<PastSpan> spans = course("s1");
        assertThat(spans).hasSize(3);
        for (PastSpan damaged : spans.subList(0, 2)) {
            assertThat(damaged.delivered().vmaf()).hasValue(91.5);
            assertThat(damaged.mix()).isEmpty();
            assertThat(damaged.levels()).isEmpty();
        }
        assertThat(spans.getLast().mix()).hasSize(1);
        try (DuckDbHistory history = new DuckDbHistory(store)) {
            assertThat(history.clip("s1", 0)).isEmpty();
        }
    }
}
