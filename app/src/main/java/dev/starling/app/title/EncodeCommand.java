package dev.starling.app.title;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.command.StopNotice;
import dev.starling.app.terminal.Counted;
import dev.starling.app.terminal.ProgressFile;
import dev.starling.app.terminal.ProgressLines;
import dev.starling.app.terminal.ProgressPrinter;
import dev.starling.app.terminal.Terminal;
import dev.starling.app.training.TrainingFiles;
import dev.starling.farm.FarmEvent;
import dev.starling.farm.encode.Damage;
import dev.starling.farm.encode.DamageLimit;
import dev.starling.farm.encode.EncodeReport;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.encode.QualityTarget;
import dev.starling.farm.encode.TailMode;
import dev.starling.farm.encode.TailRule;
import dev.starling.farm.store.Location;
import dev.starling.media.clip.ClipLengths;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.cluster.SizeBand;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.hull.Rungs;
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
import java.util.function.Consumer;
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
    /** Stands for the clusters that nobody has bred, in place of a file. */
    private static final Path USUAL_CLUSTERS = Path.of("usual");

    @Parameters(
            paramLabel = "INPUT",
            description = {"Video file in a container that README.md lists.", "  Or s3://BUCKET/KEY, in an object store"
            })
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
                "  Or usual: one family with libx264's own parameters",
                "  Default: the clusters that come with Starling"
            })
    private Optional<Path> clusters;

    @Option(
            names = "--tails",
            paramLabel = "KIND",
            description = {
                "Tails of members, which continue a clip at a lower quality: ${COMPLETION-CANDIDATES}.",
                "  emergency: a fraction of the bitrate, for a path that collapses",
                "  neighbour: one step of quality lower",
                "  Default: emergency"
            })
    private Optional<TailMode> tails;

    @Option(
            names = "--slices",
            paramLabel = "N",
            description = {
                "Slices of each picture, 1–4; members can then be blended by slices.",
                "  Default: those of the clusters' profiles"
            })
    private Optional<Integer> slices;

    @Option(
            names = "--clip-seconds",
            paramLabel = "MIN-MAX",
            converter = ClipLengthsConverter.class,
            description = {
                "Shortest and longest clip, within 0.5–6 s; MAX is at least twice MIN.",
                "  A clip ends at a scene cut, or after 5 s.",
                "  Default: 1-6"
            })
    private Optional<ClipLengths> clipLengths;

    @Option(
            names = "--max-height",
            paramLabel = "LINES",
            description = {
                "The largest height of the pictures (the width of portrait pictures).",
                "  Default: that of the source"
            })
    private Optional<Integer> maxHeight;

    @Option(
            names = "--max-damage",
            paramLabel = "PERCENT",
            description = {
                "Fail if more of the pictures, 0–100 percent, are missing or cannot be decoded",
                "  without a fault. Default: 2, and fail if the last ones are missing, also where",
                "  the sound of a recording runs on for more than a tenth of its length, 1 to 5 s"
            })
    private Optional<Double> maxDamage;

    @ArgGroup(exclusive = false)
    private @Nullable LadderOptions ladder;

    @ArgGroup
    private @Nullable BestOptions best;

    /** The rungs that every clip meets. */
    static final class LadderOptions {
        @Option(
                names = "--max-quality",
                paramLabel = "POINTS",
                description = {
                    "VMAF NEG of the best members, 20–100. Each clip gets the CRF that it needs; rungs follow"
                            + " every five points below.",
                    "  Default: 95"
                })
        private Optional<Double> maxQuality = Optional.empty();

        @Option(
                names = "--min-quality",
                paramLabel = "POINTS",
                description = {"VMAF NEG below which there is no rung.", "  Default: 40"})
        private Optional<Double> minQuality = Optional.empty();

        @Option(
                names = "--max-bitrate",
                paramLabel = "KBITS",
                description = {"No member needs more, unless a clip's least one does.", "  Default: no limit"})
        private Optional<Double> maxBitrate = Optional.empty();

        @Option(
                names = "--min-bitrate",
                paramLabel = "KBITS",
                description = {"A clip gets no members below the first one that needs at most this.", "  Default: 150"})
        private Optional<Double> minBitrate = Optional.empty();

        @Option(
                names = "--max-members",
                paramLabel = "N",
                description = {"The most members of a clip; the rungs lie further apart.", "  Default: no limit"})
        private Optional<Integer> maxMembers = Optional.empty();

        QualityTarget target() {
            Rungs rungs = new Rungs(
                    maxQuality.orElse(Rungs.BEST),
                    minQuality.orElse(Math.min(Rungs.WORST, maxQuality.orElse(Rungs.WORST))),
                    Rungs.STEP,
                    new Rungs.Bitrates(
                            minBitrate.map(it -> it * 1e3).orElse(minBitsBelow(maxBitrate)),
                            maxBitrate.map(it -> it * 1e3).orElse(Rungs.Bitrates.USUAL.max())));
            return new QualityTarget.Ladder(maxMembers.map(rungs::withAtMost).orElse(rungs));
        }

        /** A low limit lowers the other one. */
        private static double minBitsBelow(Optional<Double> maxBitrate) {
            return maxBitrate
                    .filter(it -> it > 0)
                    .map(it -> Math.min(Rungs.Bitrates.USUAL.min(), it * 1e3 / 2))
                    .orElse(Rungs.Bitrates.USUAL.min());
        }
    }

    /** The quality of the best members, in one of four units. */
    static final class BestOptions {
        @Option(
                names = "--crf",
                paramLabel = "N",
                description = "CRF (libx264's constant rate factor) of the best members of every clip, 1–43, instead"
                        + " of qualities. The members below them use 4 and 8 more.")
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

    @Option(
            names = "--progress",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "Form of the progress on standard error: text or json, an object in each line.")
    private ProgressForm progress;

    /** The forms of progress. */
    enum ProgressForm {
        /** For people. */
        TEXT,
        /** For programs. */
        JSON
    }

    /**
     * The result as JSON, documented in {@code docs/cli.md}.
     *
     * @param output the package's folder
     * @param clips number of clips
     * @param frames number of frames
     * @param seconds duration of the title
     * @param members members in the package, over all clips
     * @param bytes size of all members, their tails and the soundtrack
     * @param encodes of members
     * @param tails the tails in the package, over all clips
     * @param cpuSeconds CPU time of this run, by kind of work
     * @param wallSeconds elapsed time of this run
     * @param damage what could not be decoded of the input
     * @param unusedVideoStreams of the input, besides that of the title
     */
    record Result(
            String output,
            int clips,
            long frames,
            double seconds,
            int members,
            long bytes,
            @JsonUnwrapped MemberResult encodes,
            TailResult tails,
            SortedMap<Work, Double> cpuSeconds,
            double wallSeconds,
            DamageResult damage,
            int unusedVideoStreams) {}

    /**
     * Encodes of members as JSON.
     *
     * @param encoded members that this run encoded
     * @param reused members that were in the store already
     * @param encodeCpuSeconds CPU time to encode all members, in this run and earlier ones
     */
    record MemberResult(int encoded, int reused, double encodeCpuSeconds) {}

    /**
     * Damage as JSON.
     *
     * @param pictures packets of the video stream
     * @param damagedPictures those that gave nothing, or a picture with faults, and missing ones between them
     * @param damagedSound packets of the soundtracks that could not be decoded
     * @param guessedTimes pictures whose time is guessed
     * @param pictureEnd when the last decoded picture ends, in seconds
     * @param missingEnd by how much the last picture in the file would end later
     * @param soundEnd when the main soundtrack ends; null, and not in the JSON, if there is none
     * @param line the same for people; null, and not in the JSON, if there is no damage
     */
    record DamageResult(
            long pictures,
            long damagedPictures,
            long damagedSound,
            long guessedTimes,
            double pictureEnd,
            double missingEnd,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double soundEnd,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String line) {
        static DamageResult of(Damage damage) {
            return new DamageResult(
                    damage.pictures(),
                    damage.damagedPictures(),
                    damage.damagedSound(),
                    damage.guessedTimes(),
                    damage.pictureEndSeconds(),
                    damage.missingEndSeconds(),
                    damage.soundEndSeconds().isPresent()
                            ? damage.soundEndSeconds().getAsDouble()
                            : null,
                    damage.isNone() ? null : damage.toString());
        }
    }

    /**
     * The tails as JSON.
     *
     * @param count tails in the package
     * @param refused tails that are left out, because they do not continue their members
     * @param bytes size of all tails
     * @param cpuSeconds CPU time to encode all tails, in this run and earlier ones
     */
    record TailResult(int count, int refused, long bytes, double cpuSeconds) {}

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
        if (tails.isPresent()) {
            request = request.withTails(TailRule.of(tails.get()));
        }
        if (slices.isPresent()) {
            request = withSlices(request, slices.get());
        }
        if (maxHeight.isPresent()) {
            if (maxHeight.get() < 64) {
                throw badUsage("--max-height must be at least 64: " + maxHeight.get());
            }
            request = request.withMaxShortSide(maxHeight.get() / 2 * 2);
        }
        if (maxDamage.isPresent()) {
            request = request.withMaxDamage(damageLimit(maxDamage.get()));
        }
        if (clipLengths.isPresent()) {
            request = request.withClipLengths(clipLengths.get());
        }
        if (store.isPresent()) {
            request = request.withStore(store.get());
        }
        EncodeReport report;
        try (var _ = StopNotice.ofResumableWork(err())) {
            report = engine.encode(request, progress(clock));
        }
        Result result = result(report, Duration.between(start, clock.instant()));
        return Outcome.ok(result, out -> print(out, result));
    }

    private Consumer<FarmEvent> progress(InstantSource clock) {
        Consumer<FarmEvent> printed = switch (progress) {
            case TEXT -> new ProgressPrinter(err(), Terminal.ERR.columns(), clock);
            case JSON -> new ProgressLines(err(), clock);
        };
        return output.path().isPresent()
                ? printed.andThen(new ProgressFile(output.path().get(), clock))
                : printed;
    }

    private QualityTarget target() {
        if (ladder != null && best != null) {
            throw badUsage("--crf, --vmaf-neg, --ssim and --bitrate replace the qualities; they do not go with"
                    + " --max-quality, --min-quality, --max-bitrate, --min-bitrate or --max-members");
        }
        try {
            if (best != null) {
                return best.target();
            }
            return ladder == null ? QualityTarget.USUAL : ladder.target();
        } catch (IllegalArgumentException e) {
            // The message starts with the option's name.
            throw badUsage("--" + e.getMessage());
        }
    }

    private DamageLimit damageLimit(double percent) {
        try {
            return DamageLimit.ofPercent(percent);
        } catch (IllegalArgumentException e) {
            // The message starts with the option's name.
            throw badUsage("--" + e.getMessage());
        }
    }

    private EncodeRequest withSlices(EncodeRequest request, int count) {
        try {
            return request.withClusters(request.clusters().with("slices", Integer.toString(count)));
        } catch (IllegalArgumentException e) {
            // The message starts with the gene's name, which is the option's.
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
        if (file.equals(USUAL_CLUSTERS)) {
            return ClustersFile.usual();
        }
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
                new MemberResult(
                        report.encoded(),
                        report.reused(),
                        report.encodeCpuTime().toMillis() / 1e3),
                new TailResult(
                        report.tails().count(),
                        report.tails().refused(),
                        report.tails().bytes(),
                        report.tails().cpuTime().toMillis() / 1e3),
                report.cost().cpuSeconds(),
                wall.toMillis() / 1e3,
                DamageResult.of(report.damage()),
                report.unusedStreams());
    }

    private static void print(PrintWriter out, Result result) {
        out.printf(
                Locale.ROOT,
                "%s: %s, %.1f s, %d members, %s, %.1f MB, made in %.0f s (%d encodes, %d reused)%n",
                result.output(),
                Counted.of(result.clips(), "clip"),
                result.seconds(),
                result.members(),
                Counted.of(result.tails().count(), "tail"),
                result.bytes() / 1e6,
                result.wallSeconds(),
                result.encodes().encoded(),
                result.encodes().reused());
        out.println(CostText.of(result.cpuSeconds()));
        if (result.damage().line() != null) {
            out.println("input: " + result.damage().line());
        }
        if (result.unusedVideoStreams() > 0) {
            out.println("input: " + Counted.of(result.unusedVideoStreams(), "other video stream") + " not used");
        }
    }
}
