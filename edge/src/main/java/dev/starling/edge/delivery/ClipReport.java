package dev.starling.edge.delivery;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipSteering.Step.DownMoved;
import dev.starling.swarm.steer.Outcome;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

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
     * @param plan where each access unit comes from
     * @param level the finest level of the plan
     * @param budgetBytes what the weights grant the clip; empty if there are no weights
     * @param predicted what the plan would deliver
     */
    public record Decision(
            BlendGroupId group,
            int width,
            int height,
            NetworkReport network,
            List<Weighed> clusters,
            List<SourceSpan> plan,
            BlendLevel level,
            OptionalLong budgetBytes,
            Outcome predicted) {
        public Decision {
            clusters = List.copyOf(clusters);
            plan = List.copyOf(plan);
        }
    }

    /**
     * A run of access units and where they come from.
     *
     * @param member the member, or whose tail it is; of rows, the higher one
     * @param tail the tail; empty for the member itself
     * @param level GOP for a whole member, FRAME for a tail, SLICE for rows, COEFFICIENT for requantised ones
     * @param rows the other rows; empty without rows
     * @param maxBytes the budget from the first access unit to the end of the clip, at which they may rest
     *     ({@link BlendPlan.Requantised#rests}); empty if they are not requantised
     */
    public record SourceSpan(
            ClusterId member,
            Optional<Tail> tail,
            int from,
            int until,
            BlendLevel level,
            Optional<Rows> rows,
            OptionalLong maxBytes) {
        /** Converts a span. */
        static SourceSpan of(BlendPlan.Span span) {
            Optional<Rows> rows = span.source() instanceof BlendPlan.OfRows(RowBlend blend)
                    ? Optional.of(new Rows(blend.lower(), List.copyOf(blend.rows())))
                    : Optional.empty();
            OptionalLong maxBytes = span.source() instanceof BlendPlan.Requantised(BlendPlan.Stored _, long most)
                    ? OptionalLong.of(most)
                    : OptionalLong.empty();
            return new SourceSpan(
                    span.member(),
                    span.tail(),
                    span.from(),
                    span.until(),
                    span.source().level(),
                    rows,
                    maxBytes);
        }

        /** Converts the spans of a plan. */
        static List<SourceSpan> of(BlendPlan plan) {
            return plan.spans().stream().map(SourceSpan::of).toList();
        }
    }

    /**
     * The rows of a blend at slice level.
     *
     * @param lower the member of the rows that {@code higher} does not list
     * @param higher the rows of the span's member, from 0 at the top
     */
    public record Rows(ClusterId lower, List<Integer> higher) {
        public Rows {
            higher = List.copyOf(higher);
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
     * @param requantisingSeconds the processor time of requantising; empty until the delivery ends
     */
    public record Progress(
            State state,
            List<SourceSpan> delivered,
            List<Move> downMoves,
            Optional<Outcome> actual,
            OptionalDouble sendSeconds,
            OptionalDouble requantisingSeconds) {
        public Progress {
            delivered = List.copyOf(delivered);
            downMoves = List.copyOf(downMoves);
        }

        /** The progress before the first chunk. */
        static Progress begin(List<SourceSpan> plan) {
            return sending(plan, List.of());
        }

        private static Progress sending(List<SourceSpan> delivered, List<Move> moves) {
            return new Progress(
                    State.SENDING, delivered, moves, Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());
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
     * @param maxBytes the budget of the rest if it is requantised
     */
    public record Move(
            int accessUnit,
            ClusterId member,
            Optional<Tail> tail,
            OptionalLong maxBytes,
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
                SourceSpan.of(moved.span()).maxBytes(),
                moved.path().bitsPerSecond().orElseThrow(),
                moved.path().queuedBytes(),
                moved.left().toNanos() / 1e9));
        return with(Progress.sending(SourceSpan.of(delivered), moves));
    }

    /** This report after the down-moves at an access unit were taken back, because nothing of them had been sent. */
    ClipReport movedBack(BlendPlan delivered, int accessUnit) {
        List<Move> moves = progress.downMoves().stream()
                .filter(it -> it.accessUnit() != accessUnit)
                .toList();
        return with(Progress.sending(SourceSpan.of(delivered), moves));
    }

    /** This report after a delivery was broken off. */
    ClipReport aborted(Ended ended) {
        return with(new Progress(
                State.ABORTED,
                progress.delivered(),
                progress.downMoves(),
                Optional.empty(),
                OptionalDouble.of(ended.sendSeconds()),
                OptionalDouble.of(ended.requantisingSeconds())));
    }

    /** This report after a delivery. */
    ClipReport sent(BlendPlan delivered, Outcome actual, Ended ended) {
        return with(new Progress(
                State.SENT,
                SourceSpan.of(delivered),
                progress.downMoves(),
                Optional.of(actual),
                OptionalDouble.of(ended.sendSeconds()),
                OptionalDouble.of(ended.requantisingSeconds())));
    }

    /** This report after a delivery that went as it was decided. */
    ClipReport sentAsDecided(Ended ended) {
        return with(new Progress(
                State.SENT,
                decision.plan(),
                List.of(),
                Optional.of(decision.predicted()),
                OptionalDouble.of(ended.sendSeconds()),
                OptionalDouble.of(ended.requantisingSeconds())));
    }

    /** What a delivery took. */
    record Ended(double sendSeconds, double requantisingSeconds) {}

    private ClipReport with(Progress next) {
        return new ClipReport(request, requested, decision, next);
    }
}
