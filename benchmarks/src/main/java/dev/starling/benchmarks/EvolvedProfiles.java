package dev.starling.benchmarks;

import dev.starling.farm.train.TrainingFarm;
import dev.starling.swarm.breed.cluster.ClusterTraining;
import dev.starling.swarm.breed.cluster.ClusterTraining.LeftOut;
import dev.starling.swarm.breed.cluster.ClusterTraining.Purpose;
import dev.starling.swarm.breed.cluster.Clustering;
import dev.starling.swarm.breed.cluster.Clustering.Assignment;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.evolve.Evaluation;
import dev.starling.swarm.breed.evolve.Evolution;
import dev.starling.swarm.breed.evolve.Generation;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.evolve.Niche;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.evolve.ProfilesFile;
import dev.starling.swarm.breed.evolve.Subject.Bred;
import dev.starling.swarm.breed.evolve.Subject.Stock;
import dev.starling.swarm.breed.evolve.Subject.Tune;
import dev.starling.swarm.breed.evolve.Trial;
import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.curve.CurveEnvelope;
import dev.starling.swarm.curve.RateQualityPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Value of evolved profiles: two tables for one class of encoding cost (that of preset medium or slow). Everything is
 * leave-one-clip-out: a clip's centroids are elected, and the classifier that assigns them is trained, without that
 * clip. (The population itself was bred on all clips.)
 *
 * <ol>
 *   <li>the most probable centroid against libx264 with the preset, plain and with {@code --tune psnr} and
 *       {@code --tune ssim}: BD-rate, and processor time relative to that of libx264 with the preset, of every clip and
 *       of all together. The time is measured in ROUNDS rounds of encodes that take turns; with 0 rounds it is
 *       evolution's measurement. A clip on which the times differ by more than a twentieth is marked, because its
 *       encoding costs are not equal;
 *   <li>the members that a swarm would have, by soft and by hard assignment, against the clip's own optimum over all
 *       families of the population: bits at equal VMAF NEG, and the share of encodes.
 * </ol>
 *
 * <pre>
 *   java … dev.starling.benchmarks.EvolvedProfiles PRESET PROFILES STORE LINES SCORE_EVERY ROUNDS CLIP CLIP...
 * </pre>
 *
 * Measurements by {@code starling evolve} with the same clips, size and store are reused. Computes on one thread.
 */
public final class EvolvedProfiles {
    /** A family less probable than this is not encoded, as in {@code starling encode}. */
    private static final double MIN_PROBABILITY = 0.3;
    /** Encoding costs that differ by no more than this share are equal. */
    private static final double MAX_COST_DIFFERENCE = 0.05;

    private static final long SEED = 1;

    private final TrainingFarm farm;
    private final Niche niche;
    private final List<Individual> families;
    private final int rounds;

    private EvolvedProfiles(TrainingFarm farm, Niche niche, List<Individual> families, int rounds) {
        this.farm = farm;
        this.niche = niche;
        this.families = families;
        this.rounds = rounds;
    }

