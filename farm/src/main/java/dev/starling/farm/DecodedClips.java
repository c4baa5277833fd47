package dev.starling.farm;

import dev.starling.farm.task.ClipFacts;
import dev.starling.media.SourceClip;
import dev.starling.swarm.profile.PictureSize;
import java.util.HashMap;
import java.util.Map;

/**
 * The pictures of the clips in flight: decoded once, scaled once for each size that is asked for, shared by all tasks of the
 * clip, and let go when it is done. What is in flight is bounded: {@link #awaitRoom()}.
 */
final class DecodedClips {
    private final int mostClips;
    private final long mostBytes;
    private final Map<Integer, Pictures> clips = new HashMap<>();
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

    /** Waits until another clip may be decoded. */
    synchronized void awaitRoom() throws InterruptedException {
        while (!clips.isEmpty() && (clips.size() >= mostClips || bytes >= mostBytes)) {
            wait();
        }
    }

    /** Takes a clip over. */
    synchronized void add(ClipFacts facts, SourceClip clip) {
        clips.put(facts.index(), new Pictures(clip));
        bytes += bytes(clip);
    }

    /** The pictures of a clip in flight; they stay this object's. */
    SourceClip pictures(ClipFacts facts, PictureSize size) {
        Pictures pictures;
        synchronized (this) {
            pictures = clips.get(facts.index());
        }
        if (pictures == null) {
            throw new IllegalStateException("Clip " + facts.index() + " is not in flight");
        }
        return pictures.inSize(size);
    }

    /** Lets a clip's pictures go; no task may be using them. */
    void release(ClipFacts facts) {
        Pictures pictures;
        synchronized (this) {
            pictures = clips.remove(facts.index());
        }
        if (pictures != null) {
            long freed = bytes(pictures.displayed);
            pictures.close();
            synchronized (this) {
                bytes -= freed;
                notifyAll();
            }
        }
    }

    private static long bytes(SourceClip clip) {
        return (long) clip.width() * clip.height() * 3 / 2 * clip.frames().size();
    }

    private static final class Pictures implements AutoCloseable {
        private final SourceClip displayed;
        private final Map<PictureSize, SourceClip> scaled = new HashMap<>();

        private Pictures(SourceClip displayed) {
            this.displayed = displayed;
        }

        /** Who asks for a size first scales; the others wait for it. */
        private synchronized SourceClip inSize(PictureSize size) {
            if (displayed.width() == size.width() && displayed.height() == size.height()) {
                return displayed;
            }
            return scaled.computeIfAbsent(size, it -> displayed.scaledTo(it.width(), it.height()));
        }

        @Override
        public synchronized void close() {
            scaled.values().forEach(SourceClip::close);
            displayed.close();
        }
    }
}
