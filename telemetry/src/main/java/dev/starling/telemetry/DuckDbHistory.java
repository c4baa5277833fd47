package dev.starling.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.edge.record.RecordedHistory;
import dev.starling.edge.record.RewardTerms;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads the file that this process writes. A platform thread of its own asks DuckDB, one question at a time: native
 * code on the virtual threads of requests would keep their carriers from deliveries.
 */
final class DuckDbHistory implements RecordedHistory, AutoCloseable {
    /** Nobody looks at a dashboard that has not answered by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String SESSIONS = """
            SELECT session, started_at, last_at, title, steering, clips, seconds, bytes, vmaf, reward, down_moves,
                   state, start_seconds, stalls, stall_seconds
            FROM sessions ORDER BY started_at DESC, session LIMIT ?
            """;
    private static final String REWARDS = """
            SELECT floor(epoch_ms(ended_at) / 86400000.0)::BIGINT AS day, coalesce(policy, 'unknown') AS kind, count(*),
                   avg(reward_quality), avg(reward_change), avg(reward_waiting), avg(reward_splice),
                   stddev_samp(reward_quality + reward_change + reward_waiting + reward_splice)
            FROM clips WHERE reward_quality IS NOT NULL AND ended_at >= ?
            GROUP BY day, kind ORDER BY day, kind
            """;

    /** Records are large: those of other clips are not read. */
    private static final String CLIP = """
            SELECT record FROM clips WHERE rowid = (
                SELECT rowid FROM clips WHERE session = ? ORDER BY ended_at, rowid LIMIT 1 OFFSET ?)
            """;

    private final DuckDbStore store;
    private final ExecutorService asking = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("telemetry-history").daemon().factory());

    DuckDbHistory(DuckDbStore store) {
        this.store = store;
    }

    @Override
    public List<PastSession> sessions(int max) throws IOException {
        return ask(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SESSIONS)) {
                statement.setInt(1, max);
                List<PastSession> sessions = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        sessions.add(session(row));
                    }
                }
                return sessions;
            }
        });
    }

    private static PastSession session(ResultSet row) throws SQLException {
        return new PastSession(
                row.getString(1),
                time(row, 2),
                time(row, 3),
                Optional.ofNullable(row.getString(4)),
                Optional.ofNullable(row.getString(5)),
                new Delivered(
                        row.getLong(6),
                        row.getDouble(7),
                        row.getLong(8),
                        TelemetryReader.number(row, 9),
                        TelemetryReader.number(row, 10),
                        row.getLong(11)),
                new Experienced(
                        Optional.ofNullable(row.getString(12)),
                        TelemetryReader.number(row, 13),
                        TelemetryReader.whole(row, 14),
                        TelemetryReader.number(row, 15)));
    }

    @Override
    public List<PastSpan> course(String session) throws IOException {
        return ask(connection -> SessionCourse.of(connection, session));
    }

    @Override
    public Optional<JsonNode> clip(String session, int number) throws IOException {
        return ask(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLIP)) {
                statement.setString(1, session);
                statement.setInt(2, number);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? RecordJson.read(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public List<DayOfRewards> rewards(Instant since) throws IOException {
        return ask(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(REWARDS)) {
                statement.setObject(1, since.atOffset(ZoneOffset.UTC));
                List<DayOfRewards> days = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        days.add(new DayOfRewards(
                                LocalDate.ofEpochDay(row.getLong(1)).toString(),
                                row.getString(2),
                                row.getLong(3),
                                new RewardTerms(row.getDouble(4), row.getDouble(5), row.getDouble(6), row.getDouble(7)),
                                TelemetryReader.number(row, 8)));
                    }
                }
                return days;
            }
        });
    }

    private <T> T ask(DuckDbStore.Query<T> query) throws IOException {
        Future<T> answer;
        try {
            answer = asking.submit(() -> store.read(query));
        } catch (RejectedExecutionException e) {
            throw new IOException("the telemetry is closed", e);
        }
        try {
            return answer.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the telemetry cannot be read: " + TelemetryReader.firstLine(e.getCause()), e);
        } catch (TimeoutException e) {
            answer.cancel(/* mayInterruptIfRunning= */ false);
            throw new IOException("the telemetry cannot be read in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the edge is stopping", e);
        }
    }

    static String time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().toString();
    }

    /** Waits for nothing: what is being asked ends by itself. */
    @Override
    public void close() {
        asking.shutdownNow();
    }
}
