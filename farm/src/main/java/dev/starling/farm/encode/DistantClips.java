package dev.starling.farm.encode;

import dev.starling.farm.task.ClipFacts;
import dev.starling.media.clip.SourceClip;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Clips whose tasks run on other machines: workers decode them again, so their pictures are released at once. */
final class DistantClips implements ClipsInFlight {
    private final IntSupplier maxClips;
    private final Set<Integer> inFlight = new HashSet<>();

    /** @param maxClips the most clips in flight; read again whenever one ends, since workers come and go */
    DistantClips(IntSupplier maxClips) {
        this.maxClips = maxClips;
    }

    @Override
    public synchronized void awaitRoom() throws InterruptedException {
        while (!inFlight.isEmpty() && inFlight.size() >= maxClips.getAsInt()) {
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
