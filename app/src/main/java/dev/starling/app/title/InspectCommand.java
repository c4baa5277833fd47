package dev.starling.app.title;

import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.plot.Plot;
import dev.starling.app.terminal.Counted;
import dev.starling.app.terminal.Terminal;
import dev.starling.app.terminal.TextTable;
import dev.starling.app.terminal.TextTable.Column;
import dev.starling.app.title.PackageInspection.AudioResult;
import dev.starling.app.title.PackageInspection.BlendResult;
import dev.starling.app.title.PackageInspection.ClipResult;
import dev.starling.app.title.PackageInspection.ClusterResult;
import dev.starling.app.title.PackageInspection.MemberResult;
import dev.starling.app.title.PackageInspection.Result;
import dev.starling.app.title.PackageInspection.SoundtrackResult;
import dev.starling.app.title.PackageInspection.TailResult;
import dev.starling.app.title.PackageInspection.TailTotals;
import dev.starling.app.training.ProfilesInspection;
import dev.starling.farm.store.Location;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.EncodingCost.Work;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
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
        PackageReader reader = PackageInspection.open(place);
        Result result = PackageInspection.of(reader, place.path().isPresent() ? reader.problems() : List.of());
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
