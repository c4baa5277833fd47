package dev.starling.app.lab;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.starling.app.command.CommandException;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.terminal.ProgressLine;
import dev.starling.app.terminal.TextTable;
import dev.starling.app.terminal.TextTable.Column;
import dev.starling.lab.evaluate.ClusterBootstrap;
import dev.starling.lab.evaluate.Evaluation;
import dev.starling.lab.evaluate.PolicyName;
import dev.starling.lab.evaluate.SessionFigures;
import dev.starling.lab.evaluate.SessionFigures.Figure;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.video.ChunkTables;
import dev.starling.lab.video.ChunkedVideo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** {@code starling lab evaluate}: plays a video over traces with several policies. */
@Command(
        name = "evaluate",
        description = {
            "Plays a video over network traces with several policies, in the reference player of ABR research.",
            "Prints mean QoE_v, stall ratio, VMAF and switches, with 95 %% intervals, by family of traces and in all."
        })
public final class LabEvaluateCommand extends ResultCommand {
    private static final int TABLE_COLUMNS = 100;
    private static final String ALL = "all";

    @Option(
            names = "--traces",
            paramLabel = "PATH",
            required = true,
            arity = "1..*",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Trace files, and folders with trace files.",
                "  The folder's name is the family of its traces"
            })
    private List<Path> traces = List.of();

    @Option(
            names = "--video",
            paramLabel = "DIR",
            required = true,
            description = "Folder with the tables size/video_size_0 … and vmaf/video1 … of a video.")
    private Path video;

    @Option(
            names = "--policies",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "rate,bba,bola,robust-mpc,optimum",
            description = "Policies, comma-separated: ${COMPLETION-CANDIDATES}.")
    private List<PolicyName> policies = List.of();

    @Option(
            names = "--ladder",
            paramLabel = "KBITS",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Nominal bitrates of the rungs in kbit/s, comma-separated.",
                "  Default: the mean bitrate of each rung's chunks"
            })
    private List<Integer> ladder = List.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = {"Number of threads.", "  Default: one per processor"})
    private Optional<Integer> threads;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Random seed of the intervals. The same seed gives the same result.")
    private long seed;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(String video, int chunks, int rungs, long seed, List<FamilyResult> families) {}

    /** The results over one family of traces, or over all. */
    record FamilyResult(String family, int traces, long logs, List<PolicyResult> policies) {}

    record PolicyResult(
            String policy,
            EstimateResult qoeV,
            EstimateResult stallRatio,
            EstimateResult vmaf,
            EstimateResult switches) {}

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
        int workers = threads.orElse(Runtime.getRuntime().availableProcessors());
        if (workers < 1) {
            throw badUsage("--threads must be at least 1: " + workers);
        }
        ChunkedVideo chunks = chunks();
        List<TraceFile> files = TraceFile.find(traces);
        if (files.isEmpty()) {
            throw new CommandException("--traces: no files found");
        }
        List<SessionFigures> sessions = new Evaluation(
                        ReferencePlayer.PENSIEVE,
                        chunks,
                        policies.stream().distinct().toList())
                .run(files, workers, new ProgressLine(err(), "evaluate", InstantSource.system()));
        Result result = new Result(video.toString(), chunks.chunks(), chunks.rungs(), seed, families(sessions));
        return Outcome.ok(result, out -> print(out, result));
    }

    private ChunkedVideo chunks() throws IOException {
        ChunkedVideo measured = ChunkTables.read(video);
        if (measured.chunks() < 2) {
            throw new CommandException(video + ": a video needs at least two chunks: the first is start-up");
        }
        if (ladder.isEmpty()) {
            return measured;
        }
        boolean rises = ladder.getFirst() > 0;
        for (int i = 1; i < ladder.size(); i++) {
            rises &= ladder.get(i) > ladder.get(i - 1);
        }
        if (!rises) {
            throw badUsage("--ladder must rise: " + ladder);
        }
        if (ladder.size() != measured.rungs()) {
            throw badUsage("--ladder has " + ladder.size() + " bitrates, the video " + measured.rungs() + " rungs");
        }
        return measured.withNominalRates(ladder);
    }

    private List<FamilyResult> families(List<SessionFigures> sessions) {
        List<String> names = sessions.stream()
                .map(it -> it.trace().family())
                .distinct()
                .sorted()
                .toList();
        List<FamilyResult> families = new ArrayList<>();
        for (String name : names) {
            families.add(family(name, sessions, it -> it.trace().family().equals(name)));
        }
        if (names.size() > 1) {
            families.add(family(ALL, sessions, it -> true));
        }
        return families;
    }

    private FamilyResult family(String name, List<SessionFigures> sessions, Predicate<SessionFigures> filter) {
        List<SessionFigures> own = sessions.stream().filter(filter).toList();
        List<PolicyResult> results = new ArrayList<>();
        for (PolicyName policy : policies.stream().distinct().toList()) {
            List<SessionFigures> played =
                    own.stream().filter(it -> it.policy() == policy).toList();
            results.add(new PolicyResult(
                    policy.toString(),
                    estimate(played, Figure.QOE_V),
                    estimate(played, Figure.STALL_RATIO),
                    estimate(played, Figure.VMAF),
                    estimate(played, Figure.SWITCHES)));
        }
        int files = (int) own.stream().map(it -> it.trace().file()).distinct().count();
        long logs = own.stream()
                .map(it -> it.trace().family() + "/" + it.trace().log())
                .distinct()
                .count();
        return new FamilyResult(name, files, logs, results);
    }

    private EstimateResult estimate(List<SessionFigures> sessions, Figure figure) {
        return EstimateResult.of(new ClusterBootstrap(seed).estimate(sessions, figure));
    }

    private static void print(PrintWriter out, Result result) {
        for (FamilyResult family : result.families()) {
            out.printf("%s: %d traces of %d logs%n", family.family(), family.traces(), family.logs());
            TextTable table = new TextTable(List.of(
                    new Column("policy", 0),
                    new Column("QoE_v", 0),
                    new Column("stalled %", 1),
                    new Column("VMAF", 2),
                    new Column("switches", 3)));
            for (PolicyResult policy : family.policies()) {
                table.row(
                        policy.policy(),
                        cell(policy.qoeV(), 1),
                        cell(policy.stallRatio(), 100),
                        cell(policy.vmaf(), 1),
                        cell(policy.switches(), 1));
            }
            table.print(out, TABLE_COLUMNS);
            out.println();
        }
        out.println("In brackets: 95 % intervals of the mean, by cluster bootstrap over logs; – with fewer than "
                + ClusterBootstrap.MIN_LOGS + " logs.");
    }

    private static String cell(EstimateResult estimate, double scale) {
        String mean = String.format(Locale.ROOT, "%.2f", scale * estimate.mean());
        Double low = estimate.low();
        Double high = estimate.high();
        return low == null || high == null
                ? mean + " [–]"
                : String.format(Locale.ROOT, "%s [%.2f, %.2f]", mean, scale * low, scale * high);
    }
}
