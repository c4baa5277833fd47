package dev.starling.edge.record;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.session.PlaybackReport;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.Reward;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The record of a clip: the state in which it was decided, what was offered, what was chosen and delivered, and what
 * that was worth; in the JSON form of {@code docs/telemetry.md}.
 *
 * @param at when its delivery ended
 * @param title the id of the title
 * @param titleLines the short side of the size at which the title is displayed
 * @param device what was known of the device
 * @param report what the session's explanation shows: network state, offer, plan and delivery
 * @param timing when it was delivered
 * @param policy what decided
 * @param reward its terms; empty if the clip was not sent whole
 * @param playback what the player had told by then
 */
public record ClipRecord(
        Instant at,
        @JsonUnwrapped Viewer viewer,
        String title,
        int titleLines,
        CapabilityVector device,
        @JsonUnwrapped ClipReport report,
        @JsonUnwrapped Timing timing,
        PolicyKind policy,
        Optional<Reward> reward,
        PlaybackReport playback) {
    /**
     * The times of a delivery.
     *
     * @param startUpSeconds from the request until the clip was sent, if it was the first one
     * @param lateSeconds from the deadline until the clip was sent; 0 if it was in time; empty without a deadline
     * @param planningSeconds wall time of planning the clip and opening its members
     */
    public record Timing(OptionalDouble startUpSeconds, OptionalDouble lateSeconds, double planningSeconds) {}
}
