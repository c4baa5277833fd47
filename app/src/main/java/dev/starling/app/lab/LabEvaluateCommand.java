package dev.starling.app.lab;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.command.ThreadsOption;
import dev.starling.app.terminal.ProgressLine;
import dev.starling.app.terminal.TextTable;
import dev.starling.app.terminal.TextTable.Column;
import dev.starling.lab.delivery.Link;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.delivery.StockPlayer;
import dev.starling.lab.evaluate.ClusterBootstrap;
import dev.starling.lab.evaluate.Evaluation;
import dev.starling.lab.evaluate.PolicyName;
import dev.starling.lab.evaluate.SessionFigures;
import dev.starling.lab.evaluate.SessionFigures.Figure;
import dev.starling.lab.evaluate.SteeringEvaluation;
import dev.starling.lab.evaluate.SteeringName;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.video.ChunkedVideo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code starling lab evaluate}: plays a video over traces with several policies. */
@Command(
        name = "evaluate",
        description = {
            "Plays a video over network traces with several policies: tables in the reference player of ABR",
            "research, a package by the edge's steering in a simulated stock player.",
            "Prints the means of QoE_v, VMAF and stalls, with 95 %% intervals, by family of traces and in all."
        })
public final class LabEvaluateCommand extends ResultCommand {
    private static final int TABLE_COLUMNS = 140;
    private static final String ALL = "all";

    @Mixin
    private LabTraces traces;

