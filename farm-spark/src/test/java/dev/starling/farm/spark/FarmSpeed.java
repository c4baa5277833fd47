package dev.starling.farm.spark;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.Phase;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the overhead of Spark over the embedded executor, how time grows with the number of clips, and how much
 * memory a long title takes. A program, not a test; {@code docs/results/spark.md} shows how to run it.
 */
final class FarmSpeed {
    private static final int CORES = 2;
    private static final int ROUNDS = 5;

    private FarmSpeed() {}

    /**
     * Arguments: what to measure ({@code overhead}, {@code length}, {@code hour}, {@code hour-spark}), a folder to work
     * in, and for {@code overhead} optionally a video file to encode instead of a generated title.
     */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[1]));
        switch (args[0]) {
            case "overhead" -> overhead(folder, args.length > 2 ? Path.of(args[2]) : generated(folder));
            case "length" -> length(folder);
            case "hour" -> hour(folder, new Farm());
            case "hour-spark" -> hour(folder, onSpark());
            default -> throw new IllegalArgumentException("unknown measurement " + args[0]);
        }
    }

    private static Farm onSpark() {
        return Farm.on(new SparkEngine(), "local[" + CORES + "]", Map.of("spark.ui.enabled", "false"));
    }

    private static Path generated(Path folder) {
        return GeneratedTitle.sized(640, 360).at(25).scenes(60, 190).withTone(2).write(folder.resolve("title.mkv"));
    }

    private static void overhead(Path folder, Path input) throws Exception {
        // The first run includes loading and compiling an engine's classes, so it is printed separately.
        System.out.printf(
                Locale.ROOT,
                "first in this process: embedded %.1f s, Spark local[%d] %.1f s%n",
                seconds(new Farm(), input, folder.resolve("embedded-first")),
                CORES,
                seconds(onSpark(), input, folder.resolve("spark-first")));
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double embedded = seconds(new Farm(), input, folder.resolve("embedded" + round));
            double spark = seconds(onSpark(), input, folder.resolve("spark" + round));
            ratios[round] = spark / embedded;
            System.out.printf(
                    Locale.ROOT,
                    "embedded %.1f s, Spark local[%d] %.1f s: %.3f%n",
                    embedded,
                    CORES,
                    spark,
                    ratios[round]);
        }
        printMedian(ratios);
    }

    private static void printMedian(double[] ratios) {
        Arrays.sort(ratios);
        System.out.printf(
                Locale.ROOT,
                "median %.3f (%.3f to %.3f)%n",
                ratios[ratios.length / 2],
                ratios[0],
                ratios[ratios.length - 1]);
    }

    private static void length(Path folder) throws Exception {
        Path one = GeneratedTitle.sized(160, 96).at(25).scenes(100, 400).write(folder.resolve("one.mkv"));
        Path three = GeneratedTitle.sized(160, 96).at(25).scenes(100, 1400).write(folder.resolve("three.mkv"));
        seconds(new Farm(), one, folder.resolve("warm-up"));
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double first = seconds(new Farm(), one, folder.resolve("one" + round));
            double third = seconds(new Farm(), three, folder.resolve("three" + round));
            ratios[round] = third / first;
            System.out.printf(
                    Locale.ROOT, "20 s of title in %.1f s, 60 s in %.1f s: %.3f%n", first, third, ratios[round]);
        }
        printMedian(ratios);
    }

    private static void hour(Path folder, Farm farm) throws Exception {
        Path input = folder.resolve("hour.mkv");
        if (!Files.exists(input)) {
            GeneratedTitle.sized(96, 64).at(10).scenes(100, 35_900).withTone(1).write(input);
        }
        double seconds = seconds(farm, input, folder.resolve("hour-package"));
        long peak = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(it -> it.startsWith("VmHWM"))
                .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "an hour in %.0f s; the process had at most %.0f MiB of memory, heap and natives%n",
                seconds,
                peak / 1024.0);
    }

    /** Seconds that an encode takes from the moment its first clip is read, without the engine's start. */
    private static double seconds(Farm farm, Path input, Path output) throws IOException, InterruptedException {
        AtomicLong start = new AtomicLong();
        farm.encode(EncodeRequest.of(input, output, CORES), event -> {
            if (event instanceof FarmEvent.Progress progress && progress.phase() == Phase.ANALYSE) {
                start.compareAndSet(0, System.nanoTime());
            }
        });
        return (System.nanoTime() - start.get()) / 1e9;
    }
}
