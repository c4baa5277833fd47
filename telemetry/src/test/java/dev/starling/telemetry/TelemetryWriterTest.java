package dev.starling.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.record.PolicyKind;
import dev.starling.edge.record.RecordedHistory;
import dev.starling.edge.record.RewardTerms;
import dev.starling.edge.record.Telemetry.Counts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TelemetryWriterTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final InstantSource CLOCK = () -> NOW;
    private static final Duration MONTH = Duration.ofDays(30);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("telemetry.duckdb");
    }

    private List<TelemetryReader.Session> sessions() throws IOException, InterruptedException {
        try (TelemetryReader reader = TelemetryReader.open(file)) {
            return reader.sessions(Instant.EPOCH);
        }
    }

    private List<String> clips(String session) throws IOException, InterruptedException {
        try (TelemetryReader reader = TelemetryReader.open(file)) {
            return reader.clips(session);
        }
    }

    @Test
    void recordsAreReadAsTheyWereMade() throws Exception {
        try (TelemetryWriter writer = TelemetryWriter.open(file, MONTH, CLOCK)) {
            for (int clip = 0; clip < 3; clip++) {
                writer.add(Records.clip("s1", clip, NOW.plusSeconds(clip)));
                writer.add(Records.session("s1", clip + 1, NOW.plusSeconds(clip)));
            }
        }
        assertThat(sessions()).singleElement().satisfies(session -> {
            assertThat(session.id()).isEqualTo("s1");
            assertThat(session.delivered().clips()).isEqualTo(3);
            assertThat(session.delivered().vmaf()).hasValue(91.5);
            assertThat(session.delivered().reward()).hasValue(76);
            assertThat(session.experienced().stalls()).hasValue(1);
            assertThat(session.experienced().stallSeconds()).hasValue(0.7);
            assertThat(session.experienced().state()).isEmpty();
        });
        assertThat(clips("s1")).hasSize(3);
        JsonNode clip = new ObjectMapper().readTree(clips("s1").getFirst());
        assertThat(clip.get("at").asText()).isEqualTo("2026-06-01T12:00:00Z");
        assertThat(clip.get("title").asText()).isEqualTo("t'; DROP TABLE clips; --");
        assertThat(clip.get("clusters").get(0).get("bytes").asInt()).isEqualTo(500_000);
        assertThat(clip.get("reward").get("quality").asDouble()).isEqualTo(77);
        assertThat(clip.get("device").get("screenHeight").asInt()).isEqualTo(720);
        assertThat(clip.has("startUpSeconds")).isFalse();
    }

    @Test
    void aFileGoesOnAndItsOldRecordsAreDeleted() throws Exception {
        try (TelemetryWriter writer = TelemetryWriter.open(file, MONTH, CLOCK)) {
            writer.add(Records.clip("old", 0, NOW.minus(Duration.ofDays(29))));
            writer.add(Records.session("old", 1, NOW.minus(Duration.ofDays(29))));
            writer.add(Records.session("s1", 1, NOW));
        }
        try (TelemetryWriter writer = TelemetryWriter.open(file, MONTH, CLOCK)) {
            writer.add(Records.session("s1", 2, NOW));
        }
        assertThat(sessions()).extracting(TelemetryReader.Session::id).containsExactlyInAnyOrder("old", "s1");
        TelemetryWriter.open(file, Duration.ofDays(7), CLOCK).close();
        assertThat(sessions()).extracting(it -> it.delivered().clips()).containsExactly(2L);
        assertThat(clips("old")).isEmpty();
    }

    @Test
    void itIsReadWhileItIsWritten() throws Exception {
        DuckDbStore store = new DuckDbStore(file);
        try (TelemetryWriter writer = TelemetryWriter.start(store, MONTH, CLOCK)) {
            store.keep(new Batch(List.of(Records.clip("s1", 0, NOW)), List.of(Records.session("s1", 1, NOW))));
            assertThat(sessions()).hasSize(1);
            writer.add(Records.session("s2", 1, NOW));
        }
        assertThat(sessions()).hasSize(2);
    }

    @Test
    void theEdgeReadsItsOwnRecordsWhileItWritesThem() throws Exception {
        DuckDbStore store = new DuckDbStore(file);
        try (TelemetryWriter writer = TelemetryWriter.open(file, MONTH, CLOCK)) {
            RecordedHistory history = writer.history().orElseThrow();
            assertThat(history.sessions(10)).isEmpty();
            Instant before = NOW.minus(Duration.ofDays(1));
            writer.add(Records.session("s0", 1, before));
            store.keep(new Batch(
                    List.of(
                            Records.clip("s1", 0, NOW),
                            Records.clip("s1", 1, NOW),
                            Records.clip("s1", 2, NOW, PolicyKind.LEARNED),
                            Records.clip("s0", 0, before)),
                    List.of(Records.session("s1", 3, NOW), Records.session("s2", 2, NOW))));
            assertThat(history.sessions(1)).singleElement().satisfies(session -> {
                assertThat(session.session()).isEqualTo("s1");
                assertThat(session.lastAt()).isEqualTo(NOW.toString());
                assertThat(session.delivered().clips()).isEqualTo(3);
                assertThat(session.delivered().reward()).hasValue(76);
                assertThat(session.experienced().stallSeconds()).hasValue(0.7);
            });
            assertThat(history.rewards(Instant.EPOCH))
                    .extracting(day -> day.day() + " " + day.policy() + " " + day.clips())
                    .containsExactly("2026-05-31 static 1", "2026-06-01 learned 1", "2026-06-01 static 2");
            assertThat(history.rewards(NOW).getLast().mean()).isEqualTo(new RewardTerms(77, -1, 0, 0));
            assertThat(history.rewards(NOW).getLast().deviation()).hasValue(0);
        }
        assertThat(sessions()).hasSize(3);
    }

    @Test
    void aFileOfAnEarlierVersionGoesOnWithItsPoliciesUnknown() throws Exception {
        DuckDbStore store = new DuckDbStore(file);
        store.keep(new Batch(List.of(Records.clip("s1", 0, NOW)), List.of()));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE clips DROP COLUMN policy");
        }
        try (TelemetryWriter writer = TelemetryWriter.open(file, MONTH, CLOCK)) {
            store.keep(new Batch(List.of(Records.clip("s1", 1, NOW)), List.of()));
            assertThat(writer.history().orElseThrow().rewards(Instant.EPOCH))
                    .extracting(RecordedHistory.DayOfRewards::policy)
                    .containsExactly("static", "unknown");
        }
        assertThat(clips("s1")).hasSize(2);
    }

    @Test
    void whatIsNoDatabaseIsRefusedInOneLine() throws IOException {
        Files.writeString(file, "not a database, but a text that somebody needs");
        assertThatThrownBy(() -> TelemetryWriter.open(file, MONTH, CLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> TelemetryReader.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
        assertThat(Files.readString(file)).startsWith("not a database");
        assertThatThrownBy(() -> TelemetryWriter.open(folder.resolve("none/t.duckdb"), MONTH, CLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none");
    }

    /** A disk that fails for the first batches. */
    private record FailingDisk(Store store, AtomicInteger failures) implements Store {
        @Override
        public void keep(Batch batch) throws SQLException {
            if (failures.getAndDecrement() > 0) {
                throw new SQLException("IO Error: No space left on device\nand more");
            }
            store.keep(batch);
        }

        @Override
        public void forget(Instant before) throws SQLException {
            store.forget(before);
        }
    }

    @Test
    void aFullDiskCostsRecordsAndOneLine() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(TelemetryWriter.class);
        logger.addAppender(lines);
        try {
            DuckDbStore store = new DuckDbStore(file);
            TelemetryWriter writer =
                    TelemetryWriter.start(new FailingDisk(store, new AtomicInteger(Integer.MAX_VALUE)), MONTH, CLOCK);
            try (writer) {
                writer.add(Records.clip("s1", 0, NOW));
            }
            assertThat(writer.counts()).isEqualTo(new Counts(0, 1));
            assertThat(lines.list)
                    .singleElement()
                    .satisfies(line -> assertThat(line.getFormattedMessage())
                            .contains("No space left on device")
                            .doesNotContain("\n"));
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void sessionsThatWaitForAFullDiskAreBounded() throws Exception {
        TelemetryWriter writer =
                TelemetryWriter.start(new FailingDisk(new DuckDbStore(file), new AtomicInteger(1)), MONTH, CLOCK);
        try (writer) {
            for (int i = 0; i < TelemetryWriter.MAX_SESSIONS; i++) {
                writer.add(Records.session("s" + i, 1, NOW));
            }
            while (writer.counts().lost() < TelemetryWriter.MAX_SESSIONS) {
                Thread.onSpinWait();
            }
            writer.add(Records.session("more", 1, NOW));
        }
        assertThat(writer.counts()).isEqualTo(new Counts(1, TelemetryWriter.MAX_SESSIONS));
        assertThat(sessions()).extracting(TelemetryReader.Session::id).containsExactly("more");
    }

    @Test
    void oldRecordsAreDeletedAlthoughNewOnesAreLost() throws Exception {
        Instant old = NOW.minus(MONTH).minusSeconds(1);
        DuckDbStore store = new DuckDbStore(file);
        store.keep(new Batch(List.of(), List.of(Records.session("old", 1, old), Records.session("s1", 1, NOW))));
        AtomicInteger hours = new AtomicInteger();
        InstantSource clock = () -> NOW.plus(Duration.ofHours(hours.getAndIncrement()));
        try (TelemetryWriter writer =
                TelemetryWriter.start(new FailingDisk(store, new AtomicInteger(Integer.MAX_VALUE)), MONTH, clock)) {
            writer.add(Records.clip("s1", 0, NOW));
        }
        assertThat(sessions()).extracting(TelemetryReader.Session::id).containsExactly("s1");
    }

    /** A disk on which a write does not end until it is let go. */
    private record StuckDisk(CountDownLatch reached, CountDownLatch go) implements Store {
        @Override
        public void keep(Batch batch) throws SQLException {
            reached.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
        }

        @Override
        public void forget(Instant before) {}
    }

    @Test
    void aStuckDiskStopsNobody() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        TelemetryWriter writer = TelemetryWriter.start(new StuckDisk(reached, go), MONTH, CLOCK);
        writer.add(Records.clip("s1", 0, NOW));
        reached.await();
        int more = TelemetryWriter.MAX_WAITING + 123;
        for (int i = 0; i < more; i++) {
            writer.add(Records.clip("s1", i, NOW));
        }
        assertThat(writer.counts().lost()).isEqualTo(123);
        go.countDown();
        writer.close();
        assertThat(writer.counts()).isEqualTo(new Counts(1 + TelemetryWriter.MAX_WAITING, 123));
    }
}
