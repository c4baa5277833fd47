package dev.starling.app.report;

import dev.starling.app.plot.Panels;
import dev.starling.app.plot.Panels.Panel;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.app.plot.Plot.Style;
import dev.starling.app.title.PackageInspection.AudioResult;
import dev.starling.app.title.PackageInspection.BlendResult;
import dev.starling.app.title.PackageInspection.ClipResult;
import dev.starling.app.title.PackageInspection.ClusterResult;
import dev.starling.app.title.PackageInspection.MemberResult;
import dev.starling.app.title.PackageInspection.Result;
import dev.starling.app.title.PackageInspection.TailResult;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.EncodingCost;
import dev.starling.swarm.title.EncodingCost.Work;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.RungLadder;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a report shows of a package. */
final class PackageReport {
    /** Of longer titles, evenly spread clips are drawn: each figure has some 10 kB. */
    private static final int MAX_DRAWN_CLIPS = 24;

    private static final int PANEL_HEIGHT = 190;

    private final Title title;
    private final Result result;
    private final Optional<EncodingCost> run;
    private final RungLadder ladder;
    private final ReportPage page;

    /**
     * Prepares a report.
     *
     * @param result what {@code inspect} shows of the title
     * @param run facts about the run that made the package, if it has them
     * @param page receives the report
     */
    PackageReport(Title title, Result result, Optional<EncodingCost> run, ReportPage page) {
        this.title = title;
        this.result = result;
        this.run = run;
        this.ladder = new RungLadder(title);
        this.page = page;
    }

    void write() {
        overview();
        source();
        rateAndQuality();
        rungs();
        clips();
        files();
        cost();
    }

    private void overview() {
        long members =
                title.clips().stream().mapToLong(it -> it.members().size()).sum();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Duration", number("%.2f s", result.seconds()));
        facts.put("Pictures", Long.toString(result.frames()));
        facts.put("Display size", result.displaySize().toString());
        facts.put("Clips", Integer.toString(result.clips().size()));
        facts.put("Members", Long.toString(members));
        facts.put(
                "Tails",
                result.tails().count()
                        + number(
                                ", %.1f %% of the package", 100 * result.tails().shareOfPackage()));
        facts.put("Rungs", Integer.toString(ladder.rungs()));
        facts.put("Encoder", result.encoder());
        facts.put("VMAF", result.vmafModel());
        page.facts(facts);
    }

    private void source() {
        page.section("Source and damage");
        page.text(run.map(it -> it.damage()
                        .map(line -> "Damage of the input: " + line + ".")
                        .orElse("Nothing of the input was damaged, as far as the package tells."))
                .orElse("The package has no report of the run that made it, so damage of the input is not known."));
        for (Clip.Ceiling ceiling : List.of(Clip.Ceiling.SOURCE, Clip.Ceiling.BITRATE)) {
            List<String> clips = result.clips().stream()
                    .filter(it -> it.ceiling() == ceiling)
                    .map(it -> Integer.toString(it.index()))
                    .toList();
            if (!clips.isEmpty()) {
                page.text((ceiling == Clip.Ceiling.SOURCE
                                ? "Clips in which even the finest encode of the source is below the top rung: "
                                : "Clips that the highest allowed bitrate keeps below the top rung: ")
                        + String.join(", ", clips) + ".");
            }
        }
        if (result.audio().isEmpty()) {
            page.text("The title has no sound.");
        } else {
            page.table(
                    "Sound",
                    List.of("Rendition", "Track", "Language", "Role", "Origin", "Codec", "Channels", "kbit/s"),
                    result.audio().stream().map(PackageReport::sound).toList());
        }
    }

    private static List<String> sound(AudioResult audio) {
        return List.of(
                audio.id().value(),
                Integer.toString(audio.track().number()),
                audio.track().language(),
                audio.track().role(),
                audio.origin(),
                audio.codecs(),
                Integer.toString(audio.channels()),
                number("%.0f", audio.bitsPerSecond() / 1e3));
    }

