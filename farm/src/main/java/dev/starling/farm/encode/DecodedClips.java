package dev.starling.farm.encode;

import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.ClipPictures;
import dev.starling.media.clip.SourceClip;
import dev.starling.swarm.profile.PictureSize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Clips whose tasks run in this process. Their pictures are decoded once, scaled once for each size, and shared by all
 * tasks of the clip.
 */
final class DecodedClips implements ClipsInFlight {
    private final int maxClips;
    private final long maxBytes;
    private final Map<Integer, ClipPictures> clips = new HashMap<>();
    private long bytes;

    /**
     * No clips yet.
     *
     * @param maxClips the most clips in flight
     * @param maxBytes the most bytes of their pictures at the display size when another clip may be decoded
     */
    DecodedClips(int maxClips, long maxBytes) {
        this.maxClips = maxClips;
        this.maxBytes = maxBytes;
    }

    @Override
    public synchronized void awaitRoom() throws InterruptedException {
        while (!clips.isEmpty() && (clips.size() >= maxClips || bytes > maxBytes)) {
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

    /** The pictures of a clip in flight; this object keeps owning them. */
    SourceClip pictures(ClipFacts facts, PictureSize size) {
        return inFlight(facts).inSize(size);
    }

    /** The motion of the pictures of a clip in flight, as VMAF counts it. */
    List<Double> motion(ClipFacts facts) {
        return inFlight(facts).motion();
    }

    private synchronized ClipPictures inFlight(ClipFacts facts) {
        ClipPictures pictures = clips.get(facts.index());
        if (pictures == null) {
            throw new IllegalStateException("clip " + facts.index() + " is not in flight");
        }
        return pictures;
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
