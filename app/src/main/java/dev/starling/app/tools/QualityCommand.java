package dev.starling.app.tools;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.starling.app.command.CommandException;
import dev.starling.app.command.ResultCommand;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code starling quality}: measures the quality of a video file against its reference. */
@Command(
        name = "quality",
        description = {
            "Compares a distorted video with its reference, frame by frame.",
            "If the sizes differ, the distorted video is scaled to the size of the reference (bicubic)."
        })
public final class QualityCommand extends ResultCommand {
    @Parameters(index = "0", paramLabel = "REF", description = "Reference video, in any format that FFmpeg reads.")
    private Path reference;

    @Parameters(index = "1", paramLabel = "DIST", description = "Distorted video.")
    private Path distorted;

    @Option(
            names = "--metrics",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "vmaf,vmaf-neg,ssim,psnr",
            description = "Metrics to compute, comma-separated: ${COMPLETION-CANDIDATES}.")
    private List<MetricName> metricNames = List.of();

    @Option(
            names = "--vmaf-model",
            paramLabel = "FILE",
            description = {
                "VMAF model in Netflix's JSON format,",
                "  such as vmaf_v0.6.1.json.",
                "  Default: the built-in starling-vmaf-fit"
            })
    private Optional<Path> modelFile;

    @Option(
            names = "--frames",
            paramLabel = "N",
            description = {"Compare only the first N frames.", "  Default: all; both videos must have the same number"})
    private Optional<Integer> frames;

    @Option(
            names = "--subsample",
            paramLabel = "N",
            defaultValue = "1",
            description = "Score every Nth frame, starting with the first.")
    private int subsample;

    /** The metrics by the names of the option and of the JSON result. */
    private enum MetricName {
        VMAF,
        VMAF_NEG,
        SSIM,
        PSNR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The result as JSON, documented in {@code docs/cli.md}.
     *
     * @param reference file of the reference
     * @param distorted file of the distorted video
     * @param frames number of frames compared
     * @param scored number of frames scored
     * @param metrics summaries by the name of the metric
     */
    record Result(String reference, String distorted, int frames, int scored, Map<String, Summary> metrics) {}

    /**
     * The pooled scores of one metric, see {@link Pooled}.
     *
     * @param model name of the VMAF model; null, and not in the JSON, for other metrics
     */
    record Summary(
            double mean,
            double harmonicMean,
            double p5,
            double min,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String model) {}

    @Override
    protected Outcome run() throws IOException {
        if (subsample < 1) {
            throw badUsage("--subsample must be at least 1: " + subsample);
        }
        if (frames.isPresent() && frames.get() < 1) {
            throw badUsage("--frames must be at least 1: " + frames.get());
        }
        List<Metric> metrics = metrics();
        List<FrameScores> scores = new ArrayList<>();
        int compared = compare(new QualityMeter(metrics, subsample), scores);
        Map<String, Summary> pooled = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            pooled.put(metric.name(), pool(metric, scores));
        }
        Result result = new Result(reference.toString(), distorted.toString(), compared, scores.size(), pooled);
        return Outcome.ok(result, out -> print(out, result));
    }

    private List<Metric> metrics() throws IOException {
        List<Metric> metrics = new ArrayList<>();
        VmafModel model = model();
        for (MetricName name : metricNames) {
            Metric metric = switch (name) {
                case VMAF -> new Metric.Vmaf(model);
                case VMAF_NEG -> new Metric.Vmaf(model.withoutEnhancementGain());
                case SSIM -> new Metric.Ssim();
                case PSNR -> new Metric.Psnr();
            };
            if (!metric.name().equals(name.toString())) {
                throw badUsage(
                        "--vmaf-model " + model + " is a model of vmaf-neg; use --metrics vmaf-neg instead of " + name);
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

    /** Measures frame by frame; returns the number of frames compared. */
    private int compare(QualityMeter meter, List<FrameScores> scores) {
        int limit = frames.orElse(Integer.MAX_VALUE);
        try (VideoReader references = VideoReader.openAsCoded(reference, MediaLimits.DEFAULT, 1, SampleDepth.TEN);
                VideoReader others = VideoReader.openAsCoded(distorted, MediaLimits.DEFAULT, 1, SampleDepth.TEN)) {
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
        String needed = frames.map(n -> "--frames " + n + " needs at least " + n + " in both")
                .orElse("both must have the same number; --frames N compares the first N");
        return new CommandException(
                reference + " has " + ofReference + " frames, " + distorted + " has " + ofDistorted + ": " + needed);
    }

    /** Closes a frame and all frames after it; returns their number. */
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
