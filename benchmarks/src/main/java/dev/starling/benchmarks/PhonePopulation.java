package dev.starling.benchmarks;

import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Viewers whose paths are recorded ones at one mean rate, each from a random start. Every fourth log, in the order of
 * their names, is held back: nobody of those who are learned from has a path of it.
 *
 * @param files the traces
 * @param bitsPerSecond the mean rate of each path
 * @param seed the same seed gives the same paths
 */
record PhonePopulation(List<TraceFile> files, double bitsPerSecond, long seed) {
    private static final int LOGS_PER_HELD_BACK = 4;

    PhonePopulation {
        files = List.copyOf(files);
    }

    /** A viewer's path, and the file that it was made of. */
    record Viewed(TraceFile file, BandwidthTrace trace) {}

    /** Viewers to learn from. */
    List<Viewed> learnedFrom(int count) throws IOException {
        return viewers(files.stream().filter(it -> !isHeldBack(it)).toList(), count, seed);
    }

    /** Viewers to measure on. */
    List<Viewed> heldBack(int count) throws IOException {
        return viewers(files.stream().filter(this::isHeldBack).toList(), count, seed + 1);
    }

    private boolean isHeldBack(TraceFile file) {
        TreeSet<String> logs = new TreeSet<>();
        files.forEach(it -> logs.add(it.log()));
        return logs.headSet(file.log(), true).size() % LOGS_PER_HELD_BACK == 0;
    }

    private List<Viewed> viewers(List<TraceFile> some, int count, long ownSeed) throws IOException {
        if (some.isEmpty()) {
            throw new IllegalArgumentException("at least " + LOGS_PER_HELD_BACK + " logs are needed");
        }
        Random random = new Random(ownSeed);
        List<Viewed> viewers = new ArrayList<>();
        for (int viewer = 0; viewer < count; viewer++) {
            TraceFile file = some.get(viewer % some.size());
            BandwidthTrace trace = TraceReader.read(file.file());
            viewers.add(new Viewed(file, scaled(trace, random.nextDouble() * trace.seconds())));
        }
        return viewers;
    }

    /** A trace at the population's mean rate, from some time on. */
    private BandwidthTrace scaled(BandwidthTrace trace, double start) {
        double scale = bitsPerSecond / trace.meanBitsPerSecond();
        BandwidthTrace.Builder builder = new BandwidthTrace.Builder();
        int first = 0;
        while (trace.until(first) <= start && first < trace.periods() - 1) {
            first++;
        }
        builder.add(trace.until(first) - start, scale * trace.bitsPerSecond(first));
        for (int i = 1; i <= trace.periods(); i++) {
            int period = (first + i) % trace.periods();
            double from = period == 0 ? 0 : trace.until(period - 1);
            double until = i == trace.periods() ? start : trace.until(period);
            builder.add(Math.max(0, until - from), scale * trace.bitsPerSecond(period));
        }
        return builder.build();
    }
}
