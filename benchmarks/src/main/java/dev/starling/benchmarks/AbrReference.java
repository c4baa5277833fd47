package dev.starling.benchmarks;

import dev.starling.lab.evaluate.ClusterBootstrap;
import dev.starling.lab.evaluate.PolicyName;
import dev.starling.lab.evaluate.SessionFigures;
import dev.starling.lab.evaluate.SessionFigures.Figure;
import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.policy.Bola;
import dev.starling.lab.policy.RateBased;
import dev.starling.lab.policy.RobustMpc;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.OfflineOptimum;
import dev.starling.lab.reference.Playback;
import dev.starling.lab.reference.PublishedLog;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.trace.TraceReader;
import dev.starling.lab.video.ChunkTables;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.lab.video.DenseLadder;
import dev.starling.swarm.steer.LearnedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The lab's baselines beside the logs of published schemes. First the published decisions, replayed; then our policies,
 * and the share of decisions in which a policy agrees with a log in the log's own states; then the optimum at three
 * steps.
 *
 * <pre>
 *   java … dev.starling.benchmarks.AbrReference ABR TRACES [RUNGS]
 * </pre>
 *
 * With RUNGS, only the planner's and the learned policies play, on a ladder of so many rungs. Of each policy the paired
 * difference from Comyco's log is printed, with a 95 % interval. ABR is the folder with {@code envivo} and
 * {@code logs.csv}, TRACES the one with the logs' traces.
 */
public final class AbrReference {
    private static final ReferencePlayer PLAYER = ReferencePlayer.PENSIEVE;
    private static final Map<String, AbrPolicy> OURS =
            Map.of("rate-based", new RateBased(), "bola", new Bola(), "robust-mpc", new RobustMpc(Qoe.COMYCO_V));

    private final ChunkedVideo video;
    private final Map<String, BandwidthTrace> traces = new LinkedHashMap<>();
    private final List<PublishedLog> logs;
    private final Path folder;

    private AbrReference(Path abr, Path folder) throws IOException {
        this.folder = folder;
        video = ChunkTables.read(abr.resolve("envivo")).withNominalRates(ChunkTables.ENVIVIO_KILOBITS);
        logs = PublishedLog.read(abr.resolve("logs.csv"));
        for (PublishedLog log : logs) {
            if (!traces.containsKey(log.trace())) {
                traces.put(log.trace(), TraceReader.read(folder.resolve(log.trace())));
            }
        }
    }

    /** Prints the table. */
    public static void main(String[] args) throws IOException {
        if (args.length > 2) {
            AbrReference dense = new AbrReference(Path.of(args[0]), Path.of(args[1]));
            dense.playDense(Integer.parseInt(args[2]));
            return;
        }
        AbrReference reference = new AbrReference(Path.of(args[0]), Path.of(args[1]));
        for (String scheme :
                reference.logs.stream().map(PublishedLog::scheme).distinct().toList()) {
            reference.replay(scheme);
        }
        for (PolicyName policy : PolicyName.all(LearnedModel.shipped())) {
            if (!policy.name().equals("optimum")) {
                reference.play(policy);
            }
        }
        OURS.forEach(reference::agreement);
        for (double step : new double[] {0.4, 0.2, 0.1, 0.05}) {
            reference.optimum(step);
        }
    }

    private BandwidthTrace trace(String name) {
        return Objects.requireNonNull(traces.get(name), name);
    }

    private Playback played(String trace, AbrPolicy policy) {
        return PLAYER.play(video, trace(trace), policy);
    }

    private void replay(String scheme) {
        Sum sum = new Sum();
        double worst = 0;
        for (PublishedLog log : logs) {
            if (log.scheme().equals(scheme)) {
                Playback playback = played(log.trace(), log.decisions());
                worst = Math.max(worst, Math.abs(playback.meanQoe(Qoe.COMYCO_V) - log.qoeV()));
                sum.add(playback);
            }
        }
        System.out.printf(Locale.ROOT, "replayed %-18s %s, largest difference %.7f%n", scheme, sum, worst);
    }

