package dev.starling.farm;

import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.ClipPictures;
import dev.starling.media.clip.SourceClip;
import dev.starling.swarm.profile.PictureSize;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The pictures of the clips in flight: decoded once, scaled once for each size that is asked for, shared by all tasks
 * of the clip, and let go when it is done. What is in flight is bounded: {@link #awaitRoom()}.
 */
final class DecodedClips implements ClipsInFlight {
    private final int mostClips;
    private final long mostBytes;
    private final Map<Integer, ClipPictures> clips = new HashMap<>();
    private long bytes;

    /**
     * An empty set.
     *
     * @param mostClips how many clips may be in flight
     * @param mostBytes how many bytes their pictures may take at the display size; a single clip may take more
     */
    DecodedClips(int mostClips, long mostBytes) {
        this.mostClips = mostClips;
        this.mostBytes = mostBytes;
    }

    @Override
    public synchronized void awaitRoom() throws InterruptedException {
        while (!clips.isEmpty() && (clips.size() >= mostClips || bytes >= mostBytes)) {
            wait();
        }
    }

    @Override
    public synchronized void add(ClipFacts facts, SourceClip clip) {
        ClipPictures pictures = new ClipPictures(clip);
        clips.put(facts.index(), pictures);
        bytes += pictures.bytes();
    }

    @Override
    public void add(ClipFacts facts, Supplier<SourceClip> pictures) {
        add(facts, pictures.get());
    }

    /** The pictures of a clip in flight; they stay this object's. */
    SourceClip pictures(ClipFacts facts, PictureSize size) {
        ClipPictures pictures;
        synchronized (this) {
            pictures = clips.get(facts.index());
        }
        if (pictures == null) {
            throw new IllegalStateException("Clip " + facts.index() + " is not in flight");
        }
        return pictures.inSize(size);
    }

    @Override
    public void release(ClipFacts facts) {
        ClipPictures pictures;
        synchronized (this) {
            pictures = clips.remove(facts.index());
        }
        if (pictures != null) {
            long freed = pictures.bytes();
            pictures.close();
            synchronized (this) {
                bytes -= freed;
                notifyAll();
            }
        }
    }
}
