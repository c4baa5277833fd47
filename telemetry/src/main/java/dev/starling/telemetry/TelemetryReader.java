package dev.starling.telemetry;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the records of a DuckDB file, also while an edge writes it: the file is locked only for moments. */
public final class TelemetryReader implements AutoCloseable {
    /** An edge writes a batch in less. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration RETRY = Duration.ofMillis(100);

    private final Connection connection;

    private TelemetryReader(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it cannot be read; the message is for people
     */
    public static TelemetryReader open(Path file) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return new TelemetryReader(DuckDbStore.openToRead(file));
            } catch (Store.BusyException e) {
                if (System.nanoTime() > until) {
                    throw new IOException(file + " is locked by another process; end it or copy the file", e);
                }
                TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
            } catch (SQLException e) {
                throw new IOException(file + " cannot be read as telemetry: " + firstLine(e), e);
            }
        }
    }

    /**
     * A session.
     *
     * @param id its name in the records
     * @param record the whole record, as JSON
     */
    public record Session(
            String id,
            Instant startedAt,
            Optional<String> title,
            Delivered delivered,
            Experienced experienced,
            String record) {}

    /**
     * What was delivered in a session.
     *
     * @param seconds of media
     * @param vmaf the mean over time
     * @param reward the mean of its clips
     */
    public record Delivered(long clips, double seconds, long bytes, OptionalDouble vmaf, OptionalDouble reward) {}

    /** What the player told of a session. */
    public record Experienced(
            Optional<String> state, OptionalDouble startSeconds, OptionalLong stalls, OptionalDouble stallSeconds) {}

    /**
     * The sessions, the one that began last first.
     *
     * @param since only those that were active then or later
     */
    public List<Session> sessions(Instant since) throws IOException {
        String query = """
                SELECT session, started_at, title, clips, seconds, bytes, vmaf, reward,
                       state, start_seconds, stalls, stall_seconds, record
                FROM sessions WHERE last_at >= ? ORDER BY started_at DESC, session
                """;
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setObject(1, since.atOffset(ZoneOffset.UTC));
            List<Session> sessions = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sessions.add(new Session(
                            row.getString(1),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            Optional.ofNullable(row.getString(3)),
                            new Delivered(
                                    row.getLong(4), row.getDouble(5), row.getLong(6), number(row, 7), number(row, 8)),
                            new Experienced(
                                    Optional.ofNullable(row.getString(9)),
                                    number(row, 10),
                                    whole(row, 11),
                                    number(row, 12)),
                            row.getString(13)));
                }
            }
            return sessions;
        } catch (SQLException e) {
            throw new IOException("the telemetry cannot be read: " + firstLine(e), e);
        }
    }

    /** The records of a session's clips as JSON, the earliest first. */
    public List<String> clips(String session) throws IOException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT record FROM clips WHERE session = ? ORDER BY ended_at")) {
            statement.setString(1, session);
            List<String> records = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    records.add(row.getString(1));
                }
            }
            return records;
        } catch (SQLException e) {
            throw new IOException("the telemetry cannot be read: " + firstLine(e), e);
        }
    }

    /**
     * The clips that learning can use, those that ended first first.
     *
     * @param since only those that ended then or later
     */
    public LivedClips lived(Instant since) throws IOException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT record FROM clips WHERE ended_at >= ? ORDER BY ended_at, session, clip, record")) {
            statement.setObject(1, since.atOffset(ZoneOffset.UTC));
            LivedClips.Collector lived = new LivedClips.Collector();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    lived.add(row.getString(1));
                }
            }
            return lived.collected();
        } catch (SQLException e) {
            throw new IOException("the telemetry cannot be read: " + firstLine(e), e);
        }
    }

    static OptionalDouble number(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    static OptionalLong whole(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    static String firstLine(@Nullable Throwable e) {
        return String.valueOf(e == null ? null : e.getMessage())
                .lines()
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("the telemetry cannot be closed: " + firstLine(e), e);
        }
    }
}
