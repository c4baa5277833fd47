package dev.starling.app;

import dev.starling.farm.TrainingFarm;
import dev.starling.farm.TrainingRequest;
import dev.starling.swarm.breed.evolve.Evolution;
import dev.starling.swarm.breed.evolve.Generation;
import dev.starling.swarm.breed.evolve.Population;
import java.io.PrintWriter;
import java.time.InstantSource;

/**
 * Profiles that were measured on clips: where both evolution and clustering begin. How far measuring has come is shown
 * with its ETA.
 *
 * @param farm that measures, owned by this
 * @param evolution against the yardsticks on these clips
 * @param generation the profiles
 */
record MeasuredProfiles(TrainingFarm farm, Evolution evolution, Generation generation) implements AutoCloseable {
    static MeasuredProfiles measure(
            Population population, TrainingRequest request, PrintWriter err, InstantSource clock)
            throws InterruptedException {
        TrainingFarm farm = TrainingFarm.open(request, new ProgressPrinter(err, Terminal.ERR.columns(), clock));
        try {
            int clips = farm.clipNames().size();
            err.println("measuring " + population.genotypes().size() + " profiles on " + clips + " clips");
            err.flush();
            Evolution evolution = Evolution.prepare(farm, Evolution.Settings.usual(clips, population.codecs()));
            return new MeasuredProfiles(farm, evolution, evolution.measure(population));
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
