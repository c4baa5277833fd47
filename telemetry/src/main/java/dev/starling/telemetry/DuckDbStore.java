package dev.starling.telemetry;

import dev.starling.edge.record.ClipRecord;
import dev.starling.edge.record.DeliveryTotals;
import dev.starling.edge.record.SessionRecord;
import dev.starling.edge.session.PlaybackReport;
import dev.starling.swarm.steer.Reward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Function;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * A DuckDB file. It is open only while a batch is written: DuckDB locks files for their writer, so between two batches
 * others can read it. Opening takes some milliseconds.
 */
final class DuckDbStore implements Store {
    private static final String READ_ONLY = "duckdb.read_only";

    /** The tables; {@code docs/telemetry.md} describes the columns. */
    private static final String[] SCHEMA = {
        """
        CREATE TABLE IF NOT EXISTS clips (
            ended_at TIMESTAMPTZ NOT NULL, session VARCHAR NOT NULL, address VARCHAR NOT NULL,
            title VARCHAR NOT NULL, clip INTEGER NOT NULL, state VARCHAR NOT NULL,
            seconds DOUBLE NOT NULL, vmaf DOUBLE, bytes BIGINT, down_moves INTEGER NOT NULL,
            send_seconds DOUBLE, late_seconds DOUBLE, planning_seconds DOUBLE NOT NULL,
            reward_quality DOUBLE, reward_change DOUBLE, reward_waiting DOUBLE, reward_splice DOUBLE,
            record VARCHAR NOT NULL, policy VARCHAR)
        """,
        """
        CREATE TABLE IF NOT EXISTS sessions (
            session VARCHAR PRIMARY KEY, address VARCHAR NOT NULL,
            started_at TIMESTAMPTZ NOT NULL, last_at TIMESTAMPTZ NOT NULL,
            title VARCHAR, steering VARCHAR, state VARCHAR,
            clips BIGINT NOT NULL, aborted BIGINT NOT NULL, bytes BIGINT NOT NULL,
            seconds DOUBLE NOT NULL, vmaf DOUBLE, down_moves BIGINT NOT NULL, reward DOUBLE,
            start_seconds DOUBLE, stalls BIGINT, stall_seconds DOUBLE, dropped_frames BIGINT,
            record VARCHAR NOT NULL)
        """,
        // Files of earlier versions lack it.
        "ALTER TABLE clips ADD COLUMN IF NOT EXISTS policy VARCHAR"
    };

    /** A checkpoint, which DuckDB makes for each 16 MB, writes more than that. */
    private static final long MIN_FREE_BYTES = 32L << 20;

    private static final int SESSION_COLUMNS = 19;

    private final Path file;

    DuckDbStore(Path file) {
        this.file = file;
    }

    /** What the process that delivers grants DuckDB. */
    private static Properties frugal() {
        Properties properties = new Properties();
        properties.setProperty("threads", "1");
        properties.setProperty("memory_limit", "256MB");
        return properties;
    }

