package dev.starling.media.clip;

import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.libav.Natives;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads clips of a file again whose place is known, in any order, without decoding all that comes before: it goes to a
 * key picture shortly before the clip. Not every file can be entered anywhere (open GOPs, intra refresh, repaired time
 * stamps, no index), so the caller says whether a clip is the right one, and where it is not, the finder starts further
 * back, in the end at the file's start. One owner, one thread.
 */
public final class ClipFinder implements AutoCloseable {
    /** A clip that starts no further ahead than this is reached sooner by reading on. */
    private static final long READ_ON_TICKS = 4L * Natives.TICKS_PER_SECOND;
    /**
     * How long before the clip to start, one attempt after the other: leading pictures, deinterlacing and refresh need
     * some.
     */
    private static final List<Long> RUN_UP_TICKS =
            List.of(1L * Natives.TICKS_PER_SECOND, 10L * Natives.TICKS_PER_SECOND);

    private static final int DECODE_THREADS = 1;

    private final Path path;
    private final MediaLimits limits;
    private VideoReader reader;
    /**
     * The presentation time of the next picture, if the reader is known to be where reading from the start would lead.
     */
    private Optional<Long> position = Optional.of(0L);

    private long skipped;

    /**
     * Opens a file and decodes its first picture.
     *
     * @throws MediaException why this file is no title, in one line
     */
    public ClipFinder(Path path, MediaLimits limits) {
        this.path = path;
        this.limits = limits;
        this.reader = VideoReader.open(path, limits, DECODE_THREADS);
    }

    /**
     * Where a clip is.
     *
     * @param index which of the title's clips
     * @param start the presentation time of its first picture, in 1/90000 s
     * @param pictureCount at least 1
     * @param startsAtSceneCut what the clip shall say of itself
     */
    public record Place(int index, long start, int pictureCount, boolean startsAtSceneCut) {}

    /**
     * Reads a clip, which the caller owns.
     *
     * @param right whether a clip that was read is the one that was meant
     * @return empty if the file has no such clip, wherever reading starts
     * @throws MediaException TRUNCATED or IO, from reading
     */
    public Optional<SourceClip> find(Place place, Predicate<SourceClip> right) {
        boolean near = position.filter(at -> at <= place.start() && place.start() - at <= READ_ON_TICKS)
                .isPresent();
        if (near) {
            Optional<SourceClip> clip = readOn(place, right);
            if (clip.isPresent()) {
                return clip;
            }
        }
        for (long runUp : RUN_UP_TICKS) {
            if (place.start() > runUp && reader.seek(place.start() - runUp)) {
                Optional<SourceClip> clip = readOn(place, right);
                if (clip.isPresent()) {
                    return clip;
                }
            }
        }
        reader.close();
        reader = VideoReader.open(path, limits, DECODE_THREADS);
        return readOn(place, right);
    }

    /** How many pictures were decoded beyond those of the clips, since this was opened. */
    public long skippedPictures() {
        return skipped;
    }

    /** Reads from where the reader is. */
    private Optional<SourceClip> readOn(Place place, Predicate<SourceClip> right) {
        position = Optional.empty();
        List<Frame> frames = new ArrayList<>(place.pictureCount());
        boolean kept = false;
        try {
            while (frames.size() < place.pictureCount()) {
                Optional<Frame> next = reader.next();
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                Frame frame = next.get();
                if (frames.isEmpty() && frame.presentationTime() < place.start()) {
                    skipped++;
                    frame.close();
                } else {
                    frames.add(frame);
                    if (frames.getFirst().presentationTime() != place.start()) {
                        return Optional.empty();
                    }
                }
            }
            SourceClip clip = new SourceClip(place.index(), place.startsAtSceneCut(), frames);
            if (!right.test(clip)) {
                return Optional.empty();
            }
            kept = true;
            position = Optional.of(clip.end());
            return Optional.of(clip);
        } finally {
            if (!kept) {
                frames.forEach(Frame::close);
            }
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
