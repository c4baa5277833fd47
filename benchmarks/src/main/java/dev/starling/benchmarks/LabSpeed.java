package dev.starling.benchmarks;

import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.policy.BufferBased;
import dev.starling.lab.policy.RateBased;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.trace.TraceReader;
import dev.starling.lab.video.ChunkTables;
import dev.starling.lab.video.ChunkedVideo;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Speed of the lab's reference player with cheap policies, on one thread: decisions for each second of processor time,
 * while the traces are played again and again. The traces are in memory.
 *
 * <pre>
 *   java … dev.starling.benchmarks.LabSpeed VIDEO TRACES [ROUNDS]
 * </pre>
 */
public final class LabSpeed {
    private static final int DECISIONS_PER_ROUND = 2_000_000;

    private LabSpeed() {}

    /** Prints a line per round and policy; the first rounds warm up. */
    public static void main(String[] args) throws Exception {
        ChunkedVideo video = ChunkTables.read(Path.of(args[0]));
        List<BandwidthTrace> traces = new ArrayList<>();
        for (TraceFile file : TraceFile.find(List.of(Path.of(args[1])))) {
            traces.add(TraceReader.read(file.file()));
        }
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        for (int round = 0; round < rounds; round++) {
            measure("bba", new BufferBased(), video, traces);
            measure("rate", new RateBased(), video, traces);
        }
    }

    private static void measure(String name, AbrPolicy policy, ChunkedVideo video, List<BandwidthTrace> traces) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int decisions = 0;
        double sum = 0;
        int sessions = 0;
        while (decisions < DECISIONS_PER_ROUND) {
            for (BandwidthTrace trace : traces) {
                sum += ReferencePlayer.PENSIEVE.play(video, trace, policy).meanQoe(Qoe.COMYCO_V);
                decisions += video.chunks() - 1;
                sessions++;
            }
        }
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        System.out.printf(
                Locale.ROOT,
                "%-5s %.2f million decisions/s, mean QoE_v %.3f%n",
                name,
                decisions * 1e3 / nanos,
                sum / sessions);
    }
}