    /** Opens a file to write it, and makes its tables. */
    private DuckDBConnection open() throws SQLException {
        DuckDBConnection connection = open(file, frugal());
        try (Statement statement = connection.createStatement()) {
            // Else every close would write the whole last row group again; DuckDB still does it for each 16 MB.
            statement.execute("PRAGMA disable_checkpoint_on_shutdown");
            for (String step : SCHEMA) {
                statement.execute(step);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Opens a file to read it. */
    static Connection openToRead(Path file) throws SQLException {
        return openToRead(file, new Properties());
    }

    private static Connection openToRead(Path file, Properties properties) throws SQLException {
        properties.setProperty(READ_ONLY, "true");
        return open(file, properties);
    }

    /** Reads an open file. */
    interface Query<T> {
        /** The result. */
        T of(Connection connection) throws SQLException;
    }

    /** Reads the file. Meanwhile nothing is written: DuckDB opens a file only once in a process. */
    synchronized <T> T read(Query<T> query) throws SQLException {
        try (Connection connection = openToRead(file, frugal())) {
            return query.of(connection);
        }
    }

    private static DuckDBConnection open(Path file, Properties properties) throws SQLException {
        try {
            return DriverManager.getConnection("jdbc:duckdb:" + file.toAbsolutePath(), properties)
                    .unwrap(DuckDBConnection.class);
        } catch (SQLException e) {
            throw String.valueOf(e.getMessage()).contains("Could not set lock") ? new BusyException(e) : e;
        }
    }

    /** DuckDB itself tells that a transaction was written when the disk was full, and has kept nothing of it. */
    private void requireRoom() throws SQLException {
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null && Files.getFileStore(folder).getUsableSpace() < MIN_FREE_BYTES) {
                throw new SQLException(
                        "No space left on device: less than " + (MIN_FREE_BYTES >> 20) + " MiB are free");
            }
        } catch (IOException e) {
            throw new SQLException(folder + " cannot be read", e);
        }
    }

    @Override
    public synchronized void keep(Batch batch) throws SQLException {
        requireRoom();
        try (DuckDBConnection connection = open()) {
            connection.setAutoCommit(false);
            try (DuckDBAppender clips = connection.createAppender("clips")) {
                for (ClipRecord clip : batch.clips()) {
                    append(clips, clip);
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT OR REPLACE INTO sessions VALUES (" + "?" + ", ?".repeat(SESSION_COLUMNS - 1) + ")")) {
                for (SessionRecord session : batch.sessions()) {
                    set(insert, session);
                    insert.addBatch();
                }
                if (!batch.sessions().isEmpty()) {
                    insert.executeBatch();
                }
            }
            connection.commit();
        }
    }

    private static void append(DuckDBAppender row, ClipRecord clip) throws SQLException {
        row.beginRow();
        row.append(time(clip.at()));
        row.append(clip.viewer().session());
        row.append(clip.viewer().address());
        row.append(clip.title());
        row.append(clip.report().requested().clip());
        row.append(clip.report().progress().actual().isPresent() ? "sent" : "aborted");
        row.append(clip.report().requested().seconds());
        append(row, clip.report().progress().actual().map(it -> it.quality().vmaf()));
        if (clip.report().progress().actual().isPresent()) {
            row.append(clip.report().progress().actual().get().bytes());
        } else {
            row.appendNull();
        }
        row.append(clip.report().progress().downMoves().size());
        append(row, optional(clip.report().progress().sendSeconds()));
        append(row, optional(clip.timing().lateSeconds()));
        row.append(clip.timing().planningSeconds());
        append(row, clip.reward().map(Reward::quality));
        append(row, clip.reward().map(Reward::change));
        append(row, clip.reward().map(Reward::waiting));
        append(row, clip.reward().map(Reward::splice));
        row.append(RecordJson.write(clip));
        row.append(clip.policy().token());
        row.endRow();
    }

    private static void append(DuckDBAppender row, Optional<Double> value) throws SQLException {
        if (value.isPresent()) {
            row.append(value.get());
        } else {
            row.appendNull();
        }
    }

    private static void set(PreparedStatement row, SessionRecord session) throws SQLException {
        DeliveryTotals totals = session.totals();
        PlaybackReport playback = session.playback();
        Object[] values = {
            session.viewer().session(),
            session.viewer().address(),
            time(session.startedAt()),
            time(session.lastAt()),
            session.title().orElse(null),
            session.chooser().map(it -> it.token()).orElse(null),
            playback.state().map(it -> it.label()).orElse(null),
            totals.clips(),
            totals.aborted(),
            totals.bytes(),
            totals.seconds(),
            optional(totals.vmaf()).orElse(null),
            totals.downMoves(),
            optional(totals.reward()).orElse(null),
            optional(playback.startSeconds()).orElse(null),
            optional(playback.stalls()).orElse(null),
            optional(playback.stallSeconds()).orElse(null),
            optional(playback.droppedFrames()).orElse(null),
            RecordJson.write(session)
        };
        for (int i = 0; i < values.length; i++) {
            row.setObject(i + 1, values[i]);
        }
    }

    private static Optional<Double> optional(OptionalDouble value) {
        return value.stream().boxed().findFirst().map(Function.identity());
    }

    private static Optional<Long> optional(OptionalLong value) {
        return value.stream().boxed().findFirst();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    @Override
    public synchronized void forget(Instant before) throws SQLException {
        try (DuckDBConnection connection = open()) {
            for (String delete :
                    new String[] {"DELETE FROM clips WHERE ended_at < ?", "DELETE FROM sessions WHERE last_at < ?"}) {
                try (PreparedStatement statement = connection.prepareStatement(delete)) {
                    statement.setObject(1, time(before));
                    statement.execute();
                }
            }
        }
    }
}
