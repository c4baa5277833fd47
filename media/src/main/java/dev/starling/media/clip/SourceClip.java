package dev.starling.media.clip;

import dev.starling.libav.Frame;
import dev.starling.libav.Scaler;
import java.util.ArrayList;
import java.util.List;

/**
 * The pictures of one clip in one size, in display order, all in native memory. The owner closes it, and with it every
 * frame; until then any number of threads may read.
 */
public final class SourceClip implements AutoCloseable {
    private final int index;
    private final boolean startsAtSceneCut;
    private final List<Frame> frames;

    /** Takes the frames over. */
    SourceClip(int index, boolean startsAtSceneCut, List<Frame> frames) {
        this.index = index;
        this.startsAtSceneCut = startsAtSceneCut;
        this.frames = List.copyOf(frames);
    }

    /**
     * A clip of given frames, which it takes over; they must be at least one, of one size, each following the one
     * before.
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
            if (frame.width() != before.width() || frame.height() != before.height()) {
                throw new IllegalArgumentException("frame " + i + " has another size than the one before it");
            }
        }
        return new SourceClip(index, false, frames);
    }

    /** Which of the title's clips this is, from 0. */
    public int index() {
        return index;
    }

    /** Whether its first picture is a new scene; of the title's first clip nothing is known, so false. */
    public boolean startsAtSceneCut() {
        return startsAtSceneCut;
    }

    /** The pictures in display order, owned by this clip. */
    public List<Frame> frames() {
        return frames;
    }

    /** Luma samples in a row, of all its pictures. */
    public int width() {
        return frames.getFirst().width();
    }

    /** Rows of luma samples, of all its pictures. */
    public int height() {
        return frames.getFirst().height();
    }

    /** When the first picture appears, in 1/90000 s. */
    public long start() {
        return frames.getFirst().presentationTime();
    }

    /** When the last picture has been shown, in 1/90000 s: the next clip's start. */
    public long end() {
        return frames.getLast().presentationTime() + frames.getLast().duration();
    }

    /** The same pictures in another size. This clip stays open; where the size is the same, samples are shared. */
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
