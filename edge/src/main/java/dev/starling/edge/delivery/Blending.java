package dev.starling.edge.delivery;

import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.Levels;
import java.util.EnumSet;

/** What deliveries may do to blend, and what they share. Thread-safe. */
public final class Blending {
    private final Levels levels;
    private final RequantisingWorkers workers;
    private final MappedClips clips;

    /**
     * What the deliveries of an edge may do.
     *
     * @param levels those that plans may use
     * @param workers requantise
     */
    public Blending(Levels levels, RequantisingWorkers workers) {
        this(levels, workers, new MappedClips());
    }

    private Blending(Levels levels, RequantisingWorkers workers, MappedClips clips) {
        this.levels = levels;
        this.workers = workers;
        this.clips = clips;
    }

    /** The same without blending: each clip is one member. */
    public Blending whole() {
        return new Blending(levels.and(new Levels(EnumSet.of(BlendLevel.GOP))), workers, clips);
    }

    /** The levels that plans may use. */
    Levels levels() {
        return levels;
    }

    /** Those that requantise. */
    public RequantisingWorkers workers() {
        return workers;
    }

    /** The clips that were sent lately. */
    MappedClips clips() {
        return clips;
    }
}
