package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.command.StopNotice;
import dev.starling.app.terminal.Counted;
import dev.starling.app.terminal.ProgressPrinter;
import dev.starling.app.terminal.Terminal;
import dev.starling.app.training.TrainingFiles;
import dev.starling.farm.encode.EncodeReport;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.encode.QualityTarget;
import dev.starling.farm.store.Location;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.cluster.SizeBand;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.EncodingCost.Work;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code starling encode}: encodes a video file as a swarm package. */
@Command(
        name = "encode",
        description = {
            "Encodes a video file as a swarm package: every clip at several sizes and qualities, measured.",
            "Safe to interrupt: run the same command again to resume."
        })
public final class EncodeCommand extends ResultCommand {
    @Parameters(
            paramLabel = "INPUT",
            description = {"Video file in any format that FFmpeg reads.", "  Or s3://BUCKET/KEY, in an object store"})
    private Location input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = {
                "Folder of the package: missing, empty, or an older package, which is replaced at the end.",
                "  Or s3://BUCKET/FOLDER, in an object store"
            })
    private Location output;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = {
                "Folder that keeps all results for later encodes. Required if the package is in an object store.",
                "  Or s3://BUCKET/FOLDER, in an object store",
                "  Default: DIR.work, until the package is complete"
            })
    private Optional<Location> store;

    @Mixin
    private FarmOptions farm;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = {
                "libx264 preset, from fast to slow: ${COMPLETION-CANDIDATES}.",
                "  Default: the presets of the clusters' profiles"
            })
    private Optional<Preset> preset;

    @Option(
            names = "--clusters",
            paramLabel = "FILE",
            description = {
                "Profiles to encode with: a file that `starling cluster` wrote.",
                "  Default: the clusters that come with Starling"
            })
    private Optional<Path> clusters;

    @ArgGroup
    private @Nullable Target target;

    /** The quality of the best members, in one of four units. */
    static final class Target {
        @Option(
                names = "--crf",
                paramLabel = "N",
                description = {
                    "CRF (libx264's constant rate factor) of the best members, 1–43."
                            + " The members below them use 4 and 8 more.",
                    "  Default: 23"
                })
        private Optional<Double> crf = Optional.empty();

        @Option(
                names = "--vmaf-neg",
                paramLabel = "POINTS",
                description = "Search for the CRF that gives the best members this VMAF NEG, 20–100, on average over a"
                        + " few clips.")
        private Optional<Double> vmafNeg = Optional.empty();

        @Option(
                names = "--ssim",
                paramLabel = "N",
                description = "Search for the CRF that gives the best members this SSIM, 0.5–0.9999, on average over a"
                        + " few clips.")
        private Optional<Double> ssim = Optional.empty();

        @Option(
                names = "--bitrate",
                paramLabel = "KBITS",
                description = "Search for the CRF that gives the best members this bitrate, 1–200000 kbit/s. The whole"
                        + " title's bitrate may differ: only a few clips are sampled.")
        private Optional<Double> bitrate = Optional.empty();

        QualityTarget target() {
            return vmafNeg.<QualityTarget>map(QualityTarget.VmafNeg::new)
                    .or(() -> ssim.map(QualityTarget.Ssim::new))
                    .or(() -> bitrate.map(QualityTarget.Bitrate::new))
                    .or(() -> crf.map(QualityTarget.RateFactor::new))
                    .orElse(QualityTarget.USUAL);
        }
    }

    /**
     * The result as JSON, documented in {@code docs/cli.md}.
     *
     * @param output the package's folder
     * @param clips number of clips
     * @param frames number of frames
     * @param seconds duration of the title
     * @param members members in the package, over all clips
     * @param bytes size of all members and the soundtrack
     * @param encoded members that this run encoded
     * @param reused members that were in the store already
     * @param encodeCpuSeconds CPU time to encode all members, in this run and earlier ones
     * @param cpuSeconds CPU time of this run, by kind of work
     * @param wallSeconds elapsed time of this run
     */
    record Result(
            String output,
            int clips,
            long frames,
            double seconds,
            int members,
            long bytes,
            int encoded,
            int reused,
            double encodeCpuSeconds,
            SortedMap<Work, Double> cpuSeconds,
            double wallSeconds) {}

    @Override
    protected Outcome run() throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        Instant start = clock.instant();
        Farm engine = farm.open();
        checkPlaces();
        EncodeRequest request = EncodeRequest.of(input, output, farm.cores()).withTarget(target());
        if (preset.isPresent()) {
            request = request.withPreset(preset.get());
        }
        if (clusters.isPresent()) {
            request = request.withClusters(h264Clusters(clusters.get()));
        }
        if (store.isPresent()) {
            request = request.withStore(store.get());
        }
        EncodeReport report;
        try (var _ = StopNotice.ofResumableWork(err())) {
            report = engine.encode(request, new ProgressPrinter(err(), Terminal.ERR.columns(), clock));
        }
        Result result = result(report, Duration.between(start, clock.instant()));
        return Outcome.ok(result, out -> print(out, result));
    }

    private QualityTarget target() {
        try {
            return target == null ? QualityTarget.USUAL : target.target();
        } catch (IllegalArgumentException e) {
            // The message starts with the option's name.
            throw badUsage("--" + e.getMessage());
        }
    }

    /** Refuses unsuitable places before any work. */
    private void checkPlaces() throws IOException {
        if (output.uri().isPresent() && store.isEmpty()) {
            throw badUsage("--store is required when the package is in an object store");
        }
        if (input.path().filter(Files::isDirectory).isPresent()) {
            throw new CommandException(input + ": a folder; name a video file");
        }
        if (output.path().isPresent()) {
            CommandFiles.requireCreatable(output.path().get());
        }
    }

    private static ClustersFile h264Clusters(Path file) throws IOException {
        ClustersFile read = TrainingFiles.clusters(file);
        for (SizeBand band : read.bands()) {
            if (band.codec() != Codec.H264) {
                throw new CommandException(file + ": its profiles are of " + Genome.name(band.codec())
                        + "; packages have members in h264 only");
            }
        }
        return read;
    }

    private Result result(EncodeReport report, Duration wall) {
        Title title = report.title();
        return new Result(
                output.toString(),
                title.clips().size(),
                title.frameCount(),
                (double) title.durationTicks() / Title.TIMESCALE,
                title.clips().stream().mapToInt(it -> it.members().size()).sum(),
                report.packageBytes(),
                report.encoded(),
                report.reused(),
                report.encodeCpuTime().toMillis() / 1e3,
                report.cost().cpuSeconds(),
                wall.toMillis() / 1e3);
    }

    private static void print(PrintWriter out, Result result) {
        out.printf(
                Locale.ROOT,
                "%s: %s, %.1f s, %d members, %.1f MB, made in %.0f s (%d encodes, %d reused)%n",
                result.output(),
                Counted.of(result.clips(), "clip"),
                result.seconds(),
                result.members(),
                result.bytes() / 1e6,
                result.wallSeconds(),
                result.encoded(),
                result.reused());
        out.println(CostText.of(result.cpuSeconds()));
    }
}
