package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.evolve.Race.Bar;
import dev.starling.swarm.breed.evolve.Race.Runner;
import dev.starling.swarm.breed.evolve.Subject.Bred;
import dev.starling.swarm.breed.evolve.Subject.Stock;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.curve.RateWeight;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.Tuning.Preset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Breeds families. In each generation a bandit chooses how children are made, the children race over more and more
 * clips, and the fittest survive: in every niche those that are best on average and those that are best for some clip,
 * as long as they are different enough. Each codec has its own niches.
 */
public final class Evolution {
    private final Evaluator evaluator;
    private final Settings settings;
    private final List<Niche> niches;

    /**
     * The settings of a run.
     *
     * @param weights for every training clip, how much each bitrate counts; at least one
     * @param children the number of children per generation, at least 1
     * @param firstHeat the number of clips on which all children are measured; the better half runs on twice as many,
     *     and so on
     * @param eliteOfNiche how many survive in each niche by their mean over all clips
     * @param presets the presets whose encoding costs limit the niches of every codec
     * @param codecs the codecs to breed
     */
    public record Settings(
            List<RateWeight> weights,
            int children,
            int firstHeat,
            int eliteOfNiche,
            List<Preset> presets,
            List<Codec> codecs) {
        public Settings {
            weights = List.copyOf(weights);
            presets = List.copyOf(presets);
            codecs = List.copyOf(codecs);
            if (weights.isEmpty()
                    || children < 1
                    || firstHeat < 1
                    || eliteOfNiche < 1
                    || presets.isEmpty()
                    || codecs.isEmpty()) {
                throw new IllegalArgumentException("all must be at least 1: " + weights.size() + " clips, " + children
                        + " children, " + firstHeat + " clips of the first heat, an elite of " + eliteOfNiche + ", "
                        + presets.size() + " presets, " + codecs.size() + " codecs");
            }
        }

        /**
         * Twelve children per codec, all measured on an eighth of the clips but at least two, against libx264's presets
         * medium and slow.
         *
         * @param weights for every training clip, how much each bitrate counts
         */
        public static Settings usual(List<RateWeight> weights, List<Codec> codecs) {
            return new Settings(
                    weights,
                    12 * codecs.size(),
                    Math.max(2, weights.size() / 8),
                    12,
                    List.of(Preset.MEDIUM, Preset.SLOW),
                    codecs);
        }

        /** The number of training clips. */
        public int clips() {
            return weights.size();
        }
    }

    /** Families more alike than this count as one: the limit is a fifth of the range of one gene. */
    private static final double MIN_DIFFERENCE = 0.01;
    /** A smaller gain is noise. */
    private static final double MIN_GAIN = 0.02;

    private Evolution(Evaluator evaluator, Settings settings, List<Niche> niches) {
        this.evaluator = evaluator;
        this.settings = settings;
        this.niches = niches;
    }

    /**
     * Measures the yardsticks.
     *
     * @throws InterruptedException if the calling thread was interrupted
     */
    public static Evolution prepare(Evaluator evaluator, Settings settings) throws InterruptedException {
        List<Trial> trials = new ArrayList<>();
        for (Preset preset : settings.presets()) {
            trials.addAll(onAllClips(new Stock(preset), settings.clips()));
        }
        List<Evaluation> measured = evaluator.evaluate(trials);
        List<Niche> niches = new ArrayList<>();
        for (Codec codec : settings.codecs()) {
            for (int i = 0; i < settings.presets().size(); i++) {
                niches.add(new Niche(
                        codec,
                        settings.presets().get(i),
                        measured.subList(i * settings.clips(), (i + 1) * settings.clips()),
                        settings.weights()));
            }
        }
        return new Evolution(evaluator, settings, niches);
    }

    private static List<Trial> onAllClips(Subject subject, int clips) {
        return IntStream.range(0, clips)
                .mapToObj(clip -> new Trial(subject, clip))
                .toList();
    }

    /** Measures a population without breeding: the start of a run, or its continuation. */
    public Generation measure(Population population) throws InterruptedException {
        List<Individual> individuals = individuals(population.genotypes());
        List<Hull> history = population.history().isEmpty()
                ? List.of(hull(population.generation(), individuals))
                : population.history();
        return Generation.measured(population.withHistory(history), individuals, niches);
    }

    private Hull hull(int generation, List<Individual> individuals) {
        return Hull.of(generation, niches.getFirst(), individuals);
    }

    /** Breeds, measures and selects the next generation. */
    public Generation next(Generation current) throws InterruptedException {
        Population population = current.population();
        // Every generation has its own random stream, so that a resumed run gives the same result.
        RandomGenerator random =
                new SplittableRandom(population.seed() * 0x9E3779B97F4A7C15L + population.generation());
        OperatorBandit bandit = population.bandit();
        Brood brood = Brood.none(population.generation() + 1);
        List<Child> children = breed(current, bandit, random);
        Race race = new Race(evaluator, shuffledClips(random), settings.firstHeat());
        List<Runner> finished = race.run(children.stream().map(Child::runner).toList());
        List<Individual> grown = new ArrayList<>();
        boolean gained = false;
        Best best = new Best(current.individuals());
        for (Child child : children) {
            double gain = 0;
            if (finished.contains(child.runner())) {
                Individual individual = race.individual(child.runner());
                gain = best.add(individual);
                gained |= gain > MIN_GAIN;
                grown.add(individual);
            }
            double cpuSeconds = child.runner().cpuSeconds();
            bandit = bandit.afterChild(child.operator(), gain / Math.max(1e-3, cpuSeconds));
            brood = brood.with(child.operator(), gain, cpuSeconds);
        }
        List<Individual> candidates = new ArrayList<>(current.individuals());
        candidates.addAll(grown);
        List<Individual> selected = select(candidates);
        List<Hull> history = new ArrayList<>(population.history());
        history.add(hull(population.generation() + 1, selected));
        List<Brood> broods = new ArrayList<>(population.broods());
        broods.add(brood);
        Population next = new Population(
                population.seed(),
                population.generation() + 1,
                population.demand(),
                selected.stream().map(Individual::genotype).toList(),
                bandit,
                history,
                broods);
        return new Generation(next, selected, niches, gained);
    }