    private void rateAndQuality() {
        page.section("Rate and quality");
        page.figure(
                RateQualityFigure.of(title, ladder).panels(),
                "A triangle for each rung as a player can choose it, the convex hull of the rungs, and a curve for each"
                        + " family and size. A point of a curve is the mean over the clips that have this member; where"
                        + " only easy clips have it, it lies above the hull.");
        List<List<String>> rows = new ArrayList<>();
        for (ClusterResult cluster : result.clusters()) {
            rows.add(List.of(
                    cluster.id().value(),
                    cluster.pictureSize().toString(),
                    Integer.toString(cluster.clips()),
                    number("%.3f", cluster.probability()),
                    number("%.0f", cluster.bitsPerSecond() / 1e3)));
        }
        page.foldedTable("Clusters", List.of("Cluster", "Size", "Clips", "Probability", "kbit/s"), rows);
    }

    private void rungs() {
        page.section("Rungs");
        page.figure(
                new Panels(
                        "Rungs over the title",
                        Axis.linear("seconds"),
                        List.of(
                                new Panel(
                                        Axis.linear("VMAF NEG"),
                                        PANEL_HEIGHT,
                                        steps((member, _) -> member.quality().vmafNeg())),
                                new Panel(Axis.logarithmic("kbit/s"), PANEL_HEIGHT, steps(PackageReport::kilobits))),
                        List.of()),
                "The quality and bitrate of the member that serves each clip on each rung; rung 0 is the lowest.");
        List<List<String>> rows = new ArrayList<>();
        for (int rung = 0; rung < ladder.rungs(); rung++) {
            RungMeans means = RungMeans.of(ladder, rung);
            rows.add(List.of(
                    Integer.toString(rung),
                    ladder.groups(rung).stream()
                            .map(BlendGroup::pictureSize)
                            .map(Object::toString)
                            .distinct()
                            .collect(Collectors.joining(", ")),
                    number("%.0f", means.bitsPerSecond() / 1e3),
                    number("%.2f", means.vmaf()),
                    number("%.2f", means.vmafNeg())));
        }
        page.table("Rungs, means over the title", List.of("Rung", "Sizes", "kbit/s", "VMAF", "VMAF NEG"), rows);
        List<String> columns = new ArrayList<>(List.of("Clip", "Start"));
        IntStream.range(0, ladder.rungs()).forEach(rung -> columns.add("Rung " + rung));
        page.foldedTable(
                "Every clip: kbit/s and VMAF NEG of each rung",
                columns,
                title.clips().stream().map(this::rungsOf).toList());
    }

    private List<String> rungsOf(Clip clip) {
        List<String> row = new ArrayList<>(
                List.of(Integer.toString(clip.index()), number("%.2f", (double) clip.startTicks() / Title.TIMESCALE)));
        for (int rung = 0; rung < ladder.rungs(); rung++) {
            Member member = ladder.serving(rung, clip);
            row.add(number("%.0f", kilobits(member, clip))
                    + number(", %.2f", member.quality().vmafNeg()));
        }
        return row;
    }

    private static double kilobits(Member member, Clip clip) {
        return member.bytes() * 8 / clip.seconds() / 1e3;
    }

    /** A curve for each rung with one level for each clip. */
    private List<Series> steps(ToDoubleBiFunction<Member, Clip> value) {
        List<Series> series = new ArrayList<>();
        for (int rung = ladder.rungs() - 1; rung >= 0; rung--) {
            List<Point> points = new ArrayList<>();
            for (Clip clip : title.clips()) {
                double start = (double) clip.startTicks() / Title.TIMESCALE;
                double y = value.applyAsDouble(ladder.serving(rung, clip), clip);
                points.add(new Point(start, y));
                points.add(new Point(start + clip.seconds(), y));
            }
            series.add(new Series("rung " + rung, '*', points, Style.LINE));
        }
        return series;
    }

