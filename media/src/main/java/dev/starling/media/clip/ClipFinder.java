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
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Reads clips at known places again, in any order, without decoding everything before them: it seeks to a key picture
 * shortly before the clip. Seeking is not exact in every file (open GOPs, intra refresh, repaired time stamps, no
 * index), so the caller checks each clip. If the check fails, the finder starts further back, finally at the start of
 * the file. One owner, one thread.
 */
public final class ClipFinder implements AutoCloseable {
    /** Reading on is faster than seeking to a clip that starts at most this far ahead. */
    private static final long MAX_READ_ON_TICKS = 4L * Natives.TICKS_PER_SECOND;
    /**
     * How far before the clip each attempt starts. Leading pictures, deinterlacing and intra refresh need some time.
     */
    private static final List<Long> RUN_UP_TICKS =
            List.of(1L * Natives.TICKS_PER_SECOND, 10L * Natives.TICKS_PER_SECOND);

    private static final int DECODE_THREADS = 1;

    private VideoReader reader;
    /** Presentation time of the next picture, if it is certain that reading from the start would give the same. */
    private OptionalLong position = OptionalLong.of(0);

    private long skippedPictures;

    /**
     * Opens a file and decodes its first picture.
     *
     * @throws MediaException if the file cannot be used as a title; the message is one line
     */
    public ClipFinder(Path path, MediaLimits limits) {
        this.reader = VideoReader.open(path, limits, DECODE_THREADS);
    }

    /**
     * The place of a clip in its title.
     *
     * @param index number of the clip in the title, from 0
     * @param start presentation time of its first picture, in 1/90000 s
     * @param pictureCount at least 1
     * @param startsAtSceneCut passed on to {@link SourceClip#startsAtSceneCut}
     */
    public record Place(int index, long start, int pictureCount, boolean startsAtSceneCut) {}

    /**
     * Reads a clip, which the caller owns.
     *
     * @param isRight checks whether a clip is the wanted one, for example by a hash of its samples
     * @return empty if the file has no such clip, even when read from the start
     * @throws MediaException TRUNCATED or IO, from reading
     */
    public Optional<SourceClip> find(Place place, Predicate<SourceClip> isRight) {
        if (isShortlyBefore(place)) {
            Optional<SourceClip> clip = readOn(place, isRight);
            if (clip.isPresent()) {
                return clip;
            }
        }
        for (long runUp : RUN_UP_TICKS) {
            if (place.start() > runUp && reader.isSeekable() && reader.seek(place.start() - runUp)) {
                Optional<SourceClip> clip = readOn(place, isRight);
                if (clip.isPresent()) {
                    return clip;
                }
            }
        }
        VideoReader again = reader.reopen();
        reader.close();
        reader = again;
        return readOn(place, isRight);
    }

    private boolean isShortlyBefore(Place place) {
        if (position.isEmpty()) {
            return false;
        }
        long ahead = place.start() - position.getAsLong();
        return ahead >= 0 && (ahead <= MAX_READ_ON_TICKS || !reader.isSeekable());
    }

    /** The number of pictures decoded and skipped on the way to clips, since this was opened. */
    public long skippedPictures() {
        return skippedPictures;
    }

    /** Reads from the current position of the reader. */
    private Optional<SourceClip> readOn(Place place, Predicate<SourceClip> isRight) {
        position = OptionalLong.empty();
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
                    skippedPictures++;
                    frame.close();
                } else {
                    frames.add(frame);
                    if (frames.getFirst().presentationTime() != place.start()) {
                        return Optional.empty();
                    }
                }
            }
            SourceClip clip = new SourceClip(place.index(), place.startsAtSceneCut(), frames);
            if (!isRight.test(clip)) {
                return Optional.empty();
            }
            kept = true;
            position = OptionalLong.of(clip.end());
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
