package dev.starling.benchmarks;

import dev.starling.benchmarks.LadderTitles.JoinedTitle;
import dev.starling.farm.task.PictureView;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Scaler;
import dev.starling.media.Bytes;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.media.encoding.PictureType;
import dev.starling.quality.FrameScores;
import dev.starling.quality.Metric;
import dev.starling.quality.PlanarFrame;
import dev.starling.quality.QualityMeter;
import dev.starling.quality.VmafModel;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures members and rungs against their title, at its size: the mean of a metric over one picture in
 * {@value #SCORE_EVERY}, counted from the title's start, so that all encodings are scored on the same pictures. The
 * motion of a clip's first and last picture is that to the pictures around the clip. Scores are kept in a file by the
 * hash of all that decides them; only those that are missing are measured.
 */
final class LadderScores {
    static final int SCORE_EVERY = 4;
    private static final String VERSION = "1";

    private final Path file;
    private final Metric metric;
    private final String kind;
    private final int threads;
    private final Map<String, double[]> known = new HashMap<>();

    /**
     * Reads the scores that are there.
     *
     * @param file gets one line for each score
     */
    LadderScores(Path file, VmafModel model, int threads) throws IOException {
        this.file = file;
        this.metric = new Metric.Vmaf(model);
        this.kind = VERSION + " " + model.name() + " " + SCORE_EVERY;
        this.threads = threads;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] keyAndScores = line.split("\t", -1);
                known.put(
                        keyAndScores[0],
                        Arrays.stream(keyAndScores[1].split(" ", -1))
                                .mapToDouble(Double::parseDouble)
                                .toArray());
            }
        }
    }

    /**
     * The scores of a title's encodings.
     *
     * @param members by clip, then by cluster
     * @param gops by rung, then by GOP of the ladder
     */
    record Scored(List<Map<ClusterId, Double>> members, List<double[]> gops) {}

    /**
     * Measures all members of a package and all rungs of a ladder.
     *
     * @param rungs files with as many pictures as the title
     * @throws IllegalStateException if an encoding has other pictures than the title, or does not decode cleanly
     */
    Scored measure(JoinedTitle title, PackageReader swarm, List<Path> rungs) throws IOException, InterruptedException {
        String source = hash(Files.readAllBytes(title.file()));
        int gopPictures = PlainLadder.GOP_SECONDS * title.picturesPerSecond();
        Title described = swarm.title();
        List<String> rungKeys = rungKeys(source, gopPictures, rungs);
        List<RungMeter> meters = meters(title, described, rungs, rungKeys);
        List<List<Missing>> missing = new ArrayList<>();
        List<Map<ClusterId, String>> memberKeys = new ArrayList<>();
        int firstPicture = 0;
        for (Clip clip : described.clips()) {
            Map<ClusterId, String> keys = new HashMap<>();
            List<Missing> ofClip = new ArrayList<>();
            for (Member member : clip.members()) {
                MappedMember mapped = swarm.member(clip.index(), member.cluster());
                BlendGroup group =
                        described.group(described.cluster(member.cluster()).group());
                AvcDecoderConfigurationRecord configuration = AvcDecoderConfigurationRecord.of(
                        group.parameterSets().sps(), group.parameterSets().pps());
                String key = key(source, firstPicture, configuration, mapped);
                keys.put(member.cluster(), key);
                if (!known.containsKey(key)) {
                    ofClip.add(new Missing(key, configuration, mapped));
                }
            }
            memberKeys.add(keys);
            missing.add(ofClip);
            firstPicture += clip.frameCount();
        }
        if (!meters.isEmpty() || missing.stream().anyMatch(it -> !it.isEmpty())) {
            measureMissing(title, described, missing, meters);
        }
        return new Scored(
                memberKeys.stream()
                        .map(keys -> keys.entrySet().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, it -> score(it.getValue())[0])))
                        .toList(),
                rungKeys.stream().map(key -> means(score(key), gopPictures)).toList());
    }

    /**
     * Measures all rungs of a ladder.
     *
     * @param described the title as it was divided into clips
     * @param rungs files with as many pictures as the title
     * @return by rung, the score of one picture in {@value #SCORE_EVERY}
     */
    List<double[]> measureRungs(JoinedTitle title, Title described, List<Path> rungs)
            throws IOException, InterruptedException {
        int gopPictures = PlainLadder.GOP_SECONDS * title.picturesPerSecond();
        List<String> keys = rungKeys(hash(Files.readAllBytes(title.file())), gopPictures, rungs);
        List<RungMeter> meters = meters(title, described, rungs, keys);
        if (!meters.isEmpty()) {
            List<List<Missing>> none = Collections.nCopies(described.clips().size(), List.of());
            measureMissing(title, described, none, meters);
        }
        return keys.stream().map(this::score).toList();
    }

    private List<String> rungKeys(String source, int gopPictures, List<Path> rungs) throws IOException {
        List<String> keys = new ArrayList<>();
        for (Path rung : rungs) {
            keys.add(hash(utf8(kind + source + gopPictures + hash(Files.readAllBytes(rung)))));
        }
        return keys;
    }

    /** Those of the rungs whose scores are missing. */
    private List<RungMeter> meters(JoinedTitle title, Title described, List<Path> rungs, List<String> keys) {
        int pictures = Math.toIntExact(described.frameCount());
        return IntStream.range(0, rungs.size())
                .filter(i -> !known.containsKey(keys.get(i)))
                .mapToObj(i -> new RungMeter(keys.get(i), rungs.get(i), title.size(), pictures))
                .toList();
    }

    private double[] score(String key) {
        double[] scores = known.get(key);
        if (scores == null) {
            throw new IllegalStateException("not measured: " + key);
        }
        return scores;
    }

    private String key(
            String source, int firstPicture, AvcDecoderConfigurationRecord configuration, MappedMember member) {
        MessageDigest digest = sha256();
        digest.update(utf8(kind + source + firstPicture));
        digest.update(configuration.toByteArray());
        digest.update(member.bytes(0, member.accessUnits().size()));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A member whose score is missing. */
    private record Missing(String key, AvcDecoderConfigurationRecord configuration, MappedMember member) {}

    private void measureMissing(JoinedTitle title, Title described, List<List<Missing>> missing, List<RungMeter> meters)
            throws IOException, InterruptedException {
        try (VideoReader reader = VideoReader.open(title.file(), MediaLimits.DEFAULT, 1);
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            Optional<Frame> before = Optional.empty();
            Optional<Frame> next = reader.next();
            int first = 0;
            for (Clip clip : described.clips()) {
                List<Frame> pictures = new ArrayList<>();
                for (int i = 0; i < clip.frameCount(); i++) {
                    pictures.add(next.orElseThrow(() -> new IllegalStateException(title.file() + " is too short")));
                    next = reader.next();
                }
                Stretch stretch = new Stretch(first, before, pictures, next);
                List<Callable<Optional<Scores>>> jobs = new ArrayList<>();
                missing.get(clip.index()).forEach(it -> jobs.add(() -> Optional.of(measure(stretch, it))));
                meters.forEach(it -> jobs.add(() -> it.measure(stretch)));
                for (Future<Optional<Scores>> job : pool.invokeAll(jobs)) {
                    keep(outcome(job));
                }
                System.err.printf(
                        "%s: clip %d of %d measured%n",
                        title.name(), clip.index() + 1, described.clips().size());
                before.ifPresent(Frame::close);
                before = Optional.of(pictures.removeLast());
                pictures.forEach(Frame::close);
                first += clip.frameCount();
            }
            before.ifPresent(Frame::close);
            if (next.isPresent()) {
                next.get().close();
                throw new IllegalStateException(title.file() + " has more pictures than its package");
            }
        } finally {
            meters.forEach(RungMeter::close);
        }
    }

    private static Optional<Scores> outcome(Future<Optional<Scores>> job) throws InterruptedException {
        try {
            return job.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private record Scores(String key, List<Double> values) {}

    private void keep(Optional<Scores> scores) throws IOException {
        if (scores.isPresent()) {
            List<Double> values = scores.get().values();
            known.put(
                    scores.get().key(),
                    values.stream().mapToDouble(Double::doubleValue).toArray());
            String line = values.stream()
                    .map(it -> String.format(Locale.ROOT, "%.4f", it))
                    .collect(Collectors.joining(" "));
            Files.writeString(
                    file,
                    scores.get().key() + "\t" + line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /**
     * The pictures of a clip, and those around it.
     *
     * @param first the number of its first picture in the title
     */
    private record Stretch(int first, Optional<Frame> before, List<Frame> pictures, Optional<Frame> after) {
        boolean isScored(int picture) {
            return (first + picture) % SCORE_EVERY == 0;
        }
    }

    private Scores measure(Stretch stretch, Missing missing) {
        QualityMeter meter = new QualityMeter(List.of(metric));
        List<FrameScores> scores = new ArrayList<>();
        int[] shown = {0};
        stretch.before().ifPresent(it -> meter.skip(view(it)));
        MemberDecoder.Report report;
        try (Scaler scaler = new Scaler(
                stretch.pictures().getFirst().width(),
                stretch.pictures().getFirst().height())) {
            Consumer<Frame> compare = frame -> {
                int picture = shown[0]++;
                if (picture < stretch.pictures().size()) {
                    compare(meter, stretch, picture, frame, scaler).ifPresent(scores::add);
                }
            };
            report = MemberDecoder.decode(missing.configuration(), pictures(missing.member()), compare);
        }
        stretch.after().ifPresent(it -> meter.skip(view(it)).ifPresent(scores::add));
        meter.finish().ifPresent(scores::add);
        if (report.complaintCount() > 0
                || report.frameCount() != stretch.pictures().size()) {
            throw new IllegalStateException("a member does not decode cleanly: " + report);
        }
        double mean = scores.stream()
                .mapToDouble(it -> it.score(metric).headline())
                .average()
                .orElseThrow();
        return new Scores(missing.key(), List.of(mean));
    }

    private static Optional<FrameScores> compare(
            QualityMeter meter, Stretch stretch, int picture, Frame distorted, Scaler scaler) {
        PlanarFrame reference = view(stretch.pictures().get(picture));
        if (!stretch.isScored(picture)) {
            return meter.skip(reference);
        }
        try (Frame scaled = scaler.scale(distorted)) {
            return meter.measure(reference, view(scaled));
        }
    }

    private static PlanarFrame view(Frame frame) {
        return PictureView.of(frame);
    }

    /** The access units of a member in decoding order, with times from the start of the clip. */
    private static List<CodedPicture> pictures(MappedMember member) {
        List<AccessUnitEntry> units = member.accessUnits();
        long[] times = units.stream()
                .mapToLong(AccessUnitEntry::presentationOffsetTicks)
                .sorted()
                .toArray();
        List<CodedPicture> pictures = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            AccessUnitEntry unit = units.get(i);
            ByteBuffer bytes = member.bytes(i, i + 1);
            byte[] data = new byte[bytes.remaining()];
            bytes.get(data);
            pictures.add(new CodedPicture(
                    Bytes.adopt(data),
                    unit.type() == AccessUnitType.IDR ? PictureType.IDR : PictureType.P,
                    unit.nalRefIdc(),
                    unit.presentationOffsetTicks(),
                    times[i]));
        }
        return pictures;
    }

    /** Measures a rung along with the clips of the title. */
    private final class RungMeter implements AutoCloseable {
        private final String key;
        private final Path rung;
        private final VideoReader reader;
        private final Scaler scaler;
        private final QualityMeter meter = new QualityMeter(List.of(metric));
        private final int pictures;
        private final List<Double> scores = new ArrayList<>();

        RungMeter(String key, Path rung, FrameSize size, int pictures) {
            this.key = key;
            this.rung = rung;
            this.pictures = pictures;
            this.reader = VideoReader.open(rung, MediaLimits.DEFAULT, 1);
            this.scaler = new Scaler(size.width(), size.height());
        }

        /** Measures another clip; with the last one, all scores are there. */
        Optional<Scores> measure(Stretch stretch) {
            for (int i = 0; i < stretch.pictures().size(); i++) {
                try (Frame frame = reader.next().orElseThrow(() -> new IllegalStateException(rung + " is too short"))) {
                    compare(meter, stretch, i, frame, scaler).ifPresent(this::add);
                }
            }
            if (stretch.first() + stretch.pictures().size() < pictures) {
                return Optional.empty();
            }
            meter.finish().ifPresent(this::add);
            return Optional.of(new Scores(key, scores));
        }

        private void add(FrameScores frame) {
            scores.add(frame.score(metric).headline());
        }

        @Override
        public void close() {
            scaler.close();
            reader.close();
        }
    }

    /** The mean score of each GOP, from those of one picture in {@value #SCORE_EVERY}. */
    private static double[] means(double[] scores, int gopPictures) {
        int pictures = scores.length * SCORE_EVERY;
        double[] sums = new double[Math.ceilDiv(pictures, gopPictures)];
        int[] counts = new int[sums.length];
        for (int i = 0; i < scores.length; i++) {
            int gop = i * SCORE_EVERY / gopPictures;
            sums[gop] += scores[i];
            counts[gop]++;
        }
        for (int gop = 0; gop < sums.length; gop++) {
            sums[gop] /= counts[gop];
        }
        // Without a scored picture, the last pictures would have no GOP.
        return counts[sums.length - 1] == 0 ? Arrays.copyOf(sums, sums.length - 1) : sums;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
