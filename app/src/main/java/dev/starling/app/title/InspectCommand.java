package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.plot.Plot;
import dev.starling.app.terminal.Counted;
import dev.starling.app.terminal.Terminal;
import dev.starling.app.terminal.TextTable;
import dev.starling.app.terminal.TextTable.Column;
import dev.starling.app.training.ProfilesInspection;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.EncodingCost;
import dev.starling.swarm.title.EncodingCost.Work;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code starling inspect}: shows the content of a package, or of a profiles file. */
@Command(
        name = "inspect",
        description = {
            "Shows a swarm package: its clips, its clusters with their probabilities, and its members with their"
                    + " bitrate and quality.",
            "Or a profiles file: what evolution learned of its mutation operators."
        })
public final class InspectCommand extends ResultCommand {
    private static final int DEFAULT_COLUMNS = 100;
    private static final int PLOT_ROWS = 16;

    @Parameters(
            paramLabel = "DIR",
            description = {
                "The package, or a profiles file that `starling evolve` wrote.",
                "  A package may be s3://BUCKET/FOLDER, in an object store"
            })
    private Location place;

    @Option(
            names = "--clip",
            paramLabel = "N",
            description = "Plot clip N, counted from 0, instead of the whole title.")
    private Optional<Integer> clip;

    @Option(names = "--svg", paramLabel = "FILE", description = "Also write the rate–quality plot to this SVG file.")
    private Optional<Path> svg;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(
            String name,
            double seconds,
            long frames,
            PictureSize displaySize,
            String encoder,
            String vmafModel,
            List<ClusterResult> clusters,
            List<ClipResult> clips,
            TailTotals tails,
            List<AudioResult> audio,
            @Nullable SortedMap<Work, Double> cpuSeconds,
            List<String> problems) {}

    record ClusterResult(
            ClusterId id, String group, PictureSize pictureSize, int clips, double probability, double bitsPerSecond) {}

    record ClipResult(
            int index,
            double start,
            double seconds,
            int frames,
            boolean startsAtSceneCut,
            Clip.Ceiling ceiling,
            SortedMap<ClusterId, Double> probabilities,
            List<MemberResult> members,
            List<TailResult> tails,
            List<BlendResult> blends) {}

    record MemberResult(ClusterId cluster, double crf, long bytes, double bitsPerSecond, Quality quality) {}

    record TailResult(
            ClusterId member, int from, double crfStep, long bytes, long clipBytes, double seconds, Quality quality) {}

    /**
     * A blend point beside the tails.
     *
     * @param lower the member of the rows that {@code rows} does not list; null without rows
     * @param rows those of the member; null if the member is requantised
     */
    record BlendResult(
            BlendLevel level,
            ClusterId member,
            @Nullable ClusterId lower,
            @Nullable List<Integer> rows,
            long bytes,
            double bitsPerSecond,
            Quality quality,
            double worstVmafNeg,
            boolean measured) {}

    record TailTotals(int count, long bytes, double shareOfPackage) {}

    record AudioResult(
            AudioRenditionId id,
            SoundtrackResult track,
            String origin,
            String codecs,
            int sampleRate,
            int channels,
            double bitsPerSecond) {}

    record SoundtrackResult(
            int number, String language, @Nullable String name, String role) {}

    @Override
    protected Outcome run() throws IOException {
        Optional<Path> file = place.path().filter(Files::isRegularFile);
        return file.isPresent() ? profiles(file.get()) : contents();
    }

    private Outcome profiles(Path file) throws IOException {
        if (clip.isPresent() || svg.isPresent()) {
            throw badUsage("--clip and --svg are for packages: " + file);
        }
        ProfilesInspection.Result result = ProfilesInspection.read(file);
        int columns = Terminal.OUT.columns().orElse(DEFAULT_COLUMNS);
        return Outcome.ok(result, out -> ProfilesInspection.print(out, result, columns));
    }

    private Outcome contents() throws IOException {
        PackageReader reader = open();
        Result result = result(reader, place.path().isPresent() ? reader.problems() : List.of());
        Plot plot = plot(reader.title());
        if (svg.isPresent()) {
            CommandFiles.write(svg.get(), plot.svg().getBytes(StandardCharsets.UTF_8));
        }
        int columns = Terminal.OUT.columns().orElse(DEFAULT_COLUMNS);
        return Outcome.ok(result, out -> {
            print(out, result, columns);
            out.println();
            plot.text(columns, PLOT_ROWS).forEach(out::println);
        });
    }

