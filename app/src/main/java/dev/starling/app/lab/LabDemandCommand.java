package dev.starling.app.lab;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.terminal.Counted;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.trace.TraceReader;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.demand.DemandFile;
import dev.starling.swarm.breed.demand.View;
import dev.starling.swarm.breed.demand.WatchTime;
import dev.starling.swarm.steer.LivedClip;
import dev.starling.telemetry.LivedClips;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code starling lab demand}: what viewers' paths and screens asked for. */
@Command(
        name = "demand",
        description = {
            "Writes which bitrates and heights viewers' paths and screens asked for, weighted by watch time:",
            "from the telemetry of an edge, or from network traces. evolve and cluster read it with --demand."
        })
public final class LabDemandCommand extends ResultCommand {
    /** A trace is looked at in windows of this length: a usual clip. */
    private static final double WINDOW_SECONDS = 4;

    @Mixin
    private LabTelemetry telemetry;

    @Mixin
    private LabTraces traces;

    @Option(
            names = "--lines",
            paramLabel = "N",
            showDefaultValue = Visibility.NEVER,
            description = {
                "The height at which video is shown, where it is not known: with --traces, and for clips in",
                "  telemetry without the size of screen and title.",
                "  Default: 1080"
            })
    private Optional<Integer> lines = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            showDefaultValue = Visibility.NEVER,
            description = "The demand.")
    private Path output;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(
            String output,
            DemandDigest demand,
            double seconds,
            int views,
            Quantiles bitsPerSecond,
            SortedMap<Integer, Double> lines,
            List<Share> content,
            SortedMap<String, Long> leftOut) {}

    /** Quantiles over watch time. */
    record Quantiles(double p10, double p50, double p90) {}

    /** The share of the watch time of a title, or of a family of traces. */
    record Share(String name, double share) {}

    private static final int DEFAULT_LINES = 1080;

    /** Watch time, in all and by content. */
    private static final class Watched {
        private final WatchTime all = new WatchTime();
        private final SortedMap<String, Double> content = new TreeMap<>();
        private SortedMap<String, Long> leftOut = new TreeMap<>();

        void add(String of, double bitsPerSecond, int shownLines, double seconds) {
            all.add(bitsPerSecond, shownLines, seconds);
            content.merge(of, seconds, Double::sum);
        }

        List<Share> shares() {
            return content.entrySet().stream()
                    .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                    .map(it -> new Share(it.getKey(), it.getValue() / all.seconds()))
                    .toList();
        }
    }

    @Override
    protected Outcome run() throws IOException, InterruptedException {
        if (telemetry.isGiven() == traces.isGiven()) {
            throw badUsage("name either --from or --traces");
        }
        int shown = lines.orElse(DEFAULT_LINES);
        if (shown < 16 || shown > 8192) {
            throw badUsage("--lines must be within 16 … 8192: " + shown);
        }
        CommandFiles.requireWritable(output);
        Watched watched = telemetry.isGiven() ? ofTelemetry(shown) : ofTraces(shown);
        if (watched.all.seconds() == 0) {
            throw new CommandException("nothing that a demand could be learned from: " + watched.leftOut);
        }
        Demand demand = watched.all.demand();
        CommandFiles.write(output, DemandFile.write(demand));
        Result result = new Result(
                output.toString(),
                demand.digest(),
                watched.all.seconds(),
                demand.views().size(),
                quantiles(demand),
                lines(demand),
                watched.shares(),
                watched.leftOut);
        return Outcome.ok(result, out -> print(out, result));
    }

    private Watched ofTelemetry(int unknownLines) throws IOException, InterruptedException {
        LivedClips lived = telemetry
                .read()
                .without("not taken whole by the client", it -> it.sent().isEmpty())
                .without(
                        "of a path that was not known yet",
                        it -> it.network().bandwidth().isEmpty());
        lived.omissions().ifPresent(err()::println);
        Watched watched = new Watched();
        watched.leftOut = lived.leftOut();
        for (LivedClip clip : lived.clips()) {
            watched.add(
                    clip.title(),
                    clip.network().bandwidth().orElseThrow().shortBitsPerSecond(),
                    clip.lines().orElse(unknownLines),
                    clip.seconds());
        }
        return watched;
    }

    private Watched ofTraces(int shown) throws IOException {
        Watched watched = new Watched();
        long outages = 0;
        for (TraceFile file : traces.find(spec().commandLine())) {
            BandwidthTrace trace = TraceReader.read(file.file());
            BandwidthTrace.Cursor cursor = trace.cursor();
            double before = 0;
            for (double start = 0; start < trace.seconds(); start += WINDOW_SECONDS) {
                double end = Math.min(start + WINDOW_SECONDS, trace.seconds());
                double carried = end == trace.seconds() ? trace.bitsPerLoop() : cursor.bitsUntil(end);
                double rate = ReferencePlayer.PENSIEVE.payloadShare() * (carried - before) / (end - start);
                before = carried;
                if (rate >= 1e3) {
                    watched.add(file.family(), rate, shown, end - start);
                } else {
                    outages++;
                }
            }
        }
        if (outages > 0) {
            watched.leftOut.put("windows of an outage", outages);
            err().println(Counted.of((int) Math.min(outages, Integer.MAX_VALUE), "window")
                    + " of 4 s left out: outages");
        }
        return watched;
    }

    private static Quantiles quantiles(Demand demand) {
        return new Quantiles(quantile(demand, 0.1), quantile(demand, 0.5), quantile(demand, 0.9));
    }

    private static double quantile(Demand demand, double share) {
        double below = 0;
        List<View> rising = new ArrayList<>(demand.views());
        rising.sort(Comparator.comparingDouble(View::bitsPerSecond));
        for (View view : rising) {
            below += view.weight();
            if (below >= share) {
                return view.bitsPerSecond();
            }
        }
        return rising.getLast().bitsPerSecond();
    }

    private static SortedMap<Integer, Double> lines(Demand demand) {
        SortedMap<Integer, Double> shares = new TreeMap<>();
        demand.views().forEach(it -> shares.merge(it.lines(), it.weight(), Double::sum));
        return shares;
    }

    private static void print(PrintWriter out, Result result) {
        out.printf(
                Locale.ROOT,
                "%s: %s from %.0f s of watching%n",
                result.output(),
                Counted.of(result.views(), "view"),
                result.seconds());
        out.printf(
                Locale.ROOT,
                "kbit/s: %.0f (median), %.0f to %.0f (a tenth is below, a tenth above)%n",
                result.bitsPerSecond().p50() / 1e3,
                result.bitsPerSecond().p10() / 1e3,
                result.bitsPerSecond().p90() / 1e3);
        result.lines().forEach((lines, share) -> out.printf(Locale.ROOT, "%d lines: %.1f %%%n", lines, 100 * share));
        for (Share of : result.content()) {
            out.printf(Locale.ROOT, "%s: %.1f %%%n", of.name(), 100 * of.share());
        }
    }
}
