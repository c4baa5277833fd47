package dev.starling.edge.delivery;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Consumer;

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

    /** Those that requantise. */
    public RequantisingWorkers workers() {
        return workers;
    }

    /**
     * Opens a clip, as {@link MappedClip#open} does, if it was not sent lately.
     *
     * @throws LostMemberException if a member is missing, damaged, or from another package
     */
    MappedClip open(PublishedTitle published, Clip clip, ClusterId one, Consumer<IOException> onLost)
            throws LostMemberException {
        MappedClip opened = clips.open(published, clip, one, levels, onLost);
        workers.warmUp().begin(opened, one);
        return opened;
    }

    /** A whole clip of a title that was sent lately. */
    Optional<MappedClip> known(PublishedTitle published, Clip clip, ClusterId one) {
        return clips.known(published, clip, one, levels);
    }
}