    private PackageReader open() throws IOException {
        if (place.path().isPresent()) {
            CommandFiles.requireExisting(place.path().get());
        }
        Storage storage = Storage.at(place);
        try {
            return PackageReader.open(storage.packageFiles());
        } catch (PackageException e) {
            Optional<String> inner = packageBelow(storage);
            if (inner.isPresent()) {
                throw new CommandException(place + ": a folder of packages; name one of them, such as " + inner.get());
            }
            throw e;
        }
    }

    /** The first package below a folder of packages. */
    private Optional<String> packageBelow(Storage storage) throws IOException {
        PackageShelf shelf;
        try {
            shelf = storage.shelf();
        } catch (PackageException notAFolder) {
            return Optional.empty();
        }
        String folder = place.text().replaceFirst("/+$", "");
        String own = place.path().isPresent()
                ? String.valueOf(place.path().get().toRealPath().getFileName())
                : new Location(folder).name();
        for (String id : shelf.ids().stream().sorted().toList()) {
            // The only id of a damaged package is its own.
            if (!id.equals(own) && shelf.state(id).isPresent()) {
                return Optional.of(folder + "/" + id);
            }
        }
        return Optional.empty();
    }

    private Plot plot(Title title) {
        if (clip.isEmpty()) {
            return RateQualityPlot.of(title, title.name(), title.clips());
        }
        if (clip.get() < 0 || clip.get() >= title.clips().size()) {
            int last = title.clips().size() - 1;
            throw badUsage("--clip must be 0" + (last == 0 ? "" : " to " + last) + ": " + clip.get());
        }
        return RateQualityPlot.of(
                title,
                title.name() + ", clip " + clip.get(),
                List.of(title.clips().get(clip.get())));
    }

    private static Result result(PackageReader reader, List<String> problems) throws IOException {
        Optional<EncodingCost> cost = reader.report();
        Title title = reader.title();
        List<ClipResult> clips = new ArrayList<>();
        for (Clip clip : title.clips()) {
            clips.add(new ClipResult(
                    clip.index(),
                    (double) clip.startTicks() / Title.TIMESCALE,
                    clip.seconds(),
                    clip.frameCount(),
                    clip.startsAtSceneCut(),
                    clip.ceiling(),
                    clip.assignment().probabilities(),
                    clip.members().stream().map(it -> member(it, clip)).toList(),
                    tails(reader, clip),
                    blends(reader, clip)));
        }
        return new Result(
                title.name(),
                (double) title.durationTicks() / Title.TIMESCALE,
                title.frameCount(),
                title.displaySize(),
                title.encoder(),
                title.vmafModel(),
                title.clusters().stream().map(it -> cluster(it, title)).toList(),
                clips,
                totals(title, clips),
                title.audio().stream().map(InspectCommand::audio).toList(),
                cost.map(EncodingCost::cpuSeconds).orElse(null),
                problems);
    }

    /** Empty if the atlas cannot be read: the rest of the package can still be shown. */
    private static List<TailResult> tails(PackageReader reader, Clip clip) {
        try {
            return reader.atlas(clip.index()).stream()
                    .filter(BlendPoint.OfTail.class::isInstance)
                    .map(it -> tail((BlendPoint.OfTail) it, clip))
                    .toList();
        } catch (IOException | PackageException missingOrDamaged) {
            return List.of();
        }
    }

    private static TailResult tail(BlendPoint.OfTail point, Clip clip) {
        return new TailResult(
                point.tail().member(),
                point.tail().from(),
                point.tail().crfStep(),
                point.tailBytes(),
                point.bytes(),
                clip.seconds() * (clip.frameCount() - point.tail().from()) / clip.frameCount(),
                point.quality());
    }

    private static List<BlendResult> blends(PackageReader reader, Clip clip) {
        try {
            return reader.atlas(clip.index()).stream()
                    .flatMap(it -> blend(it, clip).stream())
                    .toList();
        } catch (IOException | PackageException missingOrDamaged) {
            return List.of();
        }
    }

    private static Optional<BlendResult> blend(BlendPoint point, Clip clip) {
        return switch (point) {
            case BlendPoint.OfTail _ -> Optional.empty();
            case BlendPoint.OfRows(RowBlend blend, BlendPoint.Result result) ->
                Optional.of(new BlendResult(
                        BlendLevel.SLICE,
                        blend.higher(),
                        blend.lower(),
                        List.copyOf(blend.rows()),
                        result.bytes(),
                        result.bytes() * 8 / clip.seconds(),
                        result.quality(),
                        result.worstVmafNeg(),
                        result.basis() == BlendPoint.Basis.MEASURED));
            case BlendPoint.OfRequantised(ClusterId member, BlendPoint.Result result) ->
                Optional.of(new BlendResult(
                        BlendLevel.COEFFICIENT,
                        member,
                        null,
                        null,
                        result.bytes(),
                        result.bytes() * 8 / clip.seconds(),
                        result.quality(),
                        result.worstVmafNeg(),
                        result.basis() == BlendPoint.Basis.MEASURED));
        };
    }

