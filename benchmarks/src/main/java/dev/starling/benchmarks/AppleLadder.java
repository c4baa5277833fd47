package dev.starling.benchmarks;

import dev.starling.farm.ShippedClusters;
import dev.starling.farm.task.EvaluateTask.Recipe;
import dev.starling.farm.train.TrainingFarm;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.curve.RateQualityCurve;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.Tuning.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Compares a swarm's members with the fixed ladder of nine rungs that Apple's authoring specification for HLS
 * recommends for H.264 (145 to 7800 kbit/s; libx264 medium in two passes with a peak of twice the average): bits at
 * equal VMAF NEG over the qualities that both reach, and storage. Rungs larger than the clip are left out. Quality is
 * measured at the clip's size; the upper hull of each side counts.
 *
 * <pre>
 *   java … dev.starling.benchmarks.AppleLadder CLUSTERS|shipped STORE SCORE_EVERY CLIP...
 * </pre>
 */
public final class AppleLadder {
    /** A rung: the height of its pictures, and its bitrate. */
    private record Rung(int lines, int kilobitsPerSecond) {}

    private static final List<Rung> RUNGS = List.of(
            new Rung(234, 145),
            new Rung(360, 365),
            new Rung(432, 730),
            new Rung(432, 1100),
            new Rung(540, 2000),
            new Rung(720, 3000),
            new Rung(720, 4500),
            new Rung(1080, 6000),
            new Rung(1080, 7800));

    /** Larger than any clip, so that clips are not scaled. */
    private static final int MAX_LINES = 8192;

    private AppleLadder() {}

    /** Prints the table. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 4) {
            System.err.println("usage: AppleLadder CLUSTERS|shipped STORE SCORE_EVERY CLIP...");
            System.exit(2);
        }
        ClustersFile clusters = args[0].equals("shipped")
                ? ShippedClusters.read()
                : ClustersFile.read(Files.readAllBytes(Path.of(args[0])));
        System.out.printf(
                "%-32s %8s %16s %14s %14s %9s%n", "clip", "BD-rate", "over VMAF NEG", "swarm", "ladder", "storage");
        for (String clip : Arrays.asList(args).subList(3, args.length)) {
            // One after the other: the pictures of one clip at three sizes already fill much memory.
            try (TrainingFarm farm = TrainingBench.open(args[1], MAX_LINES, Integer.parseInt(args[2]), clip)) {
                print(farm, clusters);
            }
        }
    }

    private static void print(TrainingFarm farm, ClustersFile clusters) throws IOException, InterruptedException {
        PictureSize size = farm.displaySize(0);
        List<Recipe.Rung> rungs = RUNGS.stream()
                .filter(it -> it.lines() <= size.shortSide())
                .map(it -> new Recipe.Rung(Preset.MEDIUM, size.withShortSide(it.lines()), it.kilobitsPerSecond()))
                .toList();
        List<Profile.H264> profiles = farm.swarm().profiles(0, clusters);
        List<Encoding> ladder = farm.swarm().ladder(0, rungs);
        List<Encoding> members = farm.swarm().members(0, profiles);
        List<RateQualityPoint> ofLadder = hull(ladder);
        List<RateQualityPoint> ofSwarm = hull(members);
        double from = Math.max(ofLadder.getFirst().quality(), ofSwarm.getFirst().quality());
        double to = Math.min(ofLadder.getLast().quality(), ofSwarm.getLast().quality());
        double stored = kilobitsPerSecond(members);
        double storedOfLadder = kilobitsPerSecond(ladder);
        System.out.printf(
                Locale.ROOT,
                "%-32s %+6.1f %% %7.1f – %6.1f %3d %6.0f kb/s %3d %6.0f kb/s %8.2f%n",
                farm.clipNames().getFirst(),
                TrainingBench.percent(Bjontegaard.rate(ofLadder, ofSwarm)),
                from,
                to,
                members.size(),
                stored,
                ladder.size(),
                storedOfLadder,
                stored / storedOfLadder);
    }

    private static double kilobitsPerSecond(List<Encoding> encodings) {
        return encodings.stream().mapToDouble(Encoding::bitsPerSecond).sum() / 1000;
    }

    private static List<RateQualityPoint> hull(List<Encoding> encodings) {
        return RateQualityCurve.upperHull(encodings.stream()
                        .map(it -> new RateQualityPoint(it.bitsPerSecond(), it.vmafNeg()))
                        .toList())
                .points();
    }
}
