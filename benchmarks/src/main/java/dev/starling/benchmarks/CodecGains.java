package dev.starling.benchmarks;

import dev.starling.farm.train.TrainingFarm;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.evolve.Evaluation;
import dev.starling.swarm.breed.evolve.Evolution;
import dev.starling.swarm.breed.evolve.Generation;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.evolve.Niche;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.evolve.ProfilesFile;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.curve.Bjontegaard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Gain of each codec in a file of profiles, in the encoding time of a libx264 preset: the niche's fittest family
 * against libx264 with that preset. BD-rates in per cent, and the cost relative to the preset's, as evolution measured
 * it.
 *
 * <pre>
 *   java … dev.starling.benchmarks.CodecGains PROFILES STORE LINES SCORE_EVERY CLIP...
 * </pre>
 *
 * Measurements by {@code starling evolve} with the same clips, size and store are reused. Computes on one thread.
 */
public final class CodecGains {
    private final List<String> clips;
    private final Generation generation;

    private CodecGains(List<String> clips, Generation generation) {
        this.clips = clips;
        this.generation = generation;
    }

    /** Prints a table per preset. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 5) {
            System.err.println("usage: CodecGains PROFILES STORE LINES SCORE_EVERY CLIP...");
            System.exit(2);
        }
        try (TrainingFarm farm = TrainingBench.open(
                args[1],
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Arrays.copyOfRange(args, 4, args.length))) {
            Population population = ProfilesFile.read(Files.readAllBytes(Path.of(args[0])));
            Generation generation = Evolution.prepare(
                            farm.evaluator(), Evolution.Settings.usual(farm.weights(Demand.EVEN), population.codecs()))
                    .measure(population);
            CodecGains gains = new CodecGains(farm.clipNames(), generation);
            generation.niches().stream()
                    .map(Niche::preset)
                    .distinct()
                    .forEach(preset -> gains.print(
                            preset.toString(),
                            generation.niches().stream()
                                    .filter(it -> it.preset() == preset)
                                    .toList()));
        }
    }

    private void print(String preset, List<Niche> niches) {
        System.out.printf("%nagainst libx264 %s; of each codec VMAF NEG, SSIM, cost%n%n", preset);
        System.out.printf(
                "%-36s %s%n",
                "",
                row(niches.stream()
                        .map(it -> String.format("%24s", Genome.name(it.codec())))
                        .toList()));
        List<List<double[]>> figures = new ArrayList<>();
        for (Niche niche : niches) {
            figures.add(figures(niche));
        }
        for (int clip = 0; clip < clips.size(); clip++) {
            int at = clip;
            System.out.printf(
                    "%-36s %s%n",
                    clips.get(clip),
                    row(figures.stream().map(it -> cells(it.get(at))).toList()));
        }
        System.out.printf(
                "%-36s %s%n",
                "mean", row(figures.stream().map(it -> cells(mean(it))).toList()));
        for (Niche niche : niches) {
            System.out.println(generation.best(niche).genotype());
        }
    }

    private List<double[]> figures(Niche niche) {
        Individual best = generation.best(niche);
        List<double[]> figures = new ArrayList<>();
        for (int clip = 0; clip < clips.size(); clip++) {
            Evaluation reference = niche.references().get(clip);
            Evaluation of = best.evaluations().get(clip);
            figures.add(new double[] {
                TrainingBench.percent(Bjontegaard.rate(reference.vmafNeg(), of.vmafNeg())),
                TrainingBench.percent(Bjontegaard.rate(reference.ssim(), of.ssim())),
                niche.cost(clip, of)
            });
        }
        return figures;
    }

    private static double[] mean(List<double[]> figures) {
        double[] mean = new double[3];
        for (int column = 0; column < mean.length; column++) {
            int at = column;
            mean[column] = figures.stream()
                    .mapToDouble(it -> it[at])
                    .filter(Double::isFinite)
                    .average()
                    .orElse(Double.NaN);
        }
        return mean;
    }

    private static String cells(double[] figures) {
        return String.format(Locale.ROOT, "%+8.1f %+8.1f %6.2f", figures[0], figures[1], figures[2]);
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining("  "));
    }
}
