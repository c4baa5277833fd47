package dev.starling.edge.record;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.swarm.steer.BlendLevel;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What telemetry has kept, for people. Reading it holds up no delivery. Thread-safe. */
public interface RecordedHistory {
    /** As many as a chart can show. */
    int MAX_SPANS = 240;

    /** Ten hours of clips of 2 s are 18,000. */
    int MAX_CLIPS = 20_000;

    /**
     * The sessions that began last, the latest first.
     *
     * @param max how many, at least 1
     * @throws IOException if they cannot be read now; the message is for people
     */
    List<PastSession> sessions(int max) throws IOException;

    /**
     * What the clips of each day were worth under each kind of policy, in the order of the days.
     *
     * @param since only clips that ended then or later
     * @throws IOException if they cannot be read now; the message is for people
     */
    List<DayOfRewards> rewards(Instant since) throws IOException;

    /**
     * How a session went: its clips in the order in which their deliveries ended, joined to spans of equally many.
     *
     * @param session its name in the records
     * @return at most {@link #MAX_SPANS} spans of the first {@link #MAX_CLIPS} clips; empty if no clip is recorded
     * @throws IOException if they cannot be read now; the message is for people
     */
    List<PastSpan> course(String session) throws IOException;

    /**
     * The record of a clip of a session, as {@code docs/telemetry.md} describes it.
     *
     * @param number its place in the order of {@link #course}, from 0
     * @return empty if it is not recorded, or its record is damaged
     * @throws IOException if it cannot be read now; the message is for people
     */
    Optional<JsonNode> clip(String session, int number) throws IOException;

    /**
     * A session, in the JSON form of the API ({@code docs/http-api.md}).
     *
     * @param session its name in the records
     * @param startedAt in the form of ISO 8601, as is {@code lastAt}
     * @param lastAt when something was delivered or told last
     * @param title the id of the title that it played last
     * @param steering the side that chose the picture size
     */
    record PastSession(
            String session,
            String startedAt,
            String lastAt,
            Optional<String> title,
            Optional<String> steering,
            @JsonUnwrapped Delivered delivered,
            @JsonUnwrapped Experienced experienced) {}

    /**
     * What was delivered in a session.
     *
     * @param clips sent whole
     * @param seconds of media in them
     * @param bytes of their pictures
     * @param vmaf the mean over time
     * @param reward the mean of the clips
     * @param downMoves in flight
     */
    record Delivered(
            long clips, double seconds, long bytes, OptionalDouble vmaf, OptionalDouble reward, long downMoves) {}

    /** What the player told of a session. */
    record Experienced(
            Optional<String> state, OptionalDouble startSeconds, OptionalLong stalls, OptionalDouble stallSeconds) {}

    /**
     * Successive clips of a session.
     *
     * @param number the place of its first clip in the session, from 0
     * @param at when the delivery of its last clip ended, in the form of ISO 8601
     * @param title the id of the title of its last clip
     * @param aborted clips that were not sent whole; the members below are about the others, except {@code conditions}
     * @param mean the mean of each term of their rewards
     * @param conditions of all its clips
     * @param mix the clusters with their part of the media, those of at least 1 %, the largest first
     * @param levels the clips by the finest level that was sent
     */
    record PastSpan(
            int number,
            String at,
            String title,
            long aborted,
            @JsonUnwrapped Delivered delivered,
            Optional<RewardTerms> mean,
            @JsonUnwrapped Conditions conditions,
            List<Supplied> mix,
            Map<BlendLevel, Long> levels) {
        public PastSpan {
            mix = List.copyOf(mix);
            levels = Collections.unmodifiableMap(
                    levels.isEmpty() ? new EnumMap<>(BlendLevel.class) : new EnumMap<>(levels));
        }
    }

    /**
     * In which state clips were planned.
     *
     * @param pathBitsPerSecond what the path was expected to carry, on average
     * @param bufferSeconds on average
     * @param leastBufferSeconds the least of them
     */
    record Conditions(
            OptionalDouble pathBitsPerSecond, OptionalDouble bufferSeconds, OptionalDouble leastBufferSeconds) {}

    /**
     * What a cluster supplied.
     *
     * @param id of the cluster
     * @param share of the media, 0–1
     */
    record Supplied(String id, double share) {}

    /**
     * The clips of a day under one kind of policy.
     *
     * @param day in UTC, such as 2026-11-29
     * @param policy {@code static}, {@code learned}, or {@code unknown} for records of earlier versions
     * @param clips sent whole
     * @param mean the mean of each term of their rewards
     * @param deviation the standard deviation of their rewards; empty for a single clip
     */
    record DayOfRewards(String day, String policy, long clips, RewardTerms mean, OptionalDouble deviation) {}
}
