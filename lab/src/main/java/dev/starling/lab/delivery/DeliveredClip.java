package dev.starling.lab.delivery;

import dev.starling.lab.player.PlayerSession.Abandoned;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipSteering.Step.DownMoved;
import dev.starling.swarm.steer.Outcome;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A clip in a simulated session.
 *
 * @param times when it was requested and received
 * @param playback what the player had and played
 * @param estimate the bandwidth that was expected at the request, in bits per second; empty where it was unknown
 * @param planned the plan before the first byte
 * @param delivered the plan as it was carried out
 * @param outcome the size and quality of what was delivered
 * @param moves the down-moves
 * @param abandoned the requests that the player gave up before
 * @param bytes what was sent, with headers and sound
 * @param requantisingSeconds the processor time of the edge for what was requantised
 */
public record DeliveredClip(
        Times times,
        Playback playback,
        OptionalDouble estimate,
        BlendPlan planned,
        BlendPlan delivered,
        Outcome outcome,
        List<Move> moves,
        List<Abandoned> abandoned,
        long bytes,
        double requantisingSeconds) {
    /**
     * Times in seconds of the session.
     *
     * @param request when the player requests it
     * @param arrival when the player has received it
     */
    public record Times(double request, double arrival) {}

    /**
     * Playback in seconds.
     *
     * @param buffered the media in the buffer at the request
     * @param duration the media of the clip
     * @param stall for how long playback stood still before it; for the first clip, the start-up
     */
    public record Playback(double buffered, double duration, double stall) {}

    /**
     * A down-move.
     *
     * @param seconds when it was decided
     * @param step what was decided
     */
    public record Move(double seconds, DownMoved step) {}

    public DeliveredClip {
        moves = List.copyOf(moves);
        abandoned = List.copyOf(abandoned);
    }
}
