package dev.starling.edge.record;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What telemetry has kept, for people. Reading it holds up no delivery. Thread-safe. */
public interface RecordedHistory {
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
