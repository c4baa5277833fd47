package dev.starling.benchmarks;

import dev.starling.lab.delivery.DeliverySimulator;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.delivery.Link;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.delivery.StockPlayer;
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
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.StaticPolicy;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Speed of the lab's simulators on one thread: decisions for each second of processor time, while the traces are played
 * again and again. Tables are played by the reference player with cheap policies; packages are delivered by the static
 * policy, and a decision is a clip with all its decisions in flight. Traces and packages are in memory.
 *
 * <pre>
 *   java … dev.starling.benchmarks.LabSpeed TABLES|PACKAGE TRACES [ROUNDS [REPEAT]]
 * </pre>
 *
 * A package is played REPEAT times in a row, as one title.
 */
public final class LabSpeed {
    private static final long MIN_ROUND_NANOS = 4_000_000_000L;
    private static final int DEFAULT_ROUNDS = 5;
    private static final int DEFAULT_REPEAT = 6;

    private LabSpeed() {}

    /** Prints a line per round and policy; the first rounds warm up. */
    public static void main(String[] args) throws Exception {
        Path video = Path.of(args[0]);
        List<BandwidthTrace> traces = new ArrayList<>();
        for (TraceFile file : TraceFile.find(List.of(Path.of(args[1])))) {
            traces.add(TraceReader.read(file.file()));
        }
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : DEFAULT_ROUNDS;
        if (PackageReader.isPackage(video)) {
            int repeat = args.length > 3 ? Integer.parseInt(args[3]) : DEFAULT_REPEAT;
            SteeredTitle title = SteeredTitle.read(video).repeated(repeat);
            for (int round = 0; round < rounds; round++) {
                deliver("static", Moves.ALLOWED, title, traces);
                deliver("static-no-moves", Moves.NEVER, title, traces);
            }
        } else {
            ChunkedVideo tables = ChunkTables.read(video);
            for (int round = 0; round < rounds; round++) {
                play("bba", new BufferBased(), tables, traces);
                play("rate", new RateBased(), tables, traces);
            }
        }
    }

    private static void play(String name, AbrPolicy policy, ChunkedVideo video, List<BandwidthTrace> traces) {
        measure(
                name,
                video.chunks() - 1,
                traces,
                trace -> ReferencePlayer.PENSIEVE.play(video, trace, policy).meanQoe(Qoe.COMYCO_V));
    }

    private static void deliver(String name, Moves moves, SteeredTitle title, List<BandwidthTrace> traces) {
        DeliverySimulator simulator = new DeliverySimulator(
                Link.DEFAULT, StockPlayer.DEFAULT, StaticPolicy.DEFAULT, CapabilityVector.UNKNOWN, moves);
        measure(
                name,
                title.title().clips().size(),
                traces,
                trace -> simulator.play(title, trace).meanQoeV());
    }

    /** @param session plays a trace, and gives its mean QoE_v */
    private static void measure(
            String name, int decisions, List<BandwidthTrace> traces, ToDoubleFunction<BandwidthTrace> session) {
        long before = cpuNanos();
        double sum = 0;
        int sessions = 0;
        while (cpuNanos() - before < MIN_ROUND_NANOS) {
            for (BandwidthTrace trace : traces) {
                sum += session.applyAsDouble(trace);
                sessions++;
            }
        }
        long nanos = cpuNanos() - before;
        System.out.printf(
                Locale.ROOT,
                "%-15s %.4f million decisions/s, mean QoE_v %.3f%n",
                name,
                (double) sessions * decisions * 1e3 / nanos,
                sum / sessions);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
