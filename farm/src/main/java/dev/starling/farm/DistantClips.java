package dev.starling.farm;

import dev.starling.farm.task.ClipFacts;
import dev.starling.media.clip.SourceClip;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Clips that are worked on elsewhere: workers decode the pictures themselves, so here they go at once. */
final class DistantClips implements ClipsInFlight {
    private final IntSupplier mostClips;
    private final Set<Integer> inFlight = new HashSet<>();

    /** @param mostClips how many clips may be in flight, asked again whenever one ends: workers come and go */
    DistantClips(IntSupplier mostClips) {
        this.mostClips = mostClips;
    }

    @Override
    public synchronized void awaitRoom() throws InterruptedException {
        while (!inFlight.isEmpty() && inFlight.size() >= mostClips.getAsInt()) {
            wait();
        }
    }

    @Override
    public void add(ClipFacts facts, SourceClip clip) {
        clip.close();
        add(facts, () -> clip);
    }

    @Override
    public synchronized void add(ClipFacts facts, Supplier<SourceClip> pictures) {
        inFlight.add(facts.index());
    }

    @Override
    public synchronized void release(ClipFacts facts) {
        inFlight.remove(facts.index());
        notifyAll();
    }
}
