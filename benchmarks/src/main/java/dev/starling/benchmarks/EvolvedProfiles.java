package dev.starling.benchmarks;

import dev.starling.farm.TrainingFarm;
import dev.starling.farm.TrainingRequest;
import dev.starling.media.MediaLimits;
import dev.starling.swarm.cluster.ClusterTraining;
import dev.starling.swarm.cluster.ClusterTraining.LeftOut;
import dev.starling.swarm.cluster.Clustering.Assignment;
import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.curve.CurveEnvelope;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.evolve.Evaluation;
import dev.starling.swarm.evolve.Evolution;
import dev.starling.swarm.evolve.Generation;
import dev.starling.swarm.evolve.Individual;
import dev.starling.swarm.evolve.Niche;
import dev.starling.swarm.evolve.ProfilesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What evolved profiles are worth: two tables for each class of encoding cost, everything leave-one-clip-out: the centroids that a
 * clip is given were elected, and the classifier that gives them trained, without it. (The population itself was bred on all clips.)
 *
 * <ol>
 *   <li>the most probable centroid against libx264 with the preset: BD-rate by VMAF NEG and by SSIM, and processor time;
 *   <li>the members that a swarm would have, of soft and of hard assignment, against the clip's own optimum over all families
 *       of the population: bits at equal VMAF NEG, and the share of the encodes.
 * </ol>
 *
 * <pre>
 *   java … dev.starling.benchmarks.EvolvedProfiles PROFILES STORE LINES THREADS CLIP...
 * </pre>
 *
 * What {@code starling evolve} measured with the same clips, size and store is not measured again.
 */
public final class EvolvedProfiles {
    /** As encode has it: a family less probable than this is not encoded. */
    private static final double NEGLIGIBLE = 0.3;

    private static final long SEED = 1;

    private EvolvedProfiles() {}

    /** Prints the tables. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 6) {
            System.err.println("usage: EvolvedProfiles PROFILES STORE LINES THREADS CLIP CLIP...");
            System.exit(2);
        }
        TrainingRequest request = new TrainingRequest(
                Arrays.stream(args).skip(4).map(Path::of).toList(),
                1,
                Duration.ofSeconds(2),
                Integer.parseInt(args[2]),
                1,
                Path.of(args[1]),
                Integer.parseInt(args[3]),
                MediaLimits.DEFAULT);
        try (TrainingFarm farm = TrainingFarm.open(request, event -> {})) {
            Evolution evolution = Evolution.prepare(
                    farm, Evolution.Settings.usual(farm.clipNames().size()));
            Generation generation = evolution.measure(ProfilesFile.read(Files.readAllBytes(Path.of(args[0]))));
            for (Niche niche : generation.niches()) {
                print(farm, generation, niche);
            }
        }
    }

    private static void print(TrainingFarm farm, Generation generation, Niche niche) {
        List<Individual> families =
                generation.individuals().stream().filter(niche::admits).toList();
        List<LeftOut> soft = leftOut(farm, families, Assignment.SOFT);
        List<LeftOut> hard = leftOut(farm, families, Assignment.HARD);
        System.out.printf(
                "%nagainst libx264 %s; %d families, %d clips%n",
                niche.preset(), families.size(), farm.clipNames().size());
        System.out.println(
                "clip                              VMAF NEG    SSIM    time   soft swarm  encodes  hard swarm");
        double[] sums = new double[6];
        double worst = Double.NEGATIVE_INFINITY;
        for (int clip = 0; clip < farm.clipNames().size(); clip++) {
            Evaluation reference = niche.references().get(clip);
            Evaluation given = evaluation(families, soft.get(clip).mostProbable(), clip);
            List<Integer> members = soft.get(clip).atLeast(NEGLIGIBLE);
            double[] row = {
                percent(Bjontegaard.rate(reference.vmafNeg(), given.vmafNeg())),
                percent(Bjontegaard.rate(reference.ssim(), given.ssim())),
                given.cpuSeconds() / reference.cpuSeconds(),
                penalty(families, members, clip),
                100.0 * members.size() / families.size(),
                penalty(families, List.of(hard.get(clip).mostProbable()), clip)
            };
            worst = Math.max(worst, row[0]);
            for (int i = 0; i < row.length; i++) {
                sums[i] += row[i] / farm.clipNames().size();
            }
            print(farm.clipNames().get(clip), row);
        }
        print("mean", sums);
        System.out.printf(
                Locale.ROOT,
                "worst VMAF NEG %+.1f %%; processor time of all %.3f of the preset's%n",
                worst,
                cost(families, soft, niche));
    }

    private static void print(String name, double[] row) {
        System.out.printf(
                Locale.ROOT,
                "%-32s %+8.1f %% %+6.1f %% %6.2f %+10.1f %% %7.1f %% %+9.1f %%%n",
                name,
                row[0],
                row[1],
                row[2],
                row[3],
                row[4],
                row[5]);
    }

    private static List<LeftOut> leftOut(TrainingFarm farm, List<Individual> families, Assignment assignment) {
        ClusterTraining.Settings usual = ClusterTraining.Settings.usual(SEED);
        ClusterTraining.Settings settings = new ClusterTraining.Settings(
                usual.clusters(), usual.temperature(), usual.costOfCluster(), assignment, SEED);
        return ClusterTraining.train(farm.features(), families, 8192, settings).leftOut();
    }

    private static Evaluation evaluation(List<Individual> families, int family, int clip) {
        return families.get(family).evaluations().get(clip);
    }

    private static double cost(List<Individual> families, List<LeftOut> leftOut, Niche niche) {
        double given = IntStream.range(0, leftOut.size())
                .mapToDouble(clip -> evaluation(families, leftOut.get(clip).mostProbable(), clip)
                        .cpuSeconds())
                .sum();
        return given
                / niche.references().stream()
                        .mapToDouble(Evaluation::cpuSeconds)
                        .sum();
    }

    /**
     * How much more bits, in per cent, some families take than all of them at equal VMAF NEG, each quality by the family that is best
     * there: never negative.
     */
    private static double penalty(List<Individual> families, List<Integer> members, int clip) {
        Evaluation first = evaluation(families, members.getFirst(), clip);
        double all = doublingsSaved(
                first, families.stream().map(it -> it.evaluations().get(clip)));
        double some = doublingsSaved(first, members.stream().map(it -> evaluation(families, it, clip)));
        return 100 * (Math.pow(2, all - some) - 1);
    }

    /** By how many doublings of the bitrate the best of several evaluations undercut one of them, mean over the qualities that it spans. */
    private static double doublingsSaved(Evaluation one, Stream<Evaluation> several) {
        List<List<RateQualityPoint>> curves = new ArrayList<>(List.of(turned(one)));
        several.forEach(it -> curves.add(turned(it)));
        return CurveEnvelope.of(curves).distance(0);
    }

    /** Bits as a function of quality, both turned round so that the curve rises and better is higher: x is the loss of quality. */
    private static List<RateQualityPoint> turned(Evaluation evaluation) {
        return evaluation.vmafNeg().stream()
                .map(it -> new RateQualityPoint(
                        Math.pow(2, -it.quality() / 10), -Math.log(it.bitsPerSecond()) / Math.log(2)))
                .toList();
    }

    private static double percent(OptionalDouble share) {
        return 100 * share.orElse(Double.NaN);
    }
}
