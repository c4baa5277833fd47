package dev.starling.telemetry;

import dev.starling.edge.record.RecordedHistory;
import dev.starling.edge.record.RecordedHistory.Conditions;
import dev.starling.edge.record.RecordedHistory.Delivered;
import dev.starling.edge.record.RecordedHistory.PastSpan;
import dev.starling.edge.record.RecordedHistory.Supplied;
import dev.starling.edge.record.RewardTerms;
import dev.starling.swarm.steer.BlendLevel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a session went, from the records of its clips. DuckDB reads their JSON and adds up; what is damaged in a record
 * counts as unknown.
 */
final class SessionCourse {
    private static final double LEAST_SHARE = 0.01;

    /** The first clips of a session, in order. Records are large: those of other clips are not read. */
    private static final String CLIPS = """
            CREATE TEMP TABLE course AS
            SELECT row_number() OVER (ORDER BY ended_at, place) - 1 AS number, * FROM (
                SELECT rowid AS place, ended_at, title, state = 'sent' AS sent, seconds, vmaf, bytes, down_moves,
                       reward_quality, reward_change, reward_waiting, reward_splice,
                       TRY_CAST(json_extract_string(told, '$.network.bitsPerSecond') AS DOUBLE) AS path,
                       TRY_CAST(json_extract_string(told, '$.network.bufferSeconds') AS DOUBLE) AS buffer,
                       TRY_CAST(json_extract_string(told, '$.accessUnits') AS INTEGER) AS units,
                       json_transform(json_extract(told, '$.delivered'), '[{"member": "VARCHAR",
                           "from": "INTEGER", "until": "INTEGER", "level": "VARCHAR"}]') AS delivered
                FROM (
                    SELECT *, rowid, TRY_CAST(record AS JSON) AS told FROM clips
                    WHERE session = ? AND rowid IN (
                        SELECT rowid FROM clips WHERE session = ? ORDER BY ended_at, rowid LIMIT ?)))
            """;

    /** What each clip that was sent whole was made of. */
    private static final String PARTS = """
            CREATE TEMP TABLE parts AS
            SELECT number, part.member AS member, part."level" AS level,
                   (part."until" - part."from") * seconds / nullif(units, 0) AS seconds
            FROM (SELECT number, seconds, units, unnest(delivered) AS part FROM course WHERE sent)
            """;

    private static final String SPANS = """
            SELECT min(number), max(ended_at), arg_max(title, number), count(*) FILTER (NOT sent),
                   count(*) FILTER (sent), coalesce(sum(seconds) FILTER (sent), 0),
                   coalesce(sum(bytes) FILTER (sent), 0)::BIGINT,
                   sum(vmaf * seconds) FILTER (sent) / nullif(sum(seconds) FILTER (sent), 0),
                   avg(reward_quality + reward_change + reward_waiting + reward_splice),
                   coalesce(sum(down_moves) FILTER (sent), 0)::BIGINT,
                   avg(reward_quality), avg(reward_change), avg(reward_waiting), avg(reward_splice),
                   avg(path), avg(buffer), min(buffer)
            FROM course GROUP BY number // ? ORDER BY 1
            """;

    private static final String MIX = """
            SELECT number // ? AS span, member, sum(seconds) AS supplied FROM parts
            WHERE member IS NOT NULL AND seconds > 0 GROUP BY span, member ORDER BY span, supplied DESC, member
            """;

    /** A clip of several members is blended by frames at least. */
    private static final String LEVELS = """
            SELECT number // ? AS span, ['gop', 'frame', 'slice', 'coefficient'][finest + 1], count(*) FROM (
                SELECT number, greatest(max(CASE level WHEN 'coefficient' THEN 3 WHEN 'slice' THEN 2
                    WHEN 'frame' THEN 1 ELSE 0 END), CASE WHEN count(*) > 1 THEN 1 ELSE 0 END) AS finest
                FROM parts GROUP BY number)
            GROUP BY span, finest
            """;

    private SessionCourse() {}

    /** Reads it. Nothing of the file is written: what is made on the way is temporary. */
    static List<PastSpan> of(Connection connection, String session) throws SQLException {
        try (PreparedStatement clips = connection.prepareStatement(CLIPS)) {
            clips.setString(1, session);
            clips.setString(2, session);
            clips.setInt(3, RecordedHistory.MAX_CLIPS);
            clips.execute();
        }
        long count;
        try (Statement statement = connection.createStatement()) {
            statement.execute(PARTS);
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM course")) {
                row.next();
                count = row.getLong(1);
            }
        }
        long each = Math.max(1, Math.ceilDiv(count, RecordedHistory.MAX_SPANS));
        Map<Long, Map<String, Double>> mixes = mixes(connection, each);
        Map<Long, Map<BlendLevel, Long>> levels = levels(connection, each);
        List<PastSpan> spans = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SPANS)) {
            statement.setLong(1, each);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long span = spans.size();
                    spans.add(span(row, mixes.getOrDefault(span, Map.of()), levels.getOrDefault(span, Map.of())));
                }
            }
        }
        return spans;
    }

    private static PastSpan span(ResultSet row, Map<String, Double> supplied, Map<BlendLevel, Long> levels)
            throws SQLException {
        double seconds = row.getDouble(6);
        double quality = row.getDouble(11);
        Optional<RewardTerms> terms = row.wasNull()
                ? Optional.empty()
                : Optional.of(new RewardTerms(quality, row.getDouble(12), row.getDouble(13), row.getDouble(14)));
        return new PastSpan(
                row.getInt(1),
                DuckDbHistory.time(row, 2),
                row.getString(3),
                row.getLong(4),
                new Delivered(
                        row.getLong(5),
                        seconds,
                        row.getLong(7),
                        TelemetryReader.number(row, 8),
                        TelemetryReader.number(row, 9),
                        row.getLong(10)),
                terms,
                new Conditions(
                        TelemetryReader.number(row, 15),
                        TelemetryReader.number(row, 16),
                        TelemetryReader.number(row, 17)),
                supplied.entrySet().stream()
                        .map(it -> new Supplied(it.getKey(), it.getValue() / seconds))
                        .filter(it -> it.share() >= LEAST_SHARE)
                        .toList(),
                levels);
    }

    /** By span, the seconds of each member, the most first. */
    private static Map<Long, Map<String, Double>> mixes(Connection connection, long each) throws SQLException {
        Map<Long, Map<String, Double>> mixes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(MIX)) {
            statement.setLong(1, each);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    mixes.computeIfAbsent(row.getLong(1), _ -> new LinkedHashMap<>())
                            .put(row.getString(2), row.getDouble(3));
                }
            }
        }
        return mixes;
    }

    private static Map<Long, Map<BlendLevel, Long>> levels(Connection connection, long each) throws SQLException {
        Map<Long, Map<BlendLevel, Long>> levels = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(LEVELS)) {
            statement.setLong(1, each);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    levels.computeIfAbsent(row.getLong(1), _ -> new EnumMap<>(BlendLevel.class))
                            .put(BlendLevel.valueOf(row.getString(2).toUpperCase(Locale.ROOT)), row.getLong(3));
                }
            }
        }
        return levels;
    }
}
