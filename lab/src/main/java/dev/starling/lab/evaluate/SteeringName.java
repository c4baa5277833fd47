package dev.starling.lab.evaluate;

import dev.starling.lab.delivery.DeliverySimulator;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.delivery.Link;
import dev.starling.lab.delivery.StockPlayer;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.StaticPolicy;
import java.util.Locale;

/** The ways to steer a package that can be evaluated. */
public enum SteeringName {
    /** {@link StaticPolicy}, as the edge runs it. */
    STATIC(Moves.ALLOWED),
    /** The same without down-moves in flight. */
    STATIC_NO_MOVES(Moves.NEVER);

    private final Moves moves;

    SteeringName(Moves moves) {
        this.moves = moves;
    }

    /** A simulator that steers like this. */
    DeliverySimulator simulator(Link link, StockPlayer player) {
        return new DeliverySimulator(link, player, StaticPolicy.DEFAULT, CapabilityVector.UNKNOWN, moves);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
