package dev.starling.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.starling.farm.task.PictureView;
import dev.starling.farm.vmaf.VmafModelFile;
import dev.starling.libav.Frame;
import dev.starling.libav.SampleDepth;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import dev.starling.quality.FrameScores;
import dev.starling.quality.Metric;
import dev.starling.quality.Pooled;
import dev.starling.quality.QualityMeter;
import dev.starling.quality.VmafModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code starling quality}: how good one video file is, measured against another. */
@Command(
        name = "quality",
        description = {
            "Compares a distorted video with its reference, frame by frame.",
            "A distorted video of another size is scaled to the reference's with bicubic."
        },
        mixinStandardHelpOptions = true)
final class QualityCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "REF", description = "The reference: any video file that FFmpeg can read.")
    private Path reference;

    @Parameters(index = "1", paramLabel = "DIST", description = "The distorted video.")
    private Path distorted;

    @Option(
            names = "--metrics",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "vmaf,vmaf-neg,ssim,psnr",
            description = "What to measure, of vmaf, vmaf-neg, ssim, psnr. Default: ${DEFAULT-VALUE}.")
    private List<String> metricNames = List.of();

    @Option(
            names = "--vmaf-model",
            paramLabel = "FILE",
            description = "A VMAF model of Netflix's as JSON, such as vmaf_v0.6.1.json; otherwise starling-vmaf-fit.")
    private Optional<Path> modelFile = Optional.empty();

    @Option(
            names = "--frames",
            paramLabel = "N",
            description = "Compare the first N frames; otherwise all, and both videos must have as many.")
    private Optional<Integer> frames = Optional.empty();

    @Option(
            names = "--subsample",
            paramLabel = "N",
            defaultValue = "1",
            description = "Score every N-th frame, from the first. Default: ${DEFAULT-VALUE}.")
    private int subsample;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    /**
     * The result as JSON, documented in {@code docs/cli.md}.
     *
     * @param reference the reference's file
     * @param distorted the distorted video's file
     * @param frames how many were compared
     * @param scored how many of them were scored
     * @param metrics by name
     */
    record Result(String reference, String distorted, int frames, int scored, Map<String, Summary> metrics) {}

    /**
     * The scores of one metric in a few numbers, see {@link Pooled}.
     *
     * @param model the name of the model that VMAF's scores are of; of other metrics missing
     */
    record Summary(
            double mean,
            double harmonicMean,
            double p5,
            double min,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String model) {}

    @Override
    public Integer call() throws IOException {
        if (subsample < 1) {
            throw new ParameterException(spec.commandLine(), "--subsample must be at least 1: " + subsample);
        }
        if (frames.isPresent() && frames.get() < 1) {
            throw new ParameterException(spec.commandLine(), "--frames must be at least 1: " + frames.get());
        }
        List<Metric> metrics = metrics();
        List<FrameScores> scores = new ArrayList<>();
        int compared = compare(new QualityMeter(metrics, subsample), scores);
        Map<String, Summary> pooled = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            pooled.put(metric.name(), pool(metric, scores));
        }
        Result result = new Result(reference.toString(), distorted.toString(), compared, scores.size(), pooled);
        json.print(spec.commandLine().getOut(), result, out -> print(out, result));
        return 0;
    }

    private List<Metric> metrics() throws IOException {
        List<Metric> metrics = new ArrayList<>();
        VmafModel model = model();
        for (String name : metricNames) {
            Metric metric = switch (name) {
                case "vmaf" -> new Metric.Vmaf(model);
                case "vmaf-neg" -> new Metric.Vmaf(model.withoutEnhancementGain());
                case "ssim" -> new Metric.Ssim();
                case "psnr" -> new Metric.Psnr();
                default ->
                    throw new ParameterException(
                            spec.commandLine(), "--metrics knows vmaf, vmaf-neg, ssim, psnr: " + name);
            };
            if (!metric.name().equals(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--vmaf-model " + model + " gives vmaf-neg; ask for that instead of " + name);
            }
            metrics.add(metric);
        }
        return metrics;
    }

    private VmafModel model() throws IOException {
        if (modelFile.isEmpty()) {
            return VmafModel.starlingFit();
        }
        try {
            return VmafModelFile.read(modelFile.get());
        } catch (IllegalArgumentException e) {
            throw new CommandException("--vmaf-model " + e.getMessage());
        }
    }

    /** Feeds the meter, and gives the number of frames compared. */
    private int compare(QualityMeter meter, List<FrameScores> scores) {
        int limit = frames.orElse(Integer.MAX_VALUE);
        try (VideoReader references = VideoReader.open(reference, MediaLimits.DEFAULT, 1, SampleDepth.TEN);
                VideoReader others = VideoReader.open(distorted, MediaLimits.DEFAULT, 1, SampleDepth.TEN)) {
            int compared = 0;
            while (compared < limit) {
                Optional<Frame> left = references.next();
                Optional<Frame> right = others.next();
                if (left.isPresent() && right.isPresent()) {
                    measure(meter, left.get(), right.get(), scores);
                    compared++;
                } else if (left.isPresent() || right.isPresent() || frames.isPresent()) {
                    throw differentCounts(compared + closeAll(left, references), compared + closeAll(right, others));
                } else {
                    break;
                }
            }
            meter.finish().ifPresent(scores::add);
            return compared;
        }
    }

    private void measure(QualityMeter meter, Frame left, Frame right, List<FrameScores> scores) {
        try (left;
                right) {
            meter.measure(PictureView.of(left), PictureView.of(right)).ifPresent(scores::add);
        } catch (IllegalArgumentException e) {
            throw new CommandException("cannot compare " + reference + " with " + distorted + ": " + e.getMessage());
        }
    }

    private CommandException differentCounts(int ofReference, int ofDistorted) {
        String wanted = frames.map(n -> "--frames " + n + " needs as many in both")
                .orElse("both must have as many; --frames N compares the first N");
        return new CommandException(
                reference + " has " + ofReference + " frames, " + distorted + " has " + ofDistorted + ": " + wanted);
    }

    /** Closes a frame and all that follow it, and counts them. */
    private static int closeAll(Optional<Frame> first, VideoReader rest) {
        int count = 0;
        for (Optional<Frame> frame = first; frame.isPresent(); frame = rest.next()) {
            frame.get().close();
            count++;
        }
        return count;
    }

    private static Summary pool(Metric metric, List<FrameScores> scores) {
        Pooled pooled = Pooled.of(scores.stream()
                .mapToDouble(frame -> frame.score(metric).headline())
                .toArray());
        String model = metric instanceof Metric.Vmaf(VmafModel vmaf) ? vmaf.name() : null;
        return new Summary(pooled.mean(), pooled.harmonicMean(), pooled.p5(), pooled.min(), model);
    }

    private static void print(PrintWriter out, Result result) {
        out.printf(Locale.ROOT, "%d frames, %d scored%n", result.frames(), result.scored());
        out.println("metric          mean  harmonic        p5       min");
        result.metrics()
                .forEach((name, summary) -> out.printf(
                        Locale.ROOT,
                        "%-9s %10.4f%10.4f%10.4f%10.4f  %s%n",
                        name,
                        summary.mean(),
                        summary.harmonicMean(),
                        summary.p5(),
                        summary.min(),
                        summary.model() == null ? "" : summary.model()));
    }
}
