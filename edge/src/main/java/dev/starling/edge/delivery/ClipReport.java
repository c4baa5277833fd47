package dev.starling.edge.delivery;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipSteering.Step.DownMoved;
import dev.starling.swarm.steer.Outcome;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was sent for a clip and why, in the JSON form of the API ({@code docs/http-api.md}).
 *
 * @param request counts the session's requests for clips
 * @param requested what the player requested
 * @param decision what the edge decided before it sent the first byte
 * @param progress what has been delivered
 */
public record ClipReport(
        long request,
        @JsonUnwrapped Requested requested,
        @JsonUnwrapped Decision decision,
        @JsonUnwrapped Progress progress) {
    /**
     * What a player requested.
     *
     * @param clip the index of the clip
     * @param rendition the name of the track: {@code swarm}, {@code rung-N} or {@code group-GROUP}
     */
    public record Requested(int clip, double startSeconds, double seconds, int accessUnits, String rendition) {}

    /**
     * What the edge decided.
     *
     * @param group the blend group to send
     * @param width of the group's pictures
     * @param height of the group's pictures
     * @param network the network state at that time
     * @param clusters the candidates with their scores
     * @param plan the member that each access unit comes from
     * @param predicted what the plan would deliver
     */
    public record Decision(
            BlendGroupId group,
            int width,
            int height,
            NetworkReport network,
            List<Weighed> clusters,
            List<BlendPlan.Span> plan,
            Outcome predicted) {
        public Decision {
            clusters = List.copyOf(clusters);
            plan = List.copyOf(plan);
        }
    }

    /**
     * A cluster of the offer with its values on the diagonal of the mixing matrix.
     *
     * @param bytes the size of its member
     * @param vmaf the VMAF of its member
     * @param relevance in the unit of prices
     * @param weight 0–1
     */
    public record Weighed(ClusterId id, BlendGroupId group, long bytes, double vmaf, double relevance, double weight) {}

    /**
     * What has been delivered.
     *
     * @param delivered the plan with the down-moves so far
     * @param actual what was delivered; empty until the clip is sent
     * @param sendSeconds the time from the first chunk to the last; empty until the delivery ends
     */
    public record Progress(
            State state,
            List<BlendPlan.Span> delivered,
            List<Move> downMoves,
            Optional<Outcome> actual,
            OptionalDouble sendSeconds) {
        public Progress {
            delivered = List.copyOf(delivered);
            downMoves = List.copyOf(downMoves);
        }

        /** The progress before the first chunk. */
        static Progress begin(BlendPlan plan) {
            return new Progress(State.SENDING, plan.spans(), List.of(), Optional.empty(), OptionalDouble.empty());
        }
    }

    /** The state of a delivery. */
    public enum State {
        SENDING,
        SENT,
        ABORTED;

        @JsonValue
        String token() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A down-move with its deadline in seconds.
     *
     * @param tail the tail of the member that follows; empty for the member itself
     */
    public record Move(
            int accessUnit,
            ClusterId member,
            Optional<Tail> tail,
            double bitsPerSecond,
            long queuedBytes,
            double deadlineSeconds) {}

    /** This report after a down-move. */
    ClipReport movedDown(BlendPlan delivered, DownMoved moved) {
        List<Move> moves = new ArrayList<>(progress.downMoves());
        moves.add(new Move(
                moved.accessUnit(),
                moved.member(),
                moved.tail(),
                moved.path().bitsPerSecond().orElseThrow(),
                moved.path().queuedBytes(),
                moved.left().toNanos() / 1e9));
        return with(new Progress(State.SENDING, delivered.spans(), moves, Optional.empty(), OptionalDouble.empty()));
    }

    /** This report after the end of the delivery. */
    ClipReport ended(State state, Optional<Outcome> actual, double sendSeconds) {
        return with(new Progress(
                state, progress.delivered(), progress.downMoves(), actual, OptionalDouble.of(sendSeconds)));
    }

    private ClipReport with(Progress next) {
        return new ClipReport(request, requested, decision, next);
    }
}