    @Option(
            names = "--policies",
            paramLabel = "NAME",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Policies, comma-separated. For tables: rate, bba, bola, robust-mpc, planner, learned, each",
                "  of rate, planner and learned also with -moves, and optimum;",
                "  for a package: static, static-no-moves, learned, optimum;",
                "  stock players, for both: hls-js, dash-js, dynamic, bola-e, each also with",
                "  -no-abandon.",
                "  Default: all"
            })
    private List<String> policies = List.of();

    @Option(
            names = "--against",
            paramLabel = "NAME",
            showDefaultValue = Visibility.NEVER,
            description = "Also print how much each policy's QoE_v is above this one's on the same traces.")
    private @Nullable String against;

    @Mixin
    private LabVideo video;

    @Mixin
    private ThreadsOption threads;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "Also draw the distributions of QoE_v: FILE.svg or FILE.html.")
    private @Nullable Path output;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Random seed of the intervals. The same seed gives the same result.")
    private long seed;

    /** The result for tables as JSON, documented in {@code docs/cli.md}. */
    record TablesResult(String video, int chunks, int rungs, long seed, List<FamilyResult> families) {}

    /** The result for a package. */
    record PackageResult(String video, int clips, int repeat, long seed, List<FamilyResult> families) {}

    /** The results over one family of traces, or over all. */
    record FamilyResult(String family, int traces, long logs, List<PolicyResult> policies) {}

    /** A policy with the fifth percentile of QoE_v, and an estimate for each figure, by its name in JSON. */
    record PolicyResult(
            String policy, double qoeVP5, @JsonAnyGetter Map<String, EstimateResult> figures) {}

    private static final double P5 = 0.05;

    /** A mean; without {@code low} and {@code high} if there are too few logs for an interval. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EstimateResult(
            double mean, @Nullable Double low, @Nullable Double high) {
        static EstimateResult of(ClusterBootstrap.Estimate estimate) {
            ClusterBootstrap.Interval interval = estimate.interval().orElse(null);
            return interval == null
                    ? new EstimateResult(estimate.mean(), null, null)
                    : new EstimateResult(estimate.mean(), interval.low(), interval.high());
        }
    }

    @Override
    protected Outcome run() throws IOException, InterruptedException {
        int workers = threads.count(spec().commandLine());
        video.check(spec().commandLine());
        Optional<FigureFile> format = FigureFile.of(output, spec().commandLine());
        List<TraceFile> files = traces.find(spec().commandLine());
        if (against != null && !policies.isEmpty() && !policies.contains(against)) {
            throw new ParameterException(
                    spec().commandLine(), "--against " + against + " is none of --policies: " + policies);
        }
        ProgressLine progress = new ProgressLine(err(), "evaluate", InstantSource.system());
        return video.isPackage()
                ? evaluatePackage(files, workers, progress, format)
                : evaluateTables(files, workers, progress, format);
    }

    private Outcome evaluateTables(
            List<TraceFile> files, int workers, ProgressLine progress, Optional<FigureFile> format)
            throws IOException, InterruptedException {
        List<PolicyName> named =
                LabVideo.named(PolicyName.all(video.model()), policies, "tables", spec().commandLine());
        ChunkedVideo chunks = video.chunks(spec().commandLine());
        List<SessionFigures> sessions =
                new Evaluation(video.player(chunks), chunks, named).run(files, workers, progress);
        draw(sessions, format);
        List<FamilyResult> families = families(sessions, ShownFigure.OF_TABLES);
        return Outcome.ok(
                new TablesResult(video.path().toString(), chunks.chunks(), chunks.rungs(), seed, families),
                out -> print(out, families, ShownFigure.OF_TABLES));
    }

    private Outcome evaluatePackage(
            List<TraceFile> files, int workers, ProgressLine progress, Optional<FigureFile> format)
            throws IOException, InterruptedException {
        List<SteeringName> named =
                LabVideo.named(SteeringName.all(video.model()), policies, "packages", spec().commandLine());
        SteeredTitle title = video.title();
        List<SessionFigures> sessions = new SteeringEvaluation(
                        Link.DEFAULT, StockPlayer.DEFAULT, title.repeated(video.repeat()), video.settings(), named)
                .run(files, workers, progress);
        draw(sessions, format);
        List<FamilyResult> families = families(sessions, ShownFigure.OF_PACKAGES);
        return Outcome.ok(
                new PackageResult(
                        video.path().toString(), title.title().clips().size(), video.repeat(), seed, families),
                out -> print(out, families, ShownFigure.OF_PACKAGES));
    }

    private void draw(List<SessionFigures> sessions, Optional<FigureFile> format) throws IOException {
        if (output != null && format.isPresent()) {
            format.get().write(output, QoeDistributions.of(sessions));
        }
    }

    private List<FamilyResult> families(List<SessionFigures> sessions, List<ShownFigure> figures) {
        List<String> names = sessions.stream()
                .map(it -> it.trace().family())
                .distinct()
                .sorted()
                .toList();
        List<FamilyResult> families = new ArrayList<>();
        for (String name : names) {
            families.add(
                    family(name, figures, sessions, it -> it.trace().family().equals(name)));
        }
        if (names.size() > 1) {
            families.add(family(ALL, figures, sessions, it -> true));
        }
        return families;
    }

    private FamilyResult family(
            String name, List<ShownFigure> figures, List<SessionFigures> sessions, Predicate<SessionFigures> filter) {
        List<SessionFigures> own = sessions.stream().filter(filter).toList();
        List<PolicyResult> results = new ArrayList<>();
        for (String policy : own.stream().map(SessionFigures::policy).distinct().toList()) {
            List<SessionFigures> played =
                    own.stream().filter(it -> it.policy().equals(policy)).toList();
            Map<String, EstimateResult> estimates = new LinkedHashMap<>();
            for (ShownFigure shown : figures) {
                estimates.put(shown.json(), estimate(played, shown.figure()));
            }
            if (against != null) {
                estimates.put(ShownFigure.DIFFERENCE.json(), estimate(differences(played, own, against), Figure.QOE_V));
            }
            results.add(new PolicyResult(policy, percentile(played), estimates));
        }
        int files = (int) own.stream().map(it -> it.trace().file()).distinct().count();
        long logs = own.stream()
                .map(it -> it.trace().family() + "/" + it.trace().log())
                .distinct()
                .count();
        return new FamilyResult(name, files, logs, results);
    }

    /** The QoE_v of sessions above that of another policy on the same traces. */
    private static List<SessionFigures> differences(
            List<SessionFigures> played, List<SessionFigures> all, String other) {
        Map<Path, Double> others = new HashMap<>();
        for (SessionFigures session : all) {
            if (session.policy().equals(other)) {
                others.put(session.trace().file(), Figure.QOE_V.of(session));
            }
        }
        return played.stream()
                .map(it -> new SessionFigures(
                        it.trace(),
                        it.policy(),
                        Map.of(
                                Figure.QOE_V,
                                Figure.QOE_V.of(it)
                                        - Objects.requireNonNull(
                                                others.get(it.trace().file())))))
                .toList();
    }

    private static double percentile(List<SessionFigures> played) {
        double[] sorted = played.stream().mapToDouble(Figure.QOE_V::of).sorted().toArray();
        return sorted[Math.max(0, (int) Math.ceil(P5 * sorted.length) - 1)];
    }

    private EstimateResult estimate(List<SessionFigures> sessions, Figure figure) {
        return EstimateResult.of(new ClusterBootstrap(seed).estimate(sessions, figure));
    }

    private void print(PrintWriter out, List<FamilyResult> families, List<ShownFigure> figures) {
        for (FamilyResult family : families) {
            out.printf("%s: %d traces of %d logs%n", family.family(), family.traces(), family.logs());
            List<Column> columns = new ArrayList<>(List.of(new Column("policy", 0)));
            for (int i = 0; i < figures.size(); i++) {
                columns.add(new Column(figures.get(i).title(), i));
            }
            columns.add(1, new Column("p5", 0));
            if (against != null) {
                columns.add(2, new Column("above " + against, 0));
            }
            TextTable table = new TextTable(columns);
            for (PolicyResult policy : family.policies()) {
                List<String> row = new ArrayList<>(List.of(policy.policy()));
                row.add(String.format(Locale.ROOT, "%.2f", policy.qoeVP5()));
                if (against != null) {
                    row.add(cell(
                            Objects.requireNonNull(policy.figures().get(ShownFigure.DIFFERENCE.json())),
                            ShownFigure.DIFFERENCE));
                }
                figures.forEach(it ->
                        row.add(cell(Objects.requireNonNull(policy.figures().get(it.json())), it)));
                table.row(row.toArray(String[]::new));
            }
            table.print(out, TABLE_COLUMNS);
            out.println();
        }
        out.println("In brackets: 95 % intervals of the mean, by cluster bootstrap over logs; – with fewer than "
                + ClusterBootstrap.MIN_LOGS + " logs.");
    }

    private static String cell(EstimateResult estimate, ShownFigure shown) {
        String mean = String.format(Locale.ROOT, "%.2f", shown.scale() * estimate.mean());
        Double low = estimate.low();
        Double high = estimate.high();
        return low == null || high == null
                ? mean + " [–]"
                : String.format(Locale.ROOT, "%s [%.2f, %.2f]", mean, shown.scale() * low, shown.scale() * high);
    }
}
