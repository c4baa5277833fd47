package dev.starling.edge.record;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.starling.edge.session.PlaybackReport;
import dev.starling.edge.session.SizeChooser;
import dev.starling.swarm.steer.CapabilityVector;
import java.time.Instant;
import java.util.Optional;

/**
 * The record of a session so far, in the JSON form of {@code docs/telemetry.md}.
 *
 * @param startedAt when the session began
 * @param lastAt when something was delivered or told last
 * @param title the id of the title that it played last
 * @param chooser the side that chooses the picture size
 * @param totals what was delivered
 * @param playback what the player has told
 * @param device what is known of the device
 */
public record SessionRecord(
        @JsonUnwrapped Viewer viewer,
        Instant startedAt,
        Instant lastAt,
        Optional<String> title,
        Optional<SizeChooser> chooser,
        @JsonUnwrapped DeliveryTotals totals,
        PlaybackReport playback,
        CapabilityVector device) {}
