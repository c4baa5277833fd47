package dev.starling.media.clip;

import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.media.clip.ClipPlanner.PlannedClip;
import dev.starling.media.decoding.VideoReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a title into clips while it is decoded. A clip starts at a scene cut if there is one in reach. Memory holds a
 * little more than the longest clip, besides the clips that the caller has not closed. One owner, one thread.
 */
public final class ClipReader implements AutoCloseable {
    /** A scene that lasts no longer than this is a flash, not a scene. */
    private static final double MAX_FLASH_SECONDS = 0.25;
    /** The limit in pictures, for high frame rates. */
    private static final int MAX_FLASH_PICTURES = 15;

    private final VideoReader reader;
    private final ClipLengths lengths;
    private final ClipPlanner planner;
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private long end;
    private boolean ended;
    private int nextIndex;

    /**
     * Takes ownership of {@code reader}.
     *
     * @param lengths which become shorter if the pictures are large ({@link ClipLengths#forPictures})
     */
    public ClipReader(VideoReader reader, ClipLengths lengths) {
        this.reader = reader;
        double picturesPerSecond = reader.info().averageFrameRate().value();
        this.lengths = lengths.forPictures(reader.info().geometry().displayed(), picturesPerSecond);
        double flashPictures = MAX_FLASH_SECONDS * picturesPerSecond;
        this.planner = new ClipPlanner(
                this.lengths, new SceneCutDetector((int) Math.min(MAX_FLASH_PICTURES, Math.round(flashPictures))));
    }

    /**
     * The underlying reader, for information about the source. Do not read pictures from it: the clips would lack them.
     */
    public VideoReader reader() {
        return reader;
    }

    /** The lengths that apply to this title. */
    public ClipLengths lengths() {
        return lengths;
    }

    /** The most bytes that the pictures of a clip take, at the title's average frame rate. */
    public long maxPictureBytes() {
        return lengths.pictureBytes(
                reader.info().geometry().displayed(),
                reader.info().averageFrameRate().value());
    }

    /**
     * The next clip, which the caller owns; empty at the end of the title.
     *
     * @throws MediaException TRUNCATED or IO, from reading
     */
    public Optional<SourceClip> next() {
        while (!ended) {
            Optional<PlannedClip> planned = planner.next();
            if (planned.isPresent()) {
                return planned.map(this::cut);
            }
            Optional<Frame> frame = reader.next();
            if (frame.isPresent()) {
                take(frame.get());
            } else {
                ended = true;
            }
        }
        return planner.next(end).map(this::cut);
    }

    private void take(Frame frame) {
        waiting.add(frame);
        end = frame.presentationTime() + frame.duration();
        planner.add(FrameSignature.of(frame), frame.presentationTime());
    }

    private SourceClip cut(PlannedClip planned) {
        List<Frame> frames = new ArrayList<>(planned.pictureCount());
        for (int i = 0; i < planned.pictureCount(); i++) {
            frames.add(waiting.remove());
        }
        return new SourceClip(nextIndex++, planned.startsAtSceneCut(), frames);
    }

    @Override
    public void close() {
        waiting.forEach(Frame::close);
        waiting.clear();
        reader.close();
    }
}
