package dev.starling.edge.session;

import dev.starling.edge.client.PlayerState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a viewer has experienced, as the player reports it in CMCD. What it does not report is absent.
 *
 * @param state what the viewer perceives now
 * @param startSeconds from the command to play to the first picture
 * @param stalls how often the buffer ran empty
 * @param stallSeconds how long the viewer has waited on an empty buffer
 * @param droppedFrames pictures that were not shown
 * @param firstByteSeconds the mean time from a request to its first byte, as the player measured it
 * @param backgrounded whether the viewer does not see the player
 * @param errors the last error codes, oldest first
 * @param events the number of events
 */
public record PlaybackReport(
        Optional<PlayerState> state,
        OptionalDouble startSeconds,
        OptionalLong stalls,
        OptionalDouble stallSeconds,
        OptionalLong droppedFrames,
        OptionalDouble firstByteSeconds,
        Optional<Boolean> backgrounded,
        List<String> errors,
        long events) {
    public PlaybackReport {
        errors = List.copyOf(errors);
    }
}
