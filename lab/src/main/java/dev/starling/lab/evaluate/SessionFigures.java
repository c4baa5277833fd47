package dev.starling.lab.evaluate;

import dev.starling.lab.delivery.DeliveredSession;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.Playback;
import dev.starling.lab.trace.TraceFile;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one policy did on one trace.
 *
 * @param trace where it played
 * @param policy the name of the policy
 * @param values its figures, in their order
 */
public record SessionFigures(TraceFile trace, String policy, Map<Figure, Double> values) {
    /** A figure of a session. QoE_v, VMAF and stalls leave out the start-up. */
    public enum Figure {
        /** Mean QoE_v. */
        QOE_V,
        /** Mean QoE_lin. */
        QOE_LIN,
        /** Stalled time over stalled and played time. */
        STALL_RATIO,
        /** Mean VMAF. */
        VMAF,
        /** How often the rung changed. */
        SWITCHES,
        /** From the first request to the first picture. */
        START_UP_SECONDS,
        /** Stalled time. */
        STALL_SECONDS,
        /** Down-moves in flight. */
        DOWN_MOVES,
        /** What was sent, with headers and sound. */
        BYTES,
        /** The processor time of the edge for what was requantised, in seconds for each hour of media. */
        REQUANTISING,
        /** The share of the decisions that were unlike training, so that the static policy made them. */
        FALLBACKS;

        /** Its value in a session that has it. */
        public double of(SessionFigures session) {
            Double value = session.values().get(this);
            if (value == null) {
                throw new IllegalArgumentException("the session has no " + this);
            }
            return value;
        }
    }

    /** Copies the figures. */
    public SessionFigures {
        values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    static SessionFigures of(TraceFile file, PolicyName policy, Playback playback) {
        return new SessionFigures(
                file,
                policy.toString(),
                Map.of(
                        Figure.QOE_V, playback.meanQoe(Qoe.COMYCO_V),
                        Figure.QOE_LIN, playback.meanQoe(Qoe.LINEAR),
                        Figure.STALL_RATIO, playback.stallRatio(),
                        Figure.VMAF, playback.meanVmaf(),
                        Figure.SWITCHES, (double) playback.switches(),
                        Figure.DOWN_MOVES, (double) playback.downMoves()));
    }

    static SessionFigures of(TraceFile file, SteeringName policy, SteeringName.Played played) {
        DeliveredSession session = played.session();
        return new SessionFigures(
                file,
                policy.toString(),
                Map.of(
                        Figure.REQUANTISING, session.requantisingSecondsPerHour(),
                        Figure.QOE_V, session.meanQoeV(),
                        Figure.VMAF, session.meanVmaf(),
                        Figure.START_UP_SECONDS, session.startUpSeconds(),
                        Figure.STALL_SECONDS, session.stallSeconds(),
                        Figure.DOWN_MOVES, (double) session.downMoves(),
                        Figure.BYTES, (double) session.bytes(),
                        Figure.FALLBACKS, played.fallbackShare()));
    }
}
