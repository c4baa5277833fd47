package dev.starling.lab.evaluate;

import dev.starling.lab.delivery.DeliveredSession;
import dev.starling.lab.delivery.DeliveryOptimum;
import dev.starling.lab.delivery.DeliverySimulator;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.delivery.Link;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.delivery.StockPlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.CapabilityVector;
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

    /** A session that is steered like this. */
    DeliveredSession play(Link link, StockPlayer player, SteeredTitle title, BandwidthTrace trace) {
        return switch (this) {
            case STATIC -> simulator(link, player, Moves.ALLOWED).play(title, trace);
            case STATIC_NO_MOVES -> simulator(link, player, Moves.NEVER).play(title, trace);
            case OPTIMUM ->
                new DeliveryOptimum(link, player, DeliveryOptimum.DEFAULT_STEP_SECONDS).play(title, trace);
        };
    }

    private static DeliverySimulator simulator(Link link, StockPlayer player, Moves moves) {
        return new DeliverySimulator(link, player, StaticPolicy.DEFAULT, CapabilityVector.UNKNOWN, moves);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