    private static TailTotals totals(Title title, List<ClipResult> clips) {
        long tails = clips.stream()
                .flatMap(it -> it.tails().stream())
                .mapToLong(TailResult::bytes)
                .sum();
        long members = title.clips().stream()
                .flatMap(it -> it.members().stream())
                .mapToLong(Member::bytes)
                .sum();
        long audio = title.audio().stream()
                .flatMap(it -> it.segments().stream())
                .mapToLong(AudioRendition.AudioSegment::bytes)
                .sum();
        return new TailTotals(
                clips.stream().mapToInt(it -> it.tails().size()).sum(),
                tails,
                (double) tails / (tails + members + audio));
    }

    private static MemberResult member(Member member, Clip clip) {
        return new MemberResult(
                member.cluster(), member.crf(), member.bytes(), member.bytes() * 8 / clip.seconds(), member.quality());
    }

    /** A cluster's probability is the mean over all clips; its bitrate, over the clips that have its member. */
    private static ClusterResult cluster(Cluster cluster, Title title) {
        List<Clip> having =
                title.clips().stream().filter(it -> it.has(cluster.id())).toList();
        double bits = having.stream()
                .mapToDouble(it -> it.member(cluster.id()).bytes() * 8.0)
                .sum();
        double seconds = having.stream().mapToDouble(Clip::seconds).sum();
        double probability = title.clips().stream()
                .mapToDouble(it -> it.assignment().of(cluster.id()))
                .average()
                .orElse(0);
        return new ClusterResult(
                cluster.id(),
                cluster.group().value(),
                cluster.centroid().pictureSize(),
                having.size(),
                probability,
                seconds > 0 ? bits / seconds : 0);
    }

    private static AudioResult audio(AudioRendition audio) {
        AudioTrack track = audio.track();
        return new AudioResult(
                audio.id(),
                new SoundtrackResult(
                        track.number(),
                        track.language(),
                        track.name().orElse(null),
                        track.role().name().toLowerCase(Locale.ROOT)),
                audio.origin().name().toLowerCase(Locale.ROOT),
                audio.codecs(),
                audio.sampleRate(),
                audio.channels(),
                audio.bitsPerSecond());
    }

    private static void print(PrintWriter out, Result result, int columns) {
        out.printf(
                Locale.ROOT,
                "%s: %s, %.2f s, %d frames in %s%n",
                result.name(),
                result.displaySize(),
                result.seconds(),
                result.frames(),
                Counted.of(result.clips().size(), "clip"));
        for (AudioResult audio : result.audio()) {
            SoundtrackResult track = audio.track();
            out.printf(
                    Locale.ROOT,
                    "audio %s: %s, %s%s, %s, %d Hz, %d channels, %.0f kbit/s, %s%n",
                    audio.id(),
                    track.role(),
                    track.language(),
                    track.name() == null ? "" : ", " + track.name(),
                    audio.codecs(),
                    audio.sampleRate(),
                    audio.channels(),
                    audio.bitsPerSecond() / 1e3,
                    audio.origin());
        }
        TailTotals tails = result.tails();
        if (tails.count() > 0) {
            out.printf(
                    Locale.ROOT,
                    "tails: %d, %.2f MB, %.1f %% of the package%n",
                    tails.count(),
                    tails.bytes() / 1e6,
                    100 * tails.shareOfPackage());
        }
        out.println("VMAF by " + result.vmafModel());
        SortedMap<Work, Double> cpuSeconds = result.cpuSeconds();
        if (cpuSeconds != null) {
            out.println(CostText.of(cpuSeconds));
        }
        out.println();
        clusters(result).print(out, columns);
        out.println();
        members(result).print(out, columns);
        if (tails.count() > 0) {
            out.println();
            tails(result).print(out, columns);
        }
        if (result.clips().stream().anyMatch(it -> !it.blends().isEmpty())) {
            out.println();
            blends(result).print(out, columns);
        }
        printCeilings(out, result);
        if (!result.problems().isEmpty()) {
            out.println();
            out.println("Missing or damaged; the edge delivers other members in place of these:");
            result.problems().forEach(out::println);
        }
    }

