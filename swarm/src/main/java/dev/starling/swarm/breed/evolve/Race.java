package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.evolve.Subject.Bred;
import dev.starling.swarm.breed.genome.Genotype;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures candidates on no more clips than it takes to see that they will lose: successive halving (K. Jamieson and A.
 * Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization, 2016). All candidates run on a few
 * clips; of those that may still win, the better half runs on twice as many, and so on. The finishers were measured on
 * every clip.
 *
 * <p>A candidate wins if it is better on average than the niche's fittest family, or better on some clip than all known
 * families. Its lead on a clip is therefore its gain over the fittest family plus whatever exceeds the best known gain.
 * It may still win while its mean lead is at most one standard error below 0.
 */
final class Race {
    /**
     * How far a candidate may exceed the cost limit of its niche before it was measured on all clips: the processor
     * times of few encodes are inexact.
     */
    private static final double COST_TOLERANCE = 1.15;

    private final Evaluator evaluator;
    private final List<Integer> clips;
    private final int firstHeat;

    /**
     * @param clips the clips in the order of the race
     * @param firstHeat the number of clips on which all candidates run, at least 1
     */
    Race(Evaluator evaluator, List<Integer> clips, int firstHeat) {
        this.evaluator = evaluator;
        this.clips = List.copyOf(clips);
        this.firstHeat = firstHeat;
    }

    /**
     * The gains that a candidate has to beat.
     *
     * @param niche its niche
     * @param fittest the gains of the niche's fittest family on every clip
     * @param best the best gains in the niche on every clip
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
                                    // The yardstick itself has a gain of 0.
                                    .orElse(0))
                            .toList());
        }

        private double lead(int clip, Evaluation evaluation) {
            double gain = niche.gain(clip, evaluation);
            return gain - fittest.get(clip) + Math.max(0, gain - best.get(clip));
        }
    }

    /** A candidate with its evaluations so far, in the order of the race. */
    static final class Runner {
        private final Genotype genotype;
        private final Bar bar;
        private final List<Evaluation> evaluations = new ArrayList<>();

        Runner(Genotype genotype, Bar bar) {
            this.genotype = genotype;
            this.bar = bar;
        }

        /** The processor time of all its encodings. */
        double cpuSeconds() {
            return evaluations.stream().mapToDouble(Evaluation::cpuSeconds).sum();
        }
    }

    /** Runs the race and returns the candidates that were measured on every clip, in the order given. */
    List<Runner> run(List<Runner> entrants) throws InterruptedException {
        List<Runner> running = entrants;
        int done = 0;
        for (int heat = firstHeat; done < clips.size() && !running.isEmpty(); heat *= 2) {
            int until = Math.min(heat, clips.size());
            measure(running, clips.subList(done, until));
            done = until;
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

    /** A candidate that finished, as an individual. */
    Individual individual(Runner runner) {
        List<Evaluation> byClip = IntStream.range(0, clips.size())
                .mapToObj(clip -> runner.evaluations.get(clips.indexOf(clip)))
                .toList();
        return new Individual(runner.genotype, byClip);
    }
}
