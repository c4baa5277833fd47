package dev.starling.edge.delivery;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipSteering.Step.DownMoved;
import dev.starling.swarm.steer.Outcome;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Why a clip was sent as it was, in the shape of the explain API ({@code docs/http-api.md}).
 *
 * @param request rises with every request of a session for a clip
 * @param requested what the player asked for
 * @param decision what the edge decided before it sent anything
 * @param progress what became of it
 */
public record ClipReport(
        long request,
        @JsonUnwrapped Requested requested,
        @JsonUnwrapped Decision decision,
        @JsonUnwrapped Progress progress) {
    /**
     * What a player asked for.
     *
     * @param clip its index
     * @param rendition {@code swarm}, or the blend group that the player chose
     */
    public record Requested(int clip, double startSeconds, double seconds, int accessUnits, String rendition) {}

    /**
     * What the edge decided.
     *
     * @param group the blend group that is sent
     * @param width of its pictures
     * @param height of its pictures
     * @param network what was known of the path
     * @param clusters those that took part, with what the mixing matrix says of them
     * @param plan which access units come from which member
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

    /** A cluster on the diagonal of the mixing matrix: relevance in decibels, weight 0–1. */
    public record Weighed(ClusterId id, BlendGroupId group, double relevance, double weight) {}

    /**
     * What became of it.
     *
     * @param delivered the plan with the down-moves so far
     * @param actual what was delivered, once it was
     * @param sendSeconds from the first chunk to the last
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

        /** Before anything is sent. */
        static Progress begin(BlendPlan plan) {
            return new Progress(State.SENDING, plan.spans(), List.of(), Optional.empty(), OptionalDouble.empty());
        }
    }

    /** Whether it is still under way. */
    public enum State {
        SENDING,
        SENT,
        ABORTED;

        @JsonValue
        String token() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A down-move: {@link DownMoved} with its deadline in seconds. */
    public record Move(
            int accessUnit, ClusterId member, double bitsPerSecond, long queuedBytes, double deadlineSeconds) {}

    /** The same after a down-move. */
    ClipReport movedDown(BlendPlan delivered, DownMoved moved) {
        List<Move> moves = new ArrayList<>(progress.downMoves());
        moves.add(new Move(
                moved.accessUnit(),
                moved.member(),
                moved.path().bitsPerSecond().orElseThrow(),
                moved.path().queuedBytes(),
                moved.left().toNanos() / 1e9));
        return with(new Progress(State.SENDING, delivered.spans(), moves, Optional.empty(), OptionalDouble.empty()));
    }

    /** The same when nothing more is sent. */
    ClipReport ended(State state, Optional<Outcome> actual, double sendSeconds) {
        return with(new Progress(
                state, progress.delivered(), progress.downMoves(), actual, OptionalDouble.of(sendSeconds)));
    }

    private ClipReport with(Progress next) {
        return new ClipReport(request, requested, decision, next);
    }
}
