package dev.starling.benchmarks;

import dev.starling.farm.task.PictureView;
import dev.starling.farm.vmaf.VmafModelFile;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodedTail;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.media.encoding.PictureFormat;
import dev.starling.media.encoding.PictureType;
import dev.starling.media.encoding.PictureTypeDecider;
import dev.starling.media.encoding.StreamFormat;
import dev.starling.media.encoding.TailEncoder;
import dev.starling.media.encoding.TailOutcome;
import dev.starling.media.encoding.TailPoint;
import dev.starling.quality.FrameScores;
import dev.starling.quality.Metric;
import dev.starling.quality.QualityMeter;
import dev.starling.quality.VmafModel;
import dev.starling.swarm.curve.MonotoneCurve;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What it costs to go down inside a clip: tails by both ways of {@link TailEncoder}, the naive splice, and the splice
 * without drift, which no decoder can show, at the same switch. The cost is how many more bits the blended clip takes
 * than an encode of the whole clip at the same mean VMAF NEG, in per cent. Prints one JSON object for each clip and
 * step.
 *
 * <pre>
 *   java … dev.starling.benchmarks.TailCost MODEL LINES SECONDS CRF CLIP...
 * </pre>
 *
 * {@code MODEL} is a VMAF NEG model of libvmaf, or {@code fit} for Starling's own. Larger clips are scaled to
 * {@code LINES}. {@code CRF} is that of the member that is left: 20, 24, 28, 32 or 36.
 */
public final class TailCost {
    /** Of the encodes of the whole clip. */
    private static final List<Double> CRFS = List.of(20.0, 24.0, 28.0, 32.0, 36.0, 40.0, 44.0, 48.0);

    private static final List<Double> STEPS = List.of(4.0, 12.0);
    private static final Metric PSNR = new Metric.Psnr();

    private final Metric vmafNeg;
    private final SourceClip clip;
    /** The CRF of the member that is left. */
    private final double memberCrf;

    private final StreamFormat format;
    private final GopStructure structure;
    private final Map<Double, EncodedClip> members = new TreeMap<>();
    private final Map<Double, List<Score>> scores = new TreeMap<>();

    /** The quality of one picture. */
    private record Score(double vmafNeg, double psnr) {}

    /** One way to go down. */
    private record Way(String name, long bytes, List<Score> pictures, Optional<Duration> cpuTime) {}

    private TailCost(Metric vmafNeg, double crf, SourceClip clip, Ratio frameRate) {
        this.vmafNeg = vmafNeg;
        this.memberCrf = crf;
        this.clip = clip;
        this.format = StreamFormat.usual(new PictureFormat(
                new FrameSize(clip.width(), clip.height()),
                clip.frames().getFirst().colour(),
                frameRate));
        this.structure = PictureTypeDecider.decide(clip, format, 1);
    }

