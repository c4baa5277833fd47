package dev.starling.app.lab;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.terminal.Counted;
import dev.starling.lab.evaluate.ClusterBootstrap.Interval;
import dev.starling.lab.learn.PolicyUpdate;
import dev.starling.lab.learn.PolicyUpdate.Comparison;
import dev.starling.lab.learn.PolicyUpdate.NamedTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.trace.TraceReader;
import dev.starling.lab.train.PolicyTraining.Effort;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.telemetry.LivedClips;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code starling lab learn}: continues the training of a learned policy with what viewers experienced. */
@Command(
        name = "learn",
        description = {
            "Continues the training of a learned policy with what viewers experienced: the paths of their sessions",
            "and the titles that they watched. The new policy is written only if it is not worse on viewers and",
            "traces held back; FILE.previous keeps the one before, and lab rollback puts it back."
        })
public final class LabLearnCommand extends ResultCommand {
    @Mixin
    private LabTelemetry telemetry;

    @Mixin
    private LabTraces traces;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            showDefaultValue = Visibility.NEVER,
            description = {"The learned policy to continue.", "  Default: the one that ships"})
    private @Nullable Path policy;

    @Option(
            names = "--random-videos",
            paramLabel = "N",
            defaultValue = "4",
            description = "Videos with random ladders, beside the titles that were watched.")
    private int randomVideos;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds of imitation.")
    private int rounds;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "16",
            description = "Sessions of each video in a round.")
    private int sessions;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "Begin no further round after this time, for example 90s or 10m.")
    private Duration budget;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Random seed. The same seed gives the same policy, unless the budget ends the training.")
    private long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            showDefaultValue = Visibility.NEVER,
            description = "The new policy. It may be the file that an edge serves: the edge reads it within a second.")
    private Path output;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(
            boolean published,
            int clips,
            SortedMap<String, Long> leftOut,
            int traces,
            long seed,
            List<LearningPoint> curve,
            List<ComparisonResult> comparisons) {}

    /** A comparison of the new policy with the given one; without interval if there are too few viewers or logs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ComparisonResult(
            String on,
            int sessions,
            double given,
            double candidate,
            double difference,
            @Nullable Double low,
            @Nullable Double high,
            boolean worse) {
        static ComparisonResult of(Comparison comparison) {
            Interval interval = comparison.difference().interval().orElse(null);
            return new ComparisonResult(
                    comparison.on(),
                    comparison.sessions(),
                    comparison.given(),
                    comparison.candidate(),
                    comparison.difference().mean(),
                    interval == null ? null : (Double) interval.low(),
                    interval == null ? null : (Double) interval.high(),
                    comparison.isWorse());
        }
    }

    @Override
    protected Outcome run() throws IOException, InterruptedException {
        if (!telemetry.isGiven()) {
            throw badUsage("--from is missing: name the telemetry file of an edge");
        }
        if (rounds < 1 || sessions < 1 || randomVideos < 0) {
            throw new ParameterException(
                    spec().commandLine(), "--rounds and --sessions must be at least 1, --random-videos at least 0");
        }
        CommandFiles.requireWritable(output);
        Path file = policy;
        LearnedModel given = file == null ? LearnedModel.shipped() : PolicyFiles.readLearned(file);
        LivedClips lived = telemetry.read();
        lived.omissions().ifPresent(err()::println);
        PolicyUpdate update = new PolicyUpdate(telemetry.name(), lived.clips());
        List<NamedTrace> recorded = new ArrayList<>();
        for (TraceFile trace : traces.isGiven() ? traces.find(spec().commandLine()) : List.<TraceFile>of()) {
            recorded.add(new NamedTrace(trace, TraceReader.read(trace.file())));
        }
        InstantSource clock = InstantSource.system();
        Instant end = clock.instant().plus(budget);
        LearningCurve curve = new LearningCurve(err(), _ -> {});
        PolicyUpdate.Outcome learned = update.run(
                given,
                recorded,
                new Effort(randomVideos, rounds, sessions, 0),
                seed,
                curve,
                () -> clock.instant().isBefore(end),
                madeBy(given));
        Optional<Comparison> refusal = learned.refusal();
        Result result = new Result(
                refusal.isEmpty(),
                lived.clips().size(),
                lived.leftOut(),
                recorded.size(),
                seed,
                curve.points(),
                learned.comparisons().stream().map(ComparisonResult::of).toList());
        if (refusal.isPresent()) {
            return Outcome.failed(result, out -> out.println(refused(refusal.get())));
        }
        PolicyFiles.publish(output, learned.candidate(), given);
        return Outcome.ok(result, out -> print(out, learned.comparisons(), lived));
    }

    private String refused(Comparison worse) {
        return String.format(
                Locale.ROOT,
                "%s not written: on %s the new policy has a QoE_v of %.2f, the given one %.2f (%s)",
                output,
                worse.on(),
                worse.candidate(),
                worse.given(),
                difference(worse));
    }

    private static String difference(Comparison comparison) {
        String interval = comparison
                .difference()
                .interval()
                .map(it -> String.format(Locale.ROOT, ", %+.2f … %+.2f", it.low(), it.high()))
                .orElse("");
        return String.format(Locale.ROOT, "%+.2f%s", comparison.difference().mean(), interval);
    }

    private void print(PrintWriter out, List<Comparison> comparisons, LivedClips lived) {
        out.printf(
                "%s: learned from %s; the policy before is in %s%n",
                output, Counted.of(lived.clips().size(), "clip"), PolicyFiles.previous(output));
        for (Comparison comparison : comparisons) {
            out.printf(
                    Locale.ROOT,
                    "%s (%d): QoE_v %.2f, before %.2f (%s)%n",
                    comparison.on(),
                    comparison.sessions(),
                    comparison.candidate(),
                    comparison.given(),
                    difference(comparison));
        }
    }

    /** The command, for the policy file: without paths, and with the command of the policy that it continues. */
    private String madeBy(LearnedModel given) {
        return String.format(
                Locale.ROOT,
                "starling lab learn --random-videos %d --rounds %d --sessions %d --seed %d; before: %s",
                randomVideos,
                rounds,
                sessions,
                seed,
                given.madeBy());
    }
}