    /** Prints the tables. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 8) {
            System.err.println("usage: EvolvedProfiles PRESET PROFILES STORE LINES SCORE_EVERY ROUNDS CLIP CLIP...");
            System.exit(2);
        }
        try (TrainingFarm farm = TrainingBench.open(
                args[2],
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Arrays.copyOfRange(args, 6, args.length))) {
            Population population = ProfilesFile.read(Files.readAllBytes(Path.of(args[1])));
            Evolution evolution = Evolution.prepare(
                    farm.evaluator(), Evolution.Settings.usual(farm.weights(Demand.EVEN), population.codecs()));
            Generation generation = evolution.measure(population);
            Niche niche = generation.niches().stream()
                    .filter(it -> it.preset().toString().equals(args[0]))
                    .findFirst()
                    .orElseThrow();
            List<Individual> admitted =
                    generation.individuals().stream().filter(niche::admits).toList();
            new EvolvedProfiles(farm, niche, admitted, Integer.parseInt(args[5])).print();
        }
    }

    private void print() throws IOException, InterruptedException {
        System.out.printf(
                "%nagainst libx264 %s; %d families, %d clips; BD-rates by VMAF NEG, or by SSIM where stated%n",
                niche.preset(), families.size(), farm.clipNames().size());
        List<LeftOut> soft = leftOut(Assignment.SOFT);
        List<LeftOut> hard = leftOut(Assignment.HARD);
        List<Evaluation> forPsnr = stock(Tune.PSNR);
        List<Evaluation> forSsim = stock(Tune.SSIM);
        Table gains = new Table("as it is", "SSIM", "tune psnr", "tune ssim", "time");
        Table penalties = new Table("soft swarm", "by both", "encodes", "hard swarm", "by both", "encodes");
        double seconds = 0;
        double secondsOfPreset = 0;
        for (int clip = 0; clip < farm.clipNames().size(); clip++) {
            String name = farm.clipNames().get(clip);
            Evaluation reference = niche.references().get(clip);
            Individual family = families.get(soft.get(clip).mostProbable());
            Evaluation given = family.evaluations().get(clip);
            double time = rounds == 0
                    ? niche.cost(clip, given)
                    : farm.costs().ratio(new Bred(family.genotype()), new Stock(niche.preset()), clip, rounds);
            seconds += time * reference.cpuSeconds();
            secondsOfPreset += reference.cpuSeconds();
            gains.row(
                    Math.abs(time - 1) > MAX_COST_DIFFERENCE ? name + " (time)" : name,
                    TrainingBench.percent(Bjontegaard.rate(reference.vmafNeg(), given.vmafNeg())),
                    TrainingBench.percent(Bjontegaard.rate(reference.ssim(), given.ssim())),
                    TrainingBench.percent(Bjontegaard.rate(forPsnr.get(clip).vmafNeg(), given.vmafNeg())),
                    TrainingBench.percent(Bjontegaard.rate(forSsim.get(clip).vmafNeg(), given.vmafNeg())),
                    100 * (time - 1));
            List<Integer> members = soft.get(clip).atLeast(MIN_PROBABILITY);
            List<Integer> only = hard.get(clip).atLeast(MIN_PROBABILITY);
            penalties.row(
                    name,
                    penalty(members, clip, Evaluation::vmafNeg),
                    penalty(members, clip, Evaluation::curve),
                    100.0 * members.size() / families.size(),
                    penalty(only, clip, Evaluation::vmafNeg),
                    penalty(only, clip, Evaluation::curve),
                    100.0 * only.size() / families.size());
        }
        gains.print();
        System.out.printf(Locale.ROOT, "%-36s %+54.1f%n", "all clips together", 100 * (seconds / secondsOfPreset - 1));
        penalties.print();
    }

    private List<Evaluation> stock(Tune tune) throws InterruptedException {
        return farm.evaluator()
                .evaluate(IntStream.range(0, farm.clipNames().size())
                        .mapToObj(clip -> new Trial(new Stock(niche.preset(), tune), clip))
                        .toList());
    }

    private List<LeftOut> leftOut(Assignment assignment) {
        Clustering.Settings settings = Clustering.Settings.USUAL.withAssignment(assignment);
        return ClusterTraining.train(
                        farm.examples(Demand.EVEN), families, new Purpose(8192, DemandDigest.EVEN), settings, SEED)
                .leftOut();
    }

    private Evaluation evaluation(int family, int clip) {
        return families.get(family).evaluations().get(clip);
    }

    /**
     * How many more bits, in per cent, some families take than all of them at equal quality, each with the family that
     * is best at that quality; never negative.
     *
     * @param measure VMAF NEG alone, or the combination of both measures by which families are bred and elected
     */
    private double penalty(List<Integer> members, int clip, Function<Evaluation, List<RateQualityPoint>> measure) {
        List<RateQualityPoint> first = measure.apply(evaluation(members.getFirst(), clip));
        double all = doublingsSaved(
                first, families.stream().map(it -> it.evaluations().get(clip)).map(measure));
        double some = doublingsSaved(
                first, members.stream().map(it -> evaluation(it, clip)).map(measure));
        return 100 * (Math.pow(2, all - some) - 1);
    }

    /**
     * By how many doublings of the bitrate the best of several curves undercut one of them: the mean over the qualities
     * that it spans.
     */
    private static double doublingsSaved(List<RateQualityPoint> one, Stream<List<RateQualityPoint>> several) {
        List<List<RateQualityPoint>> curves = new ArrayList<>(List.of(turned(one)));
        several.forEach(it -> curves.add(turned(it)));
        return CurveEnvelope.of(curves).distance(0);
    }

    /**
     * The curve with its axes exchanged and negated, so that it rises and higher is better: x is the loss of quality, y
     * falls with the bits.
     */
    private static List<RateQualityPoint> turned(List<RateQualityPoint> curve) {
        return curve.stream()
                .map(it -> new RateQualityPoint(
                        Math.pow(2, -it.quality() / 10), -Math.log(it.bitsPerSecond()) / Math.log(2)))
                .toList();
    }

    /** Figures in per cent, one line per clip, with their mean and maximum. */
    private static final class Table {
        private final List<String> columns;
        private final List<String> names = new ArrayList<>();
        private final List<double[]> rows = new ArrayList<>();

        Table(String... columns) {
            this.columns = List.of(columns);
        }

        void row(String name, double... percent) {
            names.add(name);
            rows.add(percent);
        }

        void print() {
            System.out.println();
            line("per cent", columns.stream().map("%10s"::formatted));
            for (int i = 0; i < rows.size(); i++) {
                line(names.get(i), figures(rows.get(i)));
            }
            line("mean", figures(over(column -> column.average().orElseThrow())));
            line("max", figures(over(column -> column.max().orElseThrow())));
        }

        private double[] over(ToDoubleFunction<DoubleStream> pooled) {
            return IntStream.range(0, columns.size())
                    .mapToDouble(column -> pooled.applyAsDouble(
                            rows.stream().mapToDouble(row -> row[column]).filter(Double::isFinite)))
                    .toArray();
        }

        private static Stream<String> figures(double[] percent) {
            return Arrays.stream(percent).mapToObj(it -> String.format(Locale.ROOT, "%+10.1f", it));
        }

        private static void line(String name, Stream<String> cells) {
            System.out.printf("%-36s %s%n", name, cells.collect(Collectors.joining(" ")));
        }
    }
}