    /** Measures the given clips. */
    public static void main(String[] args) throws IOException {
        if (args.length < 5) {
            System.err.println("usage: TailCost MODEL|fit LINES SECONDS CRF CLIP...");
            System.exit(2);
        }
        VmafModel model = args[0].equals("fit")
                ? VmafModel.starlingFit().withoutEnhancementGain()
                : VmafModelFile.read(Path.of(args[0]));
        for (String file : Arrays.asList(args).subList(4, args.length)) {
            Path path = Path.of(file);
            try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1);
                    SourceClip clip = read(reader, Integer.parseInt(args[1]), Double.parseDouble(args[2]))) {
                new TailCost(
                                new Metric.Vmaf(model),
                                Double.parseDouble(args[3]),
                                clip,
                                reader.info().averageFrameRate())
                        .measure(String.valueOf(path.getFileName()));
            }
        }
    }

    private static SourceClip read(VideoReader reader, int lines, double seconds) {
        List<Frame> frames = new ArrayList<>();
        for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
            frames.add(next.get());
            if (next.get().presentationTime() - frames.getFirst().presentationTime() >= seconds * 90_000) {
                break;
            }
        }
        SourceClip source = SourceClip.of(0, frames);
        if (source.height() <= lines) {
            return source;
        }
        try (source) {
            return source.scaledTo((int) Math.round(source.width() * (double) lines / source.height() / 2) * 2, lines);
        }
    }

    private EncodingSettings settings(double crf) {
        return new EncodingSettings(format, crf, "medium", 1, new TreeMap<>(Map.of("psy", "0")));
    }

    private EncodedClip member(double crf) {
        return Objects.requireNonNull(members.get(crf));
    }

    private List<Score> scoresOf(double crf) {
        return Objects.requireNonNull(scores.get(crf));
    }

    private void measure(String name) {
        for (double crf : CRFS) {
            members.put(crf, ClipEncoder.encode(clip, structure, settings(crf)));
            scores.put(crf, scores(member(crf).pictures()));
        }
        MonotoneCurve curve = MonotoneCurve.through(CRFS.stream()
                .map(crf -> new MonotoneCurve.Point(meanVmafNeg(scoresOf(crf)), Math.log((double)
                        member(crf).sizeBytes())))
                .sorted(Comparator.comparingDouble(MonotoneCurve.Point::x))
                .toList());
        EncodedClip member = member(memberCrf);
        for (double step : STEPS) {
            int from = switchPoint();
            List<Way> ways = new ArrayList<>();
            TailPoint point = new TailPoint(from, step);
            add(ways, "zone", TailEncoder.byZone(clip, structure, settings(memberCrf), member, point));
            add(ways, "reference", TailEncoder.byReference(clip, structure, settings(memberCrf + step), member, from));
            EncodedClip lower = member(memberCrf + step);
            List<CodedPicture> splice = new ArrayList<>(member.pictures().subList(0, from));
            splice.addAll(lower.pictures().subList(from, lower.pictures().size()));
            long bytes = splice.stream().mapToLong(it -> it.data().size()).sum();
            ways.add(new Way("naive", bytes, scores(splice), Optional.empty()));
            Set<Integer> fromLower = after(from);
            ways.add(new Way(
                    "driftless",
                    bytes,
                    IntStream.range(0, clip.frames().size())
                            .mapToObj(i ->
                                    (fromLower.contains(i) ? scoresOf(memberCrf + step) : scoresOf(memberCrf)).get(i))
                            .toList(),
                    Optional.empty()));
            System.out.printf(
                    Locale.ROOT,
                    "{\"clip\":\"%s\",\"pictures\":%d,\"from\":%d,\"crfStep\":%.0f,\"memberBytes\":%d,"
                            + "\"memberCpuSeconds\":%.3f,\"vmafNeg\":%.2f,\"lowerVmafNeg\":%.2f",
                    name,
                    clip.frames().size(),
                    from,
                    step,
                    member.sizeBytes(),
                    seconds(member.cpuTime()),
                    meanVmafNeg(scoresOf(memberCrf)),
                    meanVmafNeg(scoresOf(memberCrf + step)));
            for (Way way : ways) {
                double cost = Math.log((double) way.bytes()) - curve.valueAt(meanVmafNeg(way.pictures()));
                double[] below = fromLower.stream()
                        .mapToDouble(i -> scoresOf(memberCrf + step).get(i).psnr()
                                - way.pictures().get(i).psnr())
                        .toArray();
                double[] belowVmaf = fromLower.stream()
                        .mapToDouble(i -> scoresOf(memberCrf + step).get(i).vmafNeg()
                                - way.pictures().get(i).vmafNeg())
                        .toArray();
                System.out.printf(
                        Locale.ROOT,
                        ",\"%s\":{\"bytes\":%d,\"vmafNeg\":%.3f,\"worstVmafNeg\":%.2f,\"costPercent\":%.2f,"
                                + "\"mostBelowLowerDb\":%.2f,\"meanBelowLowerDb\":%.2f,"
                                + "\"mostBelowLowerVmafNeg\":%.2f,\"cpuSeconds\":%.3f}",
                        way.name(),
                        way.bytes(),
                        meanVmafNeg(way.pictures()),
                        way.pictures().stream()
                                .mapToDouble(Score::vmafNeg)
                                .min()
                                .orElseThrow(),
                        100 * (Math.exp(cost) - 1),
                        Arrays.stream(below).max().orElseThrow(),
                        Arrays.stream(below).average().orElseThrow(),
                        Arrays.stream(belowVmaf).max().orElseThrow(),
                        seconds(way.cpuTime()));
            }
            System.out.println("}");
        }
    }

    private void add(List<Way> ways, String name, TailOutcome outcome) {
        switch (outcome) {
            case TailOutcome.Encoded(EncodedTail tail) -> {
                List<CodedPicture> pictures =
                        new ArrayList<>(member(memberCrf).pictures().subList(0, tail.from()));
                pictures.addAll(tail.pictures());
                ways.add(new Way(
                        name,
                        pictures.stream().mapToLong(it -> it.data().size()).sum(),
                        scores(pictures),
                        tail.cpuTime()));
            }
            case TailOutcome.Refused(String reason) -> System.err.println(name + " refused: " + reason);
        }
    }

    /** The P picture nearest to the middle. */
    private int switchPoint() {
        List<CodedPicture> pictures = member(memberCrf).pictures();
        return IntStream.range(1, pictures.size())
                .filter(i -> pictures.get(i).type() == PictureType.P)
                .boxed()
                .min(Comparator.comparingInt(i -> Math.abs(i - pictures.size() / 2)))
                .orElseThrow();
    }

    /** The pictures, in display order, of the access units from one on. */
    private Set<Integer> after(int from) {
        List<CodedPicture> pictures = member(memberCrf).pictures();
        List<Long> times =
                pictures.stream().map(CodedPicture::presentationTime).sorted().toList();
        Set<Integer> after = new HashSet<>();
        pictures.subList(from, pictures.size()).forEach(it -> after.add(times.indexOf(it.presentationTime())));
        return after;
    }

    private List<Score> scores(List<CodedPicture> pictures) {
        QualityMeter meter = new QualityMeter(List.of(PSNR, vmafNeg));
        List<FrameScores> all = new ArrayList<>();
        int[] shown = {0};
        MemberDecoder.Report report =
                MemberDecoder.decode(member(CRFS.getFirst()).configuration(), pictures, frame -> {
                    Frame reference = clip.frames().get(shown[0]++);
                    meter.measure(PictureView.of(reference), PictureView.of(frame))
                            .ifPresent(all::add);
                });
        meter.finish().ifPresent(all::add);
        if (report.complaintCount() > 0 || all.size() != pictures.size()) {
            throw new IllegalStateException("does not decode cleanly: " + report.complaints());
        }
        return all.stream()
                .map(it ->
                        new Score(it.score(vmafNeg).headline(), it.score(PSNR).headline()))
                .toList();
    }

    private static double meanVmafNeg(List<Score> pictures) {
        return pictures.stream().mapToDouble(Score::vmafNeg).average().orElseThrow();
    }

    private static double seconds(Optional<Duration> cpuTime) {
        return cpuTime.map(it -> it.toNanos() / 1e9).orElse(0.0);
    }
}
