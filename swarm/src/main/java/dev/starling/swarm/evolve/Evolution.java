package dev.starling.swarm.evolve;

import dev.starling.swarm.evolve.Subject.Bred;
import dev.starling.swarm.evolve.Subject.Stock;
import dev.starling.swarm.genome.Genotype;
import dev.starling.swarm.profile.Tuning.Preset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Breeds profile families. In each generation a bandit chooses how children are made, each child is screened on a few clips and
 * measured on all if it does well there, and the fittest stay: in every niche of encoding cost those best on average and those best for
 * some clip, as long as they are different enough.
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
     * @param screeningClips on how many clips a child must do well before it is measured on all
     * @param eliteOfNiche how many stay in each niche for their mean over all clips
     * @param niches the presets whose encoding costs are the niches'
     */
    public record Settings(int clips, int children, int screeningClips, int eliteOfNiche, List<Preset> niches) {
        public Settings {
            niches = List.copyOf(niches);
            if (clips < 1 || children < 1 || screeningClips < 1 || eliteOfNiche < 1 || niches.isEmpty()) {
                throw new IllegalArgumentException("All must be at least 1: " + clips + " clips, " + children
                        + " children, " + screeningClips + " screening clips, an elite of " + eliteOfNiche + ", "
                        + niches.size() + " niches");
            }
        }

        /** Six children, screened on a quarter of the clips, against libx264's presets medium and slow. */
        public static Settings usual(int clips) {
            return new Settings(clips, 6, Math.max(1, clips / 4), 5, List.of(Preset.MEDIUM, Preset.SLOW));
        }
    }

    /** Families nearer than this do the same in two ways: a step of a fifth of its range in one of the genes. */
    private static final double LEAST_DISTANCE = 0.01;
    /** How much worse than its parent a child may do on the screening clips: their mean says no more about all of them. */
    private static final double SCREENING_SLACK = 0.15;
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
        for (Preset preset : settings.niches()) {
            trials.addAll(onAllClips(new Stock(preset), settings.clips()));
        }
        List<Evaluation> measured = evaluator.evaluate(trials);
        List<Niche> niches = new ArrayList<>();
        for (int i = 0; i < settings.niches().size(); i++) {
            niches.add(new Niche(
                    settings.niches().get(i), measured.subList(i * settings.clips(), (i + 1) * settings.clips())));
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
        List<Individual> grown = new ArrayList<>();
        List<Integer> screening = screeningClips(random);
        List<Evaluation> screened = evaluator.evaluate(children.stream()
                .flatMap(child -> screening.stream().map(clip -> new Trial(new Bred(child.genotype()), clip)))
                .toList());
        boolean gained = false;
        Best best = new Best(current.individuals());
        for (int i = 0; i < children.size(); i++) {
            Child child = children.get(i);
            List<Evaluation> onScreen = screened.subList(i * screening.size(), (i + 1) * screening.size());
            double reward = 0;
            if (isPromising(child, screening, onScreen)) {
                Individual individual = individuals(List.of(child.genotype())).getFirst();
                double gain = best.take(individual);
                reward = gain / Math.max(1e-3, cpuSeconds(individual.evaluations()));
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

    private static double cpuSeconds(List<Evaluation> evaluations) {
        return evaluations.stream().mapToDouble(Evaluation::cpuSeconds).sum();
    }

    /** A child to be, and where it comes from. */
    private record Child(Genotype genotype, Individual parent, Niche niche, MutationOperator operator) {}

    private List<Child> breed(Generation current, OperatorBandit bandit, RandomGenerator random) {
        List<Child> children = new ArrayList<>();
        Set<Genotype> known = new HashSet<>(current.population().genotypes());
        int attempts = 0;
        while (children.size() < settings.children() && attempts < 20 * settings.children()) {
            attempts++;
            // Niches take turns.
            Niche niche = niches.get(children.size() % niches.size());
            Individual parent = tournament(current.individuals(), niche, random);
            Individual mate = current.individuals()
                    .get(random.nextInt(current.individuals().size()));
            MutationOperator operator = bandit.choose(random);
            Genotype genotype = operator.breed(parent.genotype(), mate.genotype(), random);
            if (known.add(genotype)) {
                children.add(new Child(genotype, parent, niche, operator));
                // What is being tried counts as tried, or all children of a generation would be made in one way.
                bandit = bandit.learnt(operator, expected(bandit.arm(operator)));
            }
        }
        return children;
    }

    private static double expected(OperatorBandit.Arm arm) {
        return arm.tries() == 0 ? 0 : arm.reward() / arm.tries();
    }

    /** The fitter of two, drawn. */
    private static Individual tournament(List<Individual> individuals, Niche niche, RandomGenerator random) {
        Individual one = individuals.get(random.nextInt(individuals.size()));
        Individual other = individuals.get(random.nextInt(individuals.size()));
        return niche.fitness(one) >= niche.fitness(other) ? one : other;
    }

    private List<Integer> screeningClips(RandomGenerator random) {
        Set<Integer> drawn = new LinkedHashSet<>();
        while (drawn.size() < Math.min(settings.screeningClips(), settings.clips())) {
            drawn.add(random.nextInt(settings.clips()));
        }
        return drawn.stream().sorted().toList();
    }

    /** Whether a child does about as well as its parent on the screening clips, at about the parent's cost or the niche's. */
    private static boolean isPromising(Child child, List<Integer> screening, List<Evaluation> onScreen) {
        double ahead = 0;
        double cost = 0;
        double allowed = 0;
        for (int i = 0; i < screening.size(); i++) {
            int clip = screening.get(i);
            Evaluation parents = child.parent().evaluations().get(clip);
            ahead += child.niche().gain(clip, onScreen.get(i)) - child.niche().gain(clip, parents);
            cost += child.niche().cost(clip, onScreen.get(i));
            allowed += Math.max(1, child.niche().cost(clip, parents));
        }
        return ahead / screening.size() >= -SCREENING_SLACK && cost <= 1.2 * allowed;
    }

    /** The best gain so far on every clip and on average, in every niche. */
    private final class Best {
        private final double[][] onClip = new double[niches.size()][settings.clips()];
        private final double[] onAverage = new double[niches.size()];

        Best(List<Individual> individuals) {
            individuals.forEach(this::take);
        }

        /** Takes a family in; what it adds to the best, in points of quality, summed over niches and averaged over clips. */
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
                    .sorted(Comparator.comparingDouble(niche::fitness).reversed())
                    .toList();
            int elite = 0;
            for (Individual individual : fittest) {
                if (elite < settings.eliteOfNiche() && keepIfDifferent(individual, selected)) {
                    elite++;
                }
            }
            List<Individual> admitted = fittest.stream().filter(niche::admits).toList();
            for (int i = 0; i < settings.clips() && !admitted.isEmpty(); i++) {
                int clip = i;
                keepIfDifferent(
                        admitted.stream()
                                .max(Comparator.comparingDouble(
                                        it -> niche.gain(clip, it.evaluations().get(clip))))
                                .orElseThrow(),
                        selected);
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