    private void play(PolicyName name) {
        play(name, PLAYER, video);
    }

    private void playDense(int rungs) {
        ChunkedVideo dense = DenseLadder.of(video, rungs);
        int start = Math.round((float) (rungs - 1) / (video.rungs() - 1) * PLAYER.startRung());
        for (PolicyName policy : PolicyName.all(LearnedModel.shipped())) {
            if (policy.name().matches("(planner|learned|rate).*|bba|optimum")) {
                play(policy, PLAYER.startingAt(start), dense);
            }
        }
    }

    private void play(PolicyName name, ReferencePlayer player, ChunkedVideo played) {
        Sum sum = new Sum();
        List<SessionFigures> above = new ArrayList<>();
        for (Map.Entry<String, BandwidthTrace> trace : traces.entrySet()) {
            Playback playback = name.session().play(player, played, trace.getValue());
            sum.add(playback);
            double comyco = logs.stream()
                    .filter(it -> it.scheme().equals("comyco") && it.trace().equals(trace.getKey()))
                    .mapToDouble(PublishedLog::qoeV)
                    .findFirst()
                    .orElseThrow();
            above.add(new SessionFigures(
                    TraceFile.of(folder.resolve(trace.getKey())),
                    name.name(),
                    Map.of(Figure.QOE_V, playback.meanQoe(Qoe.COMYCO_V) - comyco)));
        }
        ClusterBootstrap.Estimate estimate = new ClusterBootstrap(1).estimate(above, Figure.QOE_V);
        ClusterBootstrap.Interval interval = estimate.interval().orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "ours     %-18s %s, above Comyco %.3f (%.3f … %.3f)%n",
                name,
                sum,
                estimate.mean(),
                interval.low(),
                interval.high());
    }

    private void agreement(String scheme, AbrPolicy policy) {
        int[] same = new int[1];
        int decisions = 0;
        for (PublishedLog log : logs) {
            if (log.scheme().equals(scheme)) {
                played(log.trace(), state -> {
                    int published = log.rung(state.nextChunk());
                    same[0] += policy.choose(state) == published ? 1 : 0;
                    return published;
                });
                decisions += video.chunks() - 1;
            }
        }
        System.out.printf(Locale.ROOT, "ours agrees with %s in %.1f %%%n", scheme, 100.0 * same[0] / decisions);
    }

    private void optimum(double step) {
        OfflineOptimum optimum = new OfflineOptimum(PLAYER, Qoe.COMYCO_V, step);
        Sum sum = new Sum();
        for (BandwidthTrace trace : traces.values()) {
            sum.add(PLAYER.play(video, trace, optimum.policy(video, trace)));
        }
        System.out.printf(Locale.ROOT, "optimum  step %.2f s  %s%n", step, sum);
    }

    /** Sums over sessions. */
    private static final class Sum {
        private int sessions;
        private final List<Double> qoeV = new ArrayList<>();
        private double qoeLin;
        private double stallRatio;
        private double stalls;
        private double vmaf;
        private double switches;

        void add(Playback playback) {
            sessions++;
            qoeV.add(playback.meanQoe(Qoe.COMYCO_V));
            qoeLin += playback.meanQoe(Qoe.LINEAR);
            stallRatio += playback.stallRatio();
            stalls += playback.stallSeconds();
            vmaf += playback.meanVmaf();
            switches += playback.switches();
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "QoE_v %.4f (p5 %.2f), QoE_lin %.4f, stalled %.2f %%, stalls %.3f s, VMAF %.2f, switches %.1f",
                    qoeV.stream().mapToDouble(it -> it).average().orElse(Double.NaN),
                    qoeV.stream().sorted().toList().get((int) Math.ceil(0.05 * sessions) - 1),
                    qoeLin / sessions,
                    100 * stallRatio / sessions,
                    stalls / sessions,
                    vmaf / sessions,
                    switches / sessions);
        }
    }
}
