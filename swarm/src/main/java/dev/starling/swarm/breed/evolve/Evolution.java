package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.evolve.Race.Bar;
import dev.starling.swarm.breed.evolve.Race.Runner;
import dev.starling.swarm.breed.evolve.Subject.Bred;
import dev.starling.swarm.breed.evolve.Subject.Stock;
import dev.starling.swarm.breed.genome.Genotype;
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
 * Breeds profile families. In each generation a bandit chooses how children are made, they race each other over more
 * and more clips, and the fittest stay: in every niche of encoding cost those best on average and those best for some
 * clip, as long as they are different enough. Each codec has its own niches.
 */
public final class Evolution {
    private final Evaluator evaluator;
    private final Settings settings;
    private final List<Niche> niches;

    /**
     * How to breed.
     *
     * @param clips how many training clips there are, at least 1
     * @param children in a generation, at least 1
     * @param firstHeat on how many clips all children are measured; on twice as many only the better half, and so on
     * @param eliteOfNiche how many stay in each niche for their mean over all clips
     * @param presets whose encoding costs are the niches' of every codec
     * @param codecs that are bred
     */
    public record Settings(
            int clips, int children, int firstHeat, int eliteOfNiche, List<Preset> presets, List<Codec> codecs) {
        public Settings {
            presets = List.copyOf(presets);
            codecs = List.copyOf(codecs);
            if (clips < 1
                    || children < 1
                    || firstHeat < 1
                    || eliteOfNiche < 1
                    || presets.isEmpty()
                    || codecs.isEmpty()) {
                throw new IllegalArgumentException("All must be at least 1: " + clips + " clips, " + children
                        + " children, " + firstHeat + " clips of the first heat, an elite of " + eliteOfNiche + ", "
                        + presets.size() + " presets, " + codecs.size() + " codecs");
            }
        }

        /**
         * Twelve children of each codec, all measured on an eighth of the clips but at least two, against libx264's
         * presets medium and slow.
         */
        public static Settings usual(int clips, List<Codec> codecs) {
            return new Settings(
                    clips, 12 * codecs.size(), Math.max(2, clips / 8), 12, List.of(Preset.MEDIUM, Preset.SLOW), codecs);
        }
    }

    /** Families nearer than this do the same in two ways: a step of a fifth of its range in one of the genes. */
    private static final double LEAST_DISTANCE = 0.01;
    /** A gain smaller than this is noise. */
    private static final double LEAST_GAIN = 0.02;

    private Evolution(Evaluator evaluator, Settings settings, List<Niche> niches) {
        this.evaluator = evaluator;
        this.settings = settings;
        this.niches = niches;
    }

    /**
     * Prepares evolution: measures the yardsticks.
     *
     * @throws InterruptedException as the evaluator does
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
                        measured.subList(i * settings.clips(), (i + 1) * settings.clips())));
            }
        }
        return new Evolution(evaluator, settings, niches);
    }

    private static List<Trial> onAllClips(Subject subject, int clips) {
        return IntStream.range(0, clips)
                .mapToObj(clip -> new Trial(subject, clip))
                .toList();
    }

    /** Measures a population, without breeding: where a run starts, or goes on. */
    public Generation measure(Population population) throws InterruptedException {
        List<Individual> individuals = individuals(population.genotypes());
        List<Hull> history = population.history().isEmpty()
                ? List.of(hull(population.generation(), individuals))
                : population.history();
        Population measured = new Population(
                population.seed(), population.generation(), population.genotypes(), population.bandit(), history);
        return generation(measured, individuals, 0, true);
    }

    private Hull hull(int generation, List<Individual> individuals) {
        return Hull.of(generation, niches.getFirst(), individuals);
    }

    /** Breeds, measures and selects the next generation. */
    public Generation next(Generation current) throws InterruptedException {
        Population population = current.population();
        // Every generation has its own stream, so that a run that is taken up again draws what it would have drawn.
        RandomGenerator random =
                new SplittableRandom(population.seed() * 0x9E3779B97F4A7C15L + population.generation());
        OperatorBandit bandit = population.bandit();
        List<Child> children = breed(current, bandit, random);
        Race race = new Race(evaluator, shuffledClips(random), settings.firstHeat());
        List<Runner> finished = race.run(children.stream().map(Child::runner).toList());
        List<Individual> grown = new ArrayList<>();
        boolean gained = false;
        Best best = new Best(current.individuals());
        for (Child child : children) {
            double reward = 0;
            if (finished.contains(child.runner())) {
                Individual individual = race.individual(child.runner());
                double gain = best.take(individual);
                reward = gain / Math.max(1e-3, child.runner().cpuSeconds());
                gained |= gain > LEAST_GAIN;
                grown.add(individual);
            }
            bandit = bandit.learnt(child.operator(), reward);
        }
        List<Individual> candidates = new ArrayList<>(current.individuals());
        candidates.addAll(grown);
        List<Individual> selected = select(candidates);
        List<Hull> history = new ArrayList<>(population.history());
        history.add(hull(population.generation() + 1, selected));
        Population next = new Population(
                population.seed(),
                population.generation() + 1,
                selected.stream().map(Individual::genotype).toList(),
                bandit,
                history);
        return generation(next, selected, children.size(), gained);
    }

    private Generation generation(Population population, List<Individual> individuals, int children, boolean gained) {
        return new Generation(population, individuals, niches, children, gained);
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

    /** A child to be, and how it was made. */
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
                // What is being tried counts as tried, or all children of a generation would be made in one way.
                bandit = bandit.learnt(operator, expected(bandit.arm(operator)));
            }
        }
        return children;
    }

    private static double expected(OperatorBandit.Arm arm) {
        return arm.tries() == 0 ? 0 : arm.reward() / arm.tries();
    }

    /**
     * The fitter of two that are drawn; or, as often, the best for a clip that is drawn, whom all clips together may
     * not honour.
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

    /** The best for a clip of those that a niche admits. */
    private static Optional<Individual> bestFor(int clip, List<Individual> individuals, Niche niche) {
        return individuals.stream()
                .filter(niche::admits)
                .max(Comparator.comparingDouble(
                        it -> niche.gain(clip, it.evaluations().get(clip))));
    }

    private List<Integer> shuffledClips(RandomGenerator random) {
        List<Integer> clips =
                new ArrayList<>(IntStream.range(0, settings.clips()).boxed().toList());
        // Fisher and Yates.
        for (int i = clips.size() - 1; i > 0; i--) {
            Collections.swap(clips, i, random.nextInt(i + 1));
        }
        return clips;
    }

    /** The best gain so far on every clip and on average, in every niche. */
    private final class Best {
        private final double[][] onClip = new double[niches.size()][settings.clips()];
        private final double[] onAverage = new double[niches.size()];

        Best(List<Individual> individuals) {
            individuals.forEach(this::take);
        }

        /**
         * Takes a family in; what it adds to the best, in points of quality, summed over niches and averaged over
         * clips.
         */
        double take(Individual individual) {
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

    /** Keeps a family unless one that is nearly the same was kept before it. */
    private static boolean keepIfDifferent(Individual individual, List<Individual> kept) {
        boolean different =
                kept.stream().allMatch(it -> it.genotype().distance(individual.genotype()) >= LEAST_DISTANCE);
        if (different) {
            kept.add(individual);
        }
        return different;
    }
}
