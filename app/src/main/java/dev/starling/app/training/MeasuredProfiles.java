package dev.starling.app.training;

import dev.starling.app.terminal.Counted;
import dev.starling.app.terminal.ProgressPrinter;
import dev.starling.app.terminal.Terminal;
import dev.starling.farm.train.TrainingFarm;
import dev.starling.farm.train.TrainingRequest;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.evolve.Evolution;
import dev.starling.swarm.breed.evolve.Generation;
import dev.starling.swarm.breed.evolve.Population;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;

/**
 * Profiles measured on clips: the start of both evolution and clustering.
 *
 * @param farm measures the profiles; closed with this
 * @param evolution compares profiles with the reference presets on these clips
 * @param generation the measured profiles
 */
record MeasuredProfiles(TrainingFarm farm, Evolution evolution, Generation generation) implements AutoCloseable {
    /**
     * Measures a population for a demand; prints progress with its ETA. If the population was bred for another one, it
     * is weighed again, and the statistics of the operators start anew.
     */
    static MeasuredProfiles measure(
            Population population, TrainingRequest request, Demand demand, PrintWriter err, InstantSource clock)
            throws IOException, InterruptedException {
        TrainingFarm farm = TrainingFarm.open(request, new ProgressPrinter(err, Terminal.ERR.columns(), clock));
        try {
            int clips = farm.clipNames().size();
            err.println("measuring " + Counted.of(population.genotypes().size(), "profile") + " on "
                    + Counted.of(clips, "clip"));
            err.flush();
            Evolution evolution = Evolution.prepare(
                    farm.evaluator(), Evolution.Settings.usual(farm.weights(demand), population.codecs()));
            return new MeasuredProfiles(farm, evolution, evolution.measure(population.forDemand(demand.digest())));
        } catch (InterruptedException | RuntimeException e) {
            farm.close();
            throw e;
        }
    }

    @Override
    public void close() {
        farm.close();
    }
}