    private void clips() {
        page.section("Clips");
        int count = title.clips().size();
        List<Integer> drawn = IntStream.range(0, Math.min(count, MAX_DRAWN_CLIPS))
                .map(i -> (int) ((long) i * count / Math.min(count, MAX_DRAWN_CLIPS)))
                .boxed()
                .toList();
        if (drawn.size() < count) {
            page.text(drawn.size() + " of " + count + " clips, evenly spread; the tables have all.");
        }
        for (int index : drawn) {
            page.figure(
                    RateQualityFigure.of(
                                    title.clips().get(index), result.clips().get(index), title, ladder)
                            .panels(),
                    "Clip " + index + ": all that can be sent of it. Triangles serve a rung.");
        }
        members();
        tails();
        blends();
    }

    private void members() {
        List<List<String>> rows = new ArrayList<>();
        for (ClipResult clip : result.clips()) {
            for (MemberResult member : clip.members()) {
                rows.add(List.of(
                        member.cluster().value(),
                        Integer.toString(clip.index()),
                        number("%.3f", clip.probabilities().getOrDefault(member.cluster(), 0.0)),
                        number("%.2f", member.crf()),
                        number("%.0f", member.bitsPerSecond() / 1e3),
                        number("%.2f", member.quality().vmaf()),
                        number("%.2f", member.quality().vmafNeg()),
                        number("%.2f", member.quality().psnr()),
                        number("%.4f", member.quality().ssim())));
            }
        }
        page.foldedTable(
                "Members",
                List.of("Member", "Clip", "Probability", "CRF", "kbit/s", "VMAF", "VMAF NEG", "PSNR dB", "SSIM"),
                rows);
    }

    private void tails() {
        List<List<String>> rows = new ArrayList<>();
        for (ClipResult clip : result.clips()) {
            for (TailResult tail : clip.tails()) {
                rows.add(List.of(
                        tail.member().value(),
                        Integer.toString(clip.index()),
                        Integer.toString(tail.from()),
                        number("%.2f", tail.seconds()),
                        number("%.1f", tail.crfStep()),
                        number("%.1f", tail.bytes() / 1e3),
                        number("%.1f", tail.clipBytes() / 1e3),
                        number("%.2f", tail.quality().vmaf())));
            }
        }
        if (!rows.isEmpty()) {
            page.foldedTable(
                    "Tails",
                    List.of("Tail of", "Clip", "From", "Seconds", "CRF step", "kB", "Clip kB", "Clip VMAF"),
                    rows);
        }
    }

    private void blends() {
        List<List<String>> rows = new ArrayList<>();
        for (ClipResult clip : result.clips()) {
            for (BlendResult blend : clip.blends()) {
                rows.add(List.of(
                        blend.member().value(),
                        Integer.toString(clip.index()),
                        blend.level().toString(),
                        blend.rows() == null ? "" : String.valueOf(blend.rows()),
                        number("%.0f", blend.bitsPerSecond() / 1e3),
                        number("%.2f", blend.quality().vmaf()),
                        number("%.2f", blend.quality().vmafNeg()),
                        number("%.1f", blend.worstVmafNeg()),
                        blend.measured() ? "measured" : "predicted"));
            }
        }
        if (rows.isEmpty()) {
            page.text("The atlas has no blend points beside tails.");
        } else {
            page.foldedTable(
                    "Blend points of the atlas",
                    List.of("Blend of", "Clip", "Level", "Rows", "kbit/s", "VMAF", "VMAF NEG", "Worst", "Basis"),
                    rows);
        }
    }

    private void files() {
        page.section("Files");
        if (result.problems().isEmpty()) {
            page.text("No file of the package is missing or damaged.");
        } else {
            page.text("Missing or damaged; the edge delivers other members in place of these:");
            page.list(result.problems());
        }
    }

    private void cost() {
        SortedMap<Work, Double> cpuSeconds = result.cpuSeconds();
        if (cpuSeconds != null) {
            page.section("Processor time");
            page.table(
                    "Of the run that made the package",
                    List.of("Work", "Seconds"),
                    cpuSeconds.entrySet().stream()
                            .map(it -> List.of(it.getKey().toString(), number("%.1f", it.getValue())))
                            .toList());
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