    private List<Individual> individuals(List<Genotype> genotypes) throws InterruptedException {
        List<Evaluation> measured = evaluator.evaluate(genotypes.stream()
                .flatMap(it -> onAllClips(new Bred(it), settings.clips()).stream())
                .toList());
        return IntStream.range(0, genotypes.size())
                .mapToObj(i -> new Individual(
                        genotypes.get(i), measured.subList(i * settings.clips(), (i + 1) * settings.clips())))
                .toList();
    }

    /** A child and the operator that made it. */
    private record Child(Runner runner, MutationOperator operator) {}

    private List<Child> breed(Generation current, OperatorBandit bandit, RandomGenerator random) {
        List<Child> children = new ArrayList<>();
        List<Bar> bars =
                niches.stream().map(it -> Bar.of(it, current.individuals())).toList();
        Set<Genotype> known = new HashSet<>(current.population().genotypes());
        int attempts = 0;
        while (children.size() < settings.children() && attempts < 20 * settings.children()) {
            attempts++;
            // Niches take turns.
            Bar bar = bars.get(children.size() % bars.size());
            List<Individual> ofCodec = current.individuals().stream()
                    .filter(bar.niche()::isOfCodec)
                    .toList();
            Individual parent = parent(ofCodec, bar.niche(), random);
            Individual mate = ofCodec.get(random.nextInt(ofCodec.size()));
            MutationOperator operator = bandit.choose(random);
            Genotype genotype = operator.breed(parent.genotype(), mate.genotype(), random);
            if (known.add(genotype)) {
                children.add(new Child(new Runner(genotype, bar), operator));
                // Counts this try at once; otherwise one operator would make all children of a generation.
                bandit = bandit.afterChild(operator, bandit.arm(operator).mean());
            }
        }
        return children;
    }

    /**
     * Half the time the fitter of two random families, else the best one for a random clip, which may be far from best
     * on average.
     */
    private Individual parent(List<Individual> individuals, Niche niche, RandomGenerator random) {
        Individual one = individuals.get(random.nextInt(individuals.size()));
        Individual other = individuals.get(random.nextInt(individuals.size()));
        int clip = random.nextInt(settings.clips());
        if (random.nextBoolean()) {
            return niche.fitness(one) >= niche.fitness(other) ? one : other;
        }
        return bestFor(clip, individuals, niche).orElse(one);
    }

    /** The best for a clip among those that a niche admits. */
    private static Optional<Individual> bestFor(int clip, List<Individual> individuals, Niche niche) {
        return individuals.stream()
                .filter(niche::admits)
                .max(Comparator.comparingDouble(
                        it -> niche.gain(clip, it.evaluations().get(clip))));
    }

    private List<Integer> shuffledClips(RandomGenerator random) {
        List<Integer> clips =
                new ArrayList<>(IntStream.range(0, settings.clips()).boxed().toList());
        // Fisher–Yates shuffle.
        for (int i = clips.size() - 1; i > 0; i--) {
            Collections.swap(clips, i, random.nextInt(i + 1));
        }
        return clips;
    }

    /** The best gain so far in every niche, on every clip and on average. */
    private final class Best {
        private final double[][] onClip = new double[niches.size()][settings.clips()];
        private final double[] onAverage = new double[niches.size()];

        Best(List<Individual> individuals) {
            individuals.forEach(this::add);
        }

        /**
         * Adds a family and returns its improvement of the best gains, in points of quality: summed over niches,
         * averaged over clips.
         */
        double add(Individual individual) {
            double added = 0;
            for (int n = 0; n < niches.size(); n++) {
                Niche niche = niches.get(n);
                if (!niche.admits(individual)) {
                    continue;
                }
                for (int clip = 0; clip < settings.clips(); clip++) {
                    double gain = niche.gain(clip, individual.evaluations().get(clip));
                    added += Math.max(0, gain - onClip[n][clip]) / settings.clips();
                    onClip[n][clip] = Math.max(onClip[n][clip], gain);
                }
                double mean = niche.fitness(individual);
                added += Math.max(0, mean - onAverage[n]);
                onAverage[n] = Math.max(onAverage[n], mean);
            }
            return added;
        }
    }

    private List<Individual> select(List<Individual> candidates) {
        List<Individual> selected = new ArrayList<>();
        for (Niche niche : niches) {
            List<Individual> fittest = candidates.stream()
                    .filter(niche::isOfCodec)
                    .sorted(Comparator.comparingDouble(niche::fitness).reversed())
                    .toList();
            int elite = 0;
            for (Individual individual : fittest) {
                if (elite < settings.eliteOfNiche() && keepIfDifferent(individual, selected)) {
                    elite++;
                }
            }
            for (int clip = 0; clip < settings.clips(); clip++) {
                bestFor(clip, fittest, niche).ifPresent(it -> keepIfDifferent(it, selected));
            }
        }
        return selected;
    }

    /** Keeps a family unless a nearly equal one is kept already. */
    private static boolean keepIfDifferent(Individual individual, List<Individual> kept) {
        boolean different =
                kept.stream().allMatch(it -> it.genotype().difference(individual.genotype()) >= MIN_DIFFERENCE);
        if (different) {
            kept.add(individual);
        }
        return different;
    }
}
