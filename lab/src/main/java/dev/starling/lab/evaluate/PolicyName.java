package dev.starling.lab.evaluate;

import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.policy.Bola;
import dev.starling.lab.policy.BufferBased;
import dev.starling.lab.policy.RateBased;
import dev.starling.lab.policy.RobustMpc;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.OfflineOptimum;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;
import java.util.Locale;

/** The policies that can be evaluated. */
public enum PolicyName {
    /** {@link RateBased}. */
    RATE,
    /** {@link BufferBased}. */
    BBA,
    /** {@link Bola}. */
    BOLA,
    /** {@link RobustMpc}. */
    ROBUST_MPC,
    /** {@link OfflineOptimum}. */
    OPTIMUM;

    /** The policy for one session; only the optimum looks at the trace. */
    public AbrPolicy create(ReferencePlayer player, ChunkedVideo video, BandwidthTrace trace) {
        return switch (this) {
            case RATE -> new RateBased();
            case BBA -> new BufferBased();
            case BOLA -> new Bola();
            case ROBUST_MPC -> new RobustMpc(Qoe.COMYCO_V);
            case OPTIMUM ->
                new OfflineOptimum(player, Qoe.COMYCO_V, OfflineOptimum.DEFAULT_STEP_SECONDS).policy(video, trace);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
