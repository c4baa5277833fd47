package dev.starling.edge.delivery;

import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.Levels;
import java.util.EnumSet;

/**
 * What deliveries may do to blend.
 *
 * @param levels those that plans may use
 * @param workers requantise
 */
public record Blending(Levels levels, RequantisingWorkers workers) {
    /** The levels of plans that have names. */
    static final Levels NAMED = new Levels(EnumSet.of(BlendLevel.FRAME));

    /** The same without blending: each clip is one member. */
    public Blending whole() {
        return new Blending(levels.and(new Levels(EnumSet.of(BlendLevel.GOP))), workers);
    }

    /** The same for plans that have names: those of what is stored. */
    public Blending named() {
        return new Blending(levels.and(NAMED), workers);
    }
}
