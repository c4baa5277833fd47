package dev.starling.benchmarks;

import static java.util.stream.Collectors.joining;

import dev.starling.farm.CpuMeter;
import dev.starling.farm.ShippedClusters;
import dev.starling.farm.SwarmPlan;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.AnalyseTask;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.ClipPictures;
import dev.starling.farm.task.EvaluateTask;
import dev.starling.farm.task.EvaluateTask.Recipe;
import dev.starling.farm.task.PictureTypesTask;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.Workplace;
import dev.starling.libav.Frame;
import dev.starling.libav.Natives;
import dev.starling.libav.Scaler;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.SourceInfo;
import dev.starling.media.decoding.VideoReader;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncoderVersion;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl.ConstantRateFactor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What longer clips save: bits at equal VMAF NEG of the same pictures in clips of 2 s, 4 s and 6 s. Each clip is a
 * member as {@code encode} makes it, of the most probable shipped family at three rate factors. A length is compared
 * over the longest stretch at the start of the video that it divides evenly, up to 12 s. Prints one JSON object per
 * video and length: the BD-rate against 2 s (negative is fewer bits), the memory of one clip's pictures at the video's
 * own size, and the mean wait until an up-move is possible: until the next clip starts.
 *
 * <pre>
 *   java … dev.starling.benchmarks.GopLengths LINES VIDEO...
 * </pre>
 *
 * <p>{@code LINES} is the height to which larger pictures are scaled.
 */
public final class GopLengths {
    private static final int SHORT_SECONDS = 2;
    private static final int[] LONG_SECONDS = {4, 6};
    private static final int MAX_SECONDS = 12;
    private static final double[] CRFS = {23, 28, 33};
    private static final int SCORE_EVERY = 4;

    private GopLengths() {}

    /** Prints the objects. */
    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("usage: GopLengths LINES VIDEO...");
            System.exit(2);
        }
        for (int i = 1; i < args.length; i++) {
            measure(Path.of(args[i]), Integer.parseInt(args[0]));
        }
    }

    private static void measure(Path video, int lines) throws IOException {
        List<Frame> frames = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(video, MediaLimits.DEFAULT, 1)) {
            SourceInfo info = reader.info();
            PictureSize full = new PictureSize(
                    info.geometry().displayed().width(),
                    info.geometry().displayed().height());
            PictureSize size = full.shortSide() > lines ? full.withShortSide(lines) : full;
            try (Scaler scaler = new Scaler(size.width(), size.height())) {
                for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                    try (Frame decoded = frame.get()) {
                        if (decoded.presentationTime() >= ticks(MAX_SECONDS)) {
                            break;
                        }
                        frames.add(scaler.scale(decoded));
                    }
                }
            }
            SourceFormat format = new SourceFormat(
                    size,
                    info.samples().colour(),
                    info.averageFrameRate(),
                    EncoderVersion.ofLoaded().toString());
            Frame last = frames.getLast();
            double seconds = (last.presentationTime() + last.duration()) / (double) Natives.TICKS_PER_SECOND;
            for (int length : LONG_SECONDS) {
                // A video a few pictures short of its nominal length still counts as that long.
                int stretch = (int) (seconds + 0.2) / length * length;
                if (stretch > 0) {
                    List<RateQualityPoint> reference = curve(frames, format, SHORT_SECONDS, stretch);
                    List<RateQualityPoint> test = curve(frames, format, length, stretch);
                    double saving = 100 * Bjontegaard.rate(reference, test).orElse(Double.NaN);
                    double bytes = 1.5 * full.area() * info.averageFrameRate().value() * length;
                    print(video, length, stretch, saving, bytes / 1e6);
                }
            }
        } finally {
            frames.forEach(Frame::close);
        }
    }

    private static long ticks(int seconds) {
        return (long) seconds * Natives.TICKS_PER_SECOND;
    }

    /** The mean rate and quality of a stretch in clips of a length, at each rate factor. */
    private static List<RateQualityPoint> curve(List<Frame> frames, SourceFormat format, int length, int stretch)
            throws IOException {
        double[] bits = new double[CRFS.length];
        double[] quality = new double[CRFS.length];
        for (int from = 0; from < stretch; from += length) {
            long start = ticks(from);
            long end = ticks(from + length);
            List<Frame> pictures = frames.stream()
                    .filter(it -> it.presentationTime() >= start && it.presentationTime() < end)
                    .map(Frame::share)
                    .toList();
            SourceClip source = SourceClip.of(from / length, pictures);
            ClipFacts facts = ClipFacts.of(source);
            try (Bench bench = new Bench(new ClipPictures(source), new CpuMeter())) {
                for (int i = 0; i < CRFS.length; i++) {
                    Profile.H264 profile = profile(source, format, CRFS[i]);
                    GopStructure types = PictureTypesTask.read(
                            new PictureTypesTask(facts, format, profile.structuralGenes()).run(bench));
                    Encoding encoding = EvaluateTask.read(
                            new EvaluateTask(facts, format, new Recipe.Member(types, profile), SCORE_EVERY).run(bench));
                    bits[i] += encoding.bitsPerSecond() * facts.durationTicks() / ticks(stretch);
                    quality[i] += encoding.vmafNeg() * facts.durationTicks() / ticks(stretch);
                }
            }
        }
        List<RateQualityPoint> points = new ArrayList<>();
        for (int i = 0; i < CRFS.length; i++) {
            points.add(new RateQualityPoint(bits[i], quality[i]));
        }
        return points;
    }

    private static Profile.H264 profile(SourceClip clip, SourceFormat format, double crf) {
        SwarmPlan plan = SwarmPlan.ofRateFactors(format.displaySize(), ShippedClusters.read(), Optional.empty(), crf);
        SwarmPlan.Families families = plan.familiesOf(AnalyseTask.features(clip));
        return plan.centroids().stream()
                .filter(it -> it.profile().pictureSize().equals(format.displaySize()))
                .filter(it -> it.profile().rateControl().equals(new ConstantRateFactor(crf)))
                .max(Comparator.comparingDouble(families::of))
                .orElseThrow()
                .profile();
    }

    private static void print(Path video, int length, int stretch, double bdRate, double megabytes) {
        System.out.println(List.of(
                        "\"video\":\"" + video.getFileName() + "\"",
                        "\"clipSeconds\":" + length,
                        "\"stretchSeconds\":" + stretch,
                        "\"bdRatePercent\":" + number(bdRate),
                        "\"pictureMegabytes\":" + number(megabytes),
                        "\"meanWaitSeconds\":" + number(length / 2.0))
                .stream()
                .collect(joining(",", "{", "}")));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f", value) : "null";
    }

    /** The workplace of tasks on one clip; it keeps no results. */
    private record Bench(ClipPictures clip, CpuMeter cpu) implements Workplace, AutoCloseable {
        @Override
        public ResultStore store() {
            throw new IllegalStateException("no task of this benchmark stores results");
        }

        @Override
        public SourceClip pictures(ClipFacts facts, PictureSize size) {
            return clip.inSize(size);
        }

        @Override
        public List<Double> motion(ClipFacts facts) {
            return clip.motion();
        }

        @Override
        public Path input() {
            throw new IllegalStateException("no task of this benchmark reads a file");
        }

        @Override
        public EncodedClip encode(SourceClip pictures, GopStructure types, EncodingSettings settings) {
            return ClipEncoder.encode(pictures, types, settings);
        }

        @Override
        public void advanced(Task task, double seconds) {
            throw new IllegalStateException("no task of this benchmark reports progress");
        }

        @Override
        public void close() {
            clip.close();
        }
    }
}
