package dev.starling.app;

import dev.starling.farm.EncodeReport;
import dev.starling.farm.EncodeRequest;
import dev.starling.farm.QualityTarget;
import dev.starling.farm.store.Location;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.cluster.SizeBand;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code starling encode}: a video file in, a swarm package out. */
@Command(
        name = "encode",
        description = {
            "Encodes a video file as a swarm package: every clip at several sizes and qualities, measured.",
            "Ended at any moment and started again, it goes on where it was."
        },
        mixinStandardHelpOptions = true)
final class EncodeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "INPUT",
            description = "Any file with a video that FFmpeg can read, or an object: s3://BUCKET/KEY.")
    private Location input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description =
                    "The package's folder: missing, empty, or an older package, which is then replaced. Or a place in an"
                            + " object store: s3://BUCKET/FOLDER.")
    private Location output;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description =
                    "Keep all results in this folder or at s3://BUCKET/FOLDER, for later encodes. Otherwise they are kept in"
                            + " DIR.work until the package is there.")
    private Optional<Location> store = Optional.empty();

    @Mixin
    private FarmOptions farm;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "How much time libx264 may take for its choices: ${COMPLETION-CANDIDATES}."
                    + " Otherwise what the clusters' profiles say.")
    private Optional<Preset> preset = Optional.empty();

    @Option(
            names = "--clusters",
            paramLabel = "FILE",
            description =
                    "The profiles to encode with, as cluster makes them; otherwise those that come with Starling.")
    private Optional<Path> clusters = Optional.empty();

    @ArgGroup
    private @Nullable Target target;

    /** One of the ways to say how good the best members are to be. */
    static final class Target {
        @Option(
                names = "--crf",
                paramLabel = "N",
                description =
                        "libx264's constant rate factor of the best members, 1–43; 23 otherwise. The members below"
                                + " have 4 and 8 more.")
        private Optional<Double> crf = Optional.empty();

        @Option(
                names = "--vmaf-neg",
                paramLabel = "POINTS",
                description =
                        "Search for the CRF with which the best members of some clips have this VMAF NEG, 20–100.")
        private Optional<Double> vmafNeg = Optional.empty();

        @Option(
                names = "--ssim",
                paramLabel = "N",
                description =
                        "Search for the CRF with which the best members of some clips have this SSIM, 0.5–0.9999.")
        private Optional<Double> ssim = Optional.empty();

        @Option(
                names = "--bitrate",
                paramLabel = "KBITS",
                description =
                        "Search for the CRF with which the best members of some clips have this bitrate, 1–200000 kbit/s."
                                + " As far as other clips take other bits, the title's own is another.")
        private Optional<Double> bitrate = Optional.empty();

        QualityTarget target() {
            return vmafNeg.<QualityTarget>map(QualityTarget.VmafNeg::new)
                    .or(() -> ssim.map(QualityTarget.Ssim::new))
                    .or(() -> bitrate.map(QualityTarget.Bitrate::new))
                    .or(() -> crf.map(QualityTarget.RateFactor::new))
                    .orElse(QualityTarget.USUAL);
        }
    }

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    /**
     * The result as JSON, documented in {@code docs/cli.md}.
     *
     * @param output the package's folder
     * @param clips how many
     * @param frames how many
     * @param seconds how long it plays
     * @param members delivered ones of all clips
     * @param bytes of all members and the soundtrack
     * @param encoded members that this run made
     * @param reused members that were there already
     * @param encodeCpuSeconds what all members took to encode, whenever that was
     * @param wallSeconds how long this run took
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
            double wallSeconds) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        Instant start = clock.instant();
        PrintWriter err = spec.commandLine().getErr();
        EncodeRequest request = EncodeRequest.of(input, output, farm.cores(spec));
        if (preset.isPresent()) {
            request = request.withPreset(preset.get());
        }
        if (clusters.isPresent()) {
            request = request.withClusters(membersClusters(clusters.get()));
        }
        request = request.withTarget(target());
        EncodeReport report;
        try (var _ = StopNotice.ofResumableWork(err)) {
            report = farm.open(spec)
                    .encode(
                            store.isPresent() ? request.withStore(store.get()) : request,
                            new ProgressPrinter(err, Terminal.ERR.columns(), clock));
        }
        Result result = result(report, Duration.between(start, clock.instant()));
        json.print(spec.commandLine().getOut(), result, out -> print(out, result));
        return 0;
    }

    private QualityTarget target() {
        try {
            return target == null ? QualityTarget.USUAL : target.target();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private static ClustersFile membersClusters(Path file) throws IOException {
        ClustersFile read = ClusterCommand.read(file);
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
                wall.toMillis() / 1e3);
    }

    private static void print(PrintWriter out, Result result) {
        out.printf(
                Locale.ROOT,
                "%s: %d clips, %.1f s, %d members, %.1f MB, made in %.0f s (%d encodes, %d reused)%n",
                result.output(),
                result.clips(),
                result.seconds(),
                result.members(),
                result.bytes() / 1e6,
                result.wallSeconds(),
                result.encoded(),
                result.reused());
    }
}
