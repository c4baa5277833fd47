package dev.starling.media.clip;

import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Scaler;
import java.util.ArrayList;
import java.util.List;

/**
 * The pictures of one clip in display order, all of one size and in native memory. Closing it closes every frame. Until
 * then, any number of threads may read it.
 */
public final class SourceClip implements AutoCloseable {
    private final int index;
    private final boolean startsAtSceneCut;
    private final List<Frame> frames;

    /** Takes ownership of the frames. */
    SourceClip(int index, boolean startsAtSceneCut, List<Frame> frames) {
        this.index = index;
        this.startsAtSceneCut = startsAtSceneCut;
        this.frames = List.copyOf(frames);
    }

    /**
     * A clip that takes ownership of {@code frames}.
     *
     * @param index number of the clip in its title, from 0
     * @param frames at least one, all of one size, each starting at the end of the one before
     * @throws IllegalArgumentException if the frames break one of these rules
     */
    public static SourceClip of(int index, List<Frame> frames) {
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("a clip has at least one frame");
        }
        for (int i = 1; i < frames.size(); i++) {
            Frame before = frames.get(i - 1);
            Frame frame = frames.get(i);
            if (frame.presentationTime() != before.presentationTime() + before.duration()) {
                throw new IllegalArgumentException(
                        "frame " + i + " does not follow the one before it: " + before.presentationTime() + " + "
                                + before.duration() + " is not " + frame.presentationTime());
            }
            if (!frame.size().equals(before.size())) {
                throw new IllegalArgumentException(
                        "frame " + i + " is " + frame.size() + ", the one before it " + before.size());
            }
        }
        boolean startsAtSceneCut = false; // nothing is known about the picture before
        return new SourceClip(index, startsAtSceneCut, frames);
    }

    /** Number of the clip in its title, from 0. */
    public int index() {
        return index;
    }

    /** Whether its first picture starts a scene. False for the title's first clip, where nothing is known. */
    public boolean startsAtSceneCut() {
        return startsAtSceneCut;
    }

    /** The pictures in display order, which this clip owns. */
    public List<Frame> frames() {
        return frames;
    }

    /** The size of all pictures. */
    public FrameSize size() {
        return frames.getFirst().size();
    }

    /** Luma samples in a row of all pictures. */
    public int width() {
        return frames.getFirst().width();
    }

    /** Rows of luma samples of all pictures. */
    public int height() {
        return frames.getFirst().height();
    }

    /** Presentation time of the first picture, in 1/90000 s. */
    public long start() {
        return frames.getFirst().presentationTime();
    }

    /** End of the last picture, in 1/90000 s: the start of the next clip. */
    public long end() {
        return frames.getLast().presentationTime() + frames.getLast().duration();
    }

    /**
     * The pictures from one on, as a clip of their own that shares their samples. This clip stays open.
     *
     * @param first the number of a picture, in display order
     */
    public SourceClip from(int first) {
        boolean atSceneCut = first == 0 && startsAtSceneCut;
        return new SourceClip(
                index,
                atSceneCut,
                frames.subList(first, frames.size()).stream().map(Frame::share).toList());
    }

    /** The same pictures in another, even size. This clip stays open; if the size is the same, they share samples. */
    public SourceClip scaledTo(int width, int height) {
        List<Frame> scaled = new ArrayList<>(frames.size());
        try (Scaler scaler = new Scaler(width, height)) {
            for (Frame frame : frames) {
                scaled.add(scaler.scale(frame));
            }
            return new SourceClip(index, startsAtSceneCut, scaled);
        } catch (RuntimeException e) {
            scaled.forEach(Frame::close);
            throw e;
        }
    }

    @Override
    public void close() {
        frames.forEach(Frame::close);
    }
}
