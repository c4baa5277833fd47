package dev.starling.lab.evaluate;

import dev.starling.lab.delivery.DeliveredSession;
import dev.starling.lab.delivery.DeliveryOptimum;
import dev.starling.lab.delivery.DeliverySimulator;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.StaticPolicy;
import java.util.Locale;

/** The ways to steer a package that can be evaluated. */
public enum SteeringName {
    /** {@link StaticPolicy}, as the edge runs it. */
    STATIC,
    /** The same without down-moves in flight. */
    STATIC_NO_MOVES,
    /** {@link DeliveryOptimum}: the trace is known. */
    OPTIMUM;

    /**
     * A session that is steered like this.
     *
     * @param simulator with the static policy, and moves allowed
     */
    DeliveredSession play(DeliverySimulator simulator, SteeredTitle title, BandwidthTrace trace) {
        return switch (this) {
            case STATIC -> simulator.play(title, trace);
            case STATIC_NO_MOVES -> simulator.withMoves(Moves.NEVER).play(title, trace);
            case OPTIMUM ->
                new DeliveryOptimum(simulator.link(), simulator.player(), DeliveryOptimum.DEFAULT_STEP_SECONDS)
                        .play(title, trace);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
