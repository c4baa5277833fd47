package dev.starling.farm.train;

import dev.starling.farm.FarmException;
import dev.starling.farm.task.AnalyseTask;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.ClipPictures;
import dev.starling.farm.task.SourceFormat;
import dev.starling.libav.Frame;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.SourceInfo;
import dev.starling.media.decoding.VideoReader;
import dev.starling.media.encoding.EncoderVersion;
import dev.starling.quality.QualityMeter;
import dev.starling.swarm.profile.PictureSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads training clips: decodes the inputs, takes some clips of each, shortens them and scales them. */
final class TrainingClips {
    /** In a shorter excerpt rate control does not settle, and its rate–quality curve means little. */
    private static final int MIN_PICTURES = 12;

    private static final int DECODE_THREADS = 1;

    private final TrainingRequest request;
    private final String encoder = EncoderVersion.ofLoaded().toString();
    private final List<TrainingClip> taken = new ArrayList<>();

    private TrainingClips(TrainingRequest request) {
        this.request = request;
    }

    /**
     * Reads them all; the caller owns their pictures.
     *
     * @throws dev.starling.libav.MediaException if an input is no title, in one line
     * @throws FarmException if an input has too few pictures, in one line
     */
    static List<TrainingClip> read(TrainingRequest request) {
        TrainingClips clips = new TrainingClips(request);
        try {
            request.inputs().forEach(clips::take);
            return List.copyOf(clips.taken);
        } catch (RuntimeException e) {
            clips.taken.forEach(clip -> clip.pictures().close());
            throw e;
        }
    }

    private void take(Path input) {
        int before = taken.size();
        // What an excerpt leaves of a longer clip would be lost.
        ClipLengths lengths = ClipLengths.DEFAULT.usually(request.excerpts().length());
        try (ClipReader reader = new ClipReader(VideoReader.open(input, request.limits(), DECODE_THREADS), lengths)) {
            SourceInfo info = reader.reader().info();
            while (taken.size() < before + request.excerpts().clipsPerInput()) {
                Optional<SourceClip> next = reader.next();
                if (next.isEmpty()) {
                    break;
                }
                try (SourceClip whole = next.get()) {
                    if (whole.end() > wantedFrom(taken.size() - before, info)) {
                        take(input, whole, info);
                    }
                }
            }
        }
        if (taken.size() == before) {
            throw new FarmException(input + ": is too short to measure profiles on; it takes clips of " + MIN_PICTURES
                    + " pictures or more");
        }
    }

    /** The time from which the {@code i}th clip is taken: the middle of its equal share of the input, in 1/90000 s. */
    private long wantedFrom(int i, SourceInfo info) {
        double middle = (2 * i + 1) / (2.0 * request.excerpts().clipsPerInput());
        return (long) (middle * info.duration().toNanos() * 9 / 100_000);
    }

    /** Takes the excerpt of a clip, unless it is too short. */
    private void take(Path input, SourceClip whole, SourceInfo info) {
        long maxTicks = request.excerpts().length().toNanos() * 9 / 100_000;
        List<Frame> frames = new ArrayList<>();
        for (Frame frame : whole.frames()) {
            if (frame.presentationTime() - whole.start() < maxTicks) {
                frames.add(frame.share());
            }
        }
        if (frames.size() < MIN_PICTURES) {
            frames.forEach(Frame::close);
            return;
        }
        int shortSide = request.excerpts().shortSide();
        try (SourceClip excerpt = SourceClip.of(taken.size(), frames)) {
            PictureSize size = new PictureSize(excerpt.width(), excerpt.height());
            PictureSize target = size.shortSide() > shortSide ? size.withShortSide(shortSide) : size;
            if (target.shortSide() < QualityMeter.MIN_SIZE) {
                throw new FarmException(input + ": " + target + " is too small; quality is measured from "
                        + QualityMeter.MIN_SIZE + "x" + QualityMeter.MIN_SIZE + " up");
            }
            SourceClip pictures = excerpt.scaledTo(target.width(), target.height());
            ClipFacts facts = ClipFacts.of(pictures);
            SourceFormat format = new SourceFormat(target, info.samples().colour(), info.averageFrameRate(), encoder);
            taken.add(new TrainingClip(
                    input, whole.index(), facts, format, new ClipPictures(pictures), AnalyseTask.features(excerpt)));
        }
    }
}
