package dev.starling.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.farm.train.TrainingFarm;
import dev.starling.farm.train.TrainingRequest.Excerpts;
import dev.starling.swarm.breed.cluster.ClusterTraining;
import dev.starling.swarm.breed.cluster.ClusterTraining.LeftOut;
import dev.starling.swarm.breed.cluster.ClusterTraining.Purpose;
import dev.starling.swarm.breed.cluster.Clustering;
import dev.starling.swarm.breed.cluster.Clustering.Assignment;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.demand.DemandFile;
import dev.starling.swarm.breed.evolve.Evaluation;
import dev.starling.swarm.breed.evolve.Evolution;
import dev.starling.swarm.breed.evolve.Generation;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.evolve.Niche;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.evolve.ProfilesFile;
import dev.starling.swarm.breed.evolve.Subject.Stock;
import dev.starling.swarm.breed.evolve.Subject.Tune;
import dev.starling.swarm.curve.CurveEnvelope;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.Tuning.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Value of evolved profiles. Everything is leave-one-title-out: a clip's centroids are elected, and the classifier that
 * assigns them is trained, without clips of its title. (The population itself was bred on all clips.) For libx264
 * {@code medium}, {@code medium --tune ssim} and {@code slow}, a table and a JSON object:
 *
 * <ul>
 *   <li>BD-rate of the family that serves each clip at equal processor time ({@link PresetComparison});
 *   <li>for the presets without a tune also the members that a swarm would have, by soft and by hard assignment,
 *       against the clip's own optimum over all families of the cost of the preset: bits at equal VMAF NEG, and the
 *       share of encodes.
 * </ul>
 *
 * <pre>
 *   java … dev.starling.benchmarks.EvolvedProfiles PROFILES STORE LINES SCORE_EVERY ROUNDS [OPTION]… CLIP CLIP...
 * </pre>
 *
 * ROUNDS is the number of encodes, in turns with libx264, by which processor times are measured; with 0, those that
 * evolution measured count. Options: {@code --scales LIST} and {@code --demand FILE}, as for {@code starling cluster}.
 * Measurements by {@code starling evolve} with the same clips, sizes and store are reused. Computes on one thread.
 */
public final class EvolvedProfiles {
    /** A family less probable than this is not encoded, as in {@code starling encode}. */
    private static final double MIN_PROBABILITY = 0.4;

    private static final List<Stock> YARDSTICKS =
            List.of(new Stock(Preset.MEDIUM), new Stock(Preset.MEDIUM, Tune.SSIM), new Stock(Preset.SLOW));
    private static final JsonMapper JSON = new JsonMapper();
    private static final long SEED = 1;

    private final TrainingFarm farm;
    private final Demand demand;
    private final Niche niche;
    private final List<Individual> families;

    private EvolvedProfiles(TrainingFarm farm, Demand demand, Niche niche, List<Individual> families) {
        this.farm = farm;
        this.demand = demand;
        this.niche = niche;
        this.families = families;
    }