    private static TextTable clusters(Result result) {
        TextTable table = new TextTable(List.of(
                new Column("cluster", 0),
                new Column("size", 3),
                new Column("clips", 2),
                new Column("probability", 0),
                new Column("kbit/s", 1)));
        for (ClusterResult cluster : result.clusters()) {
            table.row(
                    cluster.id().value(),
                    cluster.pictureSize().toString(),
                    Integer.toString(cluster.clips()),
                    number("%.3f", cluster.probability()),
                    number("%.0f", cluster.bitsPerSecond() / 1e3));
        }
        return table;
    }

    private static TextTable members(Result result) {
        TextTable table = new TextTable(List.of(
                new Column("member", 0),
                new Column("clip", 0),
                new Column("start", 5),
                new Column("frames", 6),
                new Column("probability", 1),
                new Column("CRF", 7),
                new Column("kbit/s", 2),
                new Column("VMAF", 0),
                new Column("VMAF NEG", 5),
                new Column("PSNR dB", 4),
                new Column("SSIM", 3)));
        for (ClipResult clip : result.clips()) {
            for (MemberResult member : clip.members()) {
                table.row(
                        member.cluster().value(),
                        clip.index() + (clip.startsAtSceneCut() ? "*" : " "),
                        number("%.2f", clip.start()),
                        Integer.toString(clip.frames()),
                        number("%.3f", clip.probabilities().getOrDefault(member.cluster(), 0.0)),
                        number("%.2f", member.crf()),
                        number("%.0f", member.bitsPerSecond() / 1e3),
                        number("%.2f", member.quality().vmaf()),
                        number("%.2f", member.quality().vmafNeg()),
                        number("%.2f", member.quality().psnr()),
                        number("%.4f", member.quality().ssim()));
            }
        }
        return table;
    }

    /** Says which clips do not reach the title's top rung, and why. */
    private static void printCeilings(PrintWriter out, Result result) {
        for (Clip.Ceiling ceiling : List.of(Clip.Ceiling.SOURCE, Clip.Ceiling.BITRATE)) {
            List<String> clips = result.clips().stream()
                    .filter(it -> it.ceiling() == ceiling)
                    .map(it -> Integer.toString(it.index()))
                    .toList();
            if (!clips.isEmpty()) {
                out.println();
                out.println("Below the top rung, "
                        + (ceiling == Clip.Ceiling.SOURCE
                                ? "which even the finest encode of the source does not reach"
                                : "because of the highest bitrate that was allowed")
                        + ": clips " + String.join(", ", clips));
            }
        }
    }

    private static TextTable tails(Result result) {
        TextTable table = new TextTable(List.of(
                new Column("tail of", 0),
                new Column("clip", 0),
                new Column("from", 0),
                new Column("seconds", 1),
                new Column("CRF step", 3),
                new Column("kB", 0),
                new Column("kbit/s", 1),
                new Column("clip kB", 4),
                new Column("clip VMAF", 2)));
        for (ClipResult clip : result.clips()) {
            for (TailResult tail : clip.tails()) {
                table.row(
                        tail.member().value(),
                        Integer.toString(clip.index()),
                        Integer.toString(tail.from()),
                        number("%.2f", tail.seconds()),
                        number("%.1f", tail.crfStep()),
                        number("%.1f", tail.bytes() / 1e3),
                        number("%.0f", tail.bytes() * 8 / tail.seconds() / 1e3),
                        number("%.1f", tail.clipBytes() / 1e3),
                        number("%.2f", tail.quality().vmaf()));
            }
        }
        return table;
    }

    private static TextTable blends(Result result) {
        TextTable table = new TextTable(List.of(
                new Column("blend of", 0),
                new Column("clip", 0),
                new Column("level", 1),
                new Column("rows", 3),
                new Column("kbit/s", 0),
                new Column("VMAF", 0),
                new Column("VMAF NEG", 4),
                new Column("worst", 2),
                new Column("basis", 5)));
        for (ClipResult clip : result.clips()) {
            for (BlendResult blend : clip.blends()) {
                List<Integer> rows = blend.rows();
                table.row(
                        blend.member().value(),
                        Integer.toString(clip.index()),
                        blend.level().toString(),
                        rows == null ? "" : rows.toString(),
                        number("%.0f", blend.bitsPerSecond() / 1e3),
                        number("%.2f", blend.quality().vmaf()),
                        number("%.2f", blend.quality().vmafNeg()),
                        number("%.1f", blend.worstVmafNeg()),
                        blend.measured() ? "measured" : "predicted");
            }
        }
        return table;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
