package dev.starling.farm.encode;

import dev.starling.farm.task.ClipFacts;
import dev.starling.media.clip.SourceClip;
import java.util.function.Supplier;

/** The clips that are being worked on: limits their number and owns their pictures. Safe for any number of threads. */
interface ClipsInFlight {
    /** Waits until another clip may be decoded. */
    void awaitRoom() throws InterruptedException;

    /** Adds a clip; takes its pictures over. */
    void add(ClipFacts facts, SourceClip clip);

    /**
     * Adds a clip whose pictures are not decoded yet.
     *
     * @param pictures decodes them; called only if this process needs them
     */
    void add(ClipFacts facts, Supplier<SourceClip> pictures);

    /** Removes a clip and releases its pictures; no task may be using them. */
    void release(ClipFacts facts);
}