    /** Prints the tables. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<Double> scales = List.of();
        Demand demand = Demand.EVEN;
        int at = 5;
        while (at + 1 < args.length && args[at].startsWith("--")) {
            switch (args[at]) {
                case "--scales" ->
                    scales = Arrays.stream(args[at + 1].split(","))
                            .map(Double::valueOf)
                            .sorted(Comparator.reverseOrder())
                            .toList();
                case "--demand" -> demand = DemandFile.read(Files.readAllBytes(Path.of(args[at + 1])));
                default -> usage();
            }
            at += 2;
        }
        if (args.length < at + 2) {
            usage();
        }
        Excerpts excerpts =
                new Excerpts(1, TrainingBench.EXCERPT, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        try (TrainingFarm farm =
                TrainingBench.open(args[1], excerpts, scales, Arrays.copyOfRange(args, at, args.length))) {
            Population population =
                    ProfilesFile.read(Files.readAllBytes(Path.of(args[0]))).ofCodec(Codec.H264);
            Generation generation = Evolution.prepare(
                            farm.evaluator(), Evolution.Settings.usual(farm.weights(demand), population.codecs()))
                    .measure(population);
            for (Stock yardstick : YARDSTICKS) {
                print(
                        yardstick,
                        PresetComparison.of(
                                        farm, yardstick, Integer.parseInt(args[4]), demand, generation.individuals())
                                .rows());
            }
            for (Niche niche : generation.niches()) {
                List<Individual> admitted =
                        generation.individuals().stream().filter(niche::admits).toList();
                if (!admitted.isEmpty()) {
                    new EvolvedProfiles(farm, demand, niche, admitted).printPenalties();
                }
            }
        }
    }

    private static void usage() {
        System.err.println("usage: EvolvedProfiles PROFILES STORE LINES SCORE_EVERY ROUNDS"
                + " [--scales LIST] [--demand FILE] CLIP CLIP...");
        System.exit(2);
    }

    private static String name(Stock yardstick) {
        return yardstick.preset()
                + (yardstick.tune() == Tune.NONE
                        ? ""
                        : " --tune " + yardstick.tune().name().toLowerCase(Locale.ROOT));
    }

    private static void print(Stock yardstick, List<PresetComparison.Row> rows) throws JsonProcessingException {
        System.out.printf(
                Locale.ROOT,
                "%nagainst libx264 %s: BD-rates by VMAF NEG and SSIM, and processor time over its%n",
                name(yardstick));
        Table table = new Table("VMAF NEG", "SSIM", "time");
        List<Map<String, Object>> clips = new ArrayList<>();
        for (PresetComparison.Row row : rows) {
            table.row(
                    row.clip() + (row.isEqualInCost() ? "" : " (time)") + (row.elected() ? "" : " (other)"),
                    row.vmafNeg(),
                    row.ssim(),
                    row.cost());
            Map<String, Object> clip = new LinkedHashMap<>();
            clip.put("clip", row.clip());
            clip.put("family", row.family().toString());
            clip.put("elected", row.elected());
            clip.put("timed", row.timed());
            clip.put("equalTime", row.isEqualInCost());
            clip.put("vmafNegPercent", rounded(row.vmafNeg()));
            clip.put("ssimPercent", rounded(row.ssim()));
            clip.put("timePercent", rounded(row.cost()));
            clips.add(clip);
        }
        table.print();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("against", name(yardstick));
        result.put("meanVmafNegPercent", rounded(mean(rows, PresetComparison.Row::vmafNeg)));
        result.put("meanSsimPercent", rounded(mean(rows, PresetComparison.Row::ssim)));
        result.put("meanTimePercent", rounded(mean(rows, PresetComparison.Row::cost)));
        result.put("clips", clips);
        System.out.println(JSON.writeValueAsString(result));
    }

    private static double mean(List<PresetComparison.Row> rows, ToDoubleFunction<PresetComparison.Row> column) {
        return rows.stream()
                .mapToDouble(column)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private static @Nullable Double rounded(double percent) {
        return Double.isFinite(percent) ? Math.rint(percent * 100) / 100 : null;
    }

    private void printPenalties() {
        System.out.printf(
                "%nbits over the optimum of %d families at the cost of %s%n", families.size(), niche.preset());
        List<LeftOut> soft = leftOut(Assignment.SOFT);
        List<LeftOut> hard = leftOut(Assignment.HARD);
        Table penalties = new Table("soft swarm", "by both", "encodes", "hard swarm", "by both", "encodes");
        for (int clip = 0; clip < farm.clipNames().size(); clip++) {
            List<Integer> members = soft.get(clip).atLeast(MIN_PROBABILITY);
            List<Integer> only = hard.get(clip).atLeast(MIN_PROBABILITY);
            penalties.row(
                    farm.clipNames().get(clip),
                    penalty(members, clip, Evaluation::vmafNeg),
                    penalty(members, clip, Evaluation::curve),
                    100.0 * members.size() / families.size(),
                    penalty(only, clip, Evaluation::vmafNeg),
                    penalty(only, clip, Evaluation::curve),
                    100.0 * only.size() / families.size());
        }
        penalties.print();
    }

    private List<LeftOut> leftOut(Assignment assignment) {
        Clustering.Settings settings = Clustering.Settings.USUAL.withAssignment(assignment);
        return ClusterTraining.train(
                        farm.examples(demand), families, new Purpose(8192, demand.digest()), settings, SEED)
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
