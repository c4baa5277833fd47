package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.evolve.Subject.Bred;
import dev.starling.swarm.breed.genome.Genotype;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures candidates on no more clips than it takes to see that they will not make it: successive halving (K. Jamieson
 * and A. Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization, 2016). All run on a few
 * clips, the better half of those that may still win on twice as many, and so on; who is left was measured on every
 * clip.
 *
 * <p>To win is to be better on average than the niche's fittest, or better on some clip than all that was known. The
 * lead is therefore the mean, over the clips so far, of the gain over the fittest, and of what is above the best on the
 * clip; it may still be above 0 as long as it is less than its standard error below.
 */
final class Race {
    /**
     * Until a candidate was measured on all clips, it may cost so much more than its niche allows: processor times of a
     * few encodes are not exact.
     */
    private static final double COST_TOLERANCE = 1.15;

    private final Evaluator evaluator;
    private final List<Integer> clips;
    private final int firstHeat;

    /**
     * @param clips in the order in which they are run on
     * @param firstHeat on how many of them all run, at least 1
     */
    Race(Evaluator evaluator, List<Integer> clips, int firstHeat) {
        this.evaluator = evaluator;
        this.clips = List.copyOf(clips);
        this.firstHeat = firstHeat;
    }

    /**
     * What a candidate has to beat.
     *
     * @param niche in which it competes
     * @param fittest the gains of the niche's fittest, on every clip
     * @param best the best gains in the niche, on every clip
     */
    record Bar(Niche niche, List<Double> fittest, List<Double> best) {
        static Bar of(Niche niche, List<Individual> individuals) {
            Individual fittest = individuals.stream()
                    .filter(niche::isOfCodec)
                    .max(Comparator.comparingDouble(niche::fitness))
                    .orElseThrow();
            List<Individual> admitted =
                    individuals.stream().filter(niche::admits).toList();
            int clips = niche.references().size();
            return new Bar(
                    niche,
                    IntStream.range(0, clips)
                            .mapToObj(clip ->
                                    niche.gain(clip, fittest.evaluations().get(clip)))
                            .toList(),
                    IntStream.range(0, clips)
                            .mapToObj(clip -> admitted.stream()
                                    .mapToDouble(it ->
                                            niche.gain(clip, it.evaluations().get(clip)))
                                    .max()
                                    // As good as libx264 with the preset.
                                    .orElse(0))
                            .toList());
        }

        private double lead(int clip, Evaluation evaluation) {
            double gain = niche.gain(clip, evaluation);
            return gain - fittest.get(clip) + Math.max(0, gain - best.get(clip));
        }
    }

    /** A candidate, and the evaluations on the clips it was run on so far, in the order of the race. */
    static final class Runner {
        private final Genotype genotype;
        private final Bar bar;
        private final List<Evaluation> evaluations = new ArrayList<>();

        Runner(Genotype genotype, Bar bar) {
            this.genotype = genotype;
            this.bar = bar;
        }

        /** The processor time of all its encodes. */
        double cpuSeconds() {
            return evaluations.stream().mapToDouble(Evaluation::cpuSeconds).sum();
        }
    }

    /** Runs; whoever is returned was measured on every clip, in the order given. */
    List<Runner> run(List<Runner> entrants) throws InterruptedException {
        List<Runner> running = entrants;
        int done = 0;
        for (int until = firstHeat; done < clips.size() && !running.isEmpty(); until *= 2) {
            int end = Math.min(until, clips.size());
            measure(running, clips.subList(done, end));
            done = end;
            if (done < clips.size()) {
                running = qualified(running);
            }
        }
        return running;
    }

    private void measure(List<Runner> running, List<Integer> on) throws InterruptedException {
        List<Evaluation> measured = evaluator.evaluate(running.stream()
                .flatMap(runner -> on.stream().map(clip -> new Trial(new Bred(runner.genotype), clip)))
                .toList());
        for (int i = 0; i < running.size(); i++) {
            running.get(i).evaluations.addAll(measured.subList(i * on.size(), (i + 1) * on.size()));
        }
    }

    private List<Runner> qualified(List<Runner> running) {
        return running.stream()
                .filter(this::mayWin)
                .sorted(Comparator.comparingDouble(this::lead).reversed())
                .limit(Math.ceilDiv(running.size(), 2))
                .toList();
    }

    private boolean mayWin(Runner runner) {
        double[] leads = leads(runner);
        double mean = lead(runner);
        double cost = IntStream.range(0, leads.length)
                .mapToDouble(i -> runner.bar.niche().cost(clips.get(i), runner.evaluations.get(i)))
                .average()
                .orElseThrow();
        double squares = 0;
        for (double lead : leads) {
            squares += (lead - mean) * (lead - mean);
        }
        double standardError =
                leads.length == 1 ? Double.POSITIVE_INFINITY : Math.sqrt(squares / (leads.length - 1) / leads.length);
        return cost <= COST_TOLERANCE && mean + standardError >= 0;
    }

    private double lead(Runner runner) {
        double sum = 0;
        for (double lead : leads(runner)) {
            sum += lead;
        }
        return sum / runner.evaluations.size();
    }

    private double[] leads(Runner runner) {
        return IntStream.range(0, runner.evaluations.size())
                .mapToDouble(i -> runner.bar.lead(clips.get(i), runner.evaluations.get(i)))
                .toArray();
    }

    /** A runner that reached the end, as an individual. */
    Individual individual(Runner runner) {
        List<Evaluation> byClip = IntStream.range(0, clips.size())
                .mapToObj(clip -> runner.evaluations.get(clips.indexOf(clip)))
                .toList();
        return new Individual(runner.genotype, byClip);
    }
}
