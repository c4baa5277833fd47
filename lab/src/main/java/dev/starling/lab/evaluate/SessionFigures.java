package dev.starling.lab.evaluate;

import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.Playback;
import dev.starling.lab.trace.TraceFile;

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
        QOE_V,
        /** Stall ratio. */
        STALL_RATIO,
        /** Mean VMAF. */
        VMAF,
        /** Number of switches. */
        SWITCHES;

        /** Its value. */
        public double of(SessionFigures session) {
            return switch (this) {
                case QOE_V -> session.qoeV();
                case STALL_RATIO -> session.quality().stallRatio();
                case VMAF -> session.quality().vmaf();
                case SWITCHES -> session.quality().switches();
            };
        }
    }
}
