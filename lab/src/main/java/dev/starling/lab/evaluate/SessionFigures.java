package dev.starling.lab.evaluate;

import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.Playback;
import dev.starling.lab.trace.TraceFile;
import java.util.function.ToDoubleFunction;

/**
 * What one policy did on one trace.
 *
 * @param trace where it played
 * @param policy which policy
 * @param qoeV mean QoE_v of all chunks but the first
 * @param quality what else was seen
 */
public record SessionFigures(TraceFile trace, PolicyName policy, double qoeV, Quality quality) {
    /**
     * The parts of the experience.
     *
     * @param stallRatio stalled time over stalled and played time, without the start-up
     * @param vmaf mean of all chunks but the first
     * @param switches how often the rung changed
     */
    public record Quality(double stallRatio, double vmaf, double switches) {}

    static SessionFigures of(TraceFile trace, PolicyName policy, Playback playback) {
        Quality quality = new Quality(playback.stallRatio(), playback.meanVmaf(), playback.switches());
        return new SessionFigures(trace, policy, playback.meanQoe(Qoe.COMYCO_V), quality);
    }

    /** A figure of a session. */
    public enum Figure {
        /** Mean QoE_v. */
        QOE_V(SessionFigures::qoeV),
        /** Stall ratio. */
        STALL_RATIO(it -> it.quality().stallRatio()),
        /** Mean VMAF. */
        VMAF(it -> it.quality().vmaf()),
        /** Number of switches. */
        SWITCHES(it -> it.quality().switches());

        private final ToDoubleFunction<SessionFigures> of;

        Figure(ToDoubleFunction<SessionFigures> of) {
            this.of = of;
        }

        /** Its value. */
        public double of(SessionFigures session) {
            return of.applyAsDouble(session);
        }
    }
}
