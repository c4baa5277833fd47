package dev.starling.farm;

import dev.starling.farm.task.ClipFacts;
import dev.starling.media.clip.SourceClip;
import java.util.function.Supplier;

/**
 * The clips that are being worked on: how many there may be, and what becomes of their pictures. Safe for any number of
 * threads.
 */
interface ClipsInFlight {
    /** Waits until another clip may be decoded. */
    void awaitRoom() throws InterruptedException;

    /** Takes a clip over. */
    void add(ClipFacts facts, SourceClip clip);

    /**
     * Takes a clip into flight of which everything is known but the pictures.
     *
     * @param pictures decodes them, where they are needed in this process
     */
    void add(ClipFacts facts, Supplier<SourceClip> pictures);

    /** Forgets a clip; no task may be using its pictures. */
    void release(ClipFacts facts);
}
