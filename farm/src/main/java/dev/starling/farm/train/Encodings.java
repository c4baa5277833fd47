package dev.starling.farm.train;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.FarmException;
import dev.starling.farm.Phase;
import dev.starling.farm.executor.Parallel;
import dev.starling.farm.executor.Results;
import dev.starling.farm.executor.Results.Origin;
import dev.starling.farm.executor.Results.Result;
import dev.starling.farm.task.EvaluateTask;
import dev.starling.farm.task.EvaluateTask.Recipe;
import dev.starling.farm.task.PictureTypesTask;
import dev.starling.farm.task.Task;
import dev.starling.farm.train.TrainingFarm.Counts;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.profile.Profile;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Measures encodings of training clips that are not in the store yet, and counts all. Safe for any number of threads.
 */
final class Encodings {
    private final Results results;
    private final int scoreEvery;
    private final Consumer<FarmEvent> events;
    private final Map<Origin, Long> done = new EnumMap<>(Origin.class);
    private long requested;

    Encodings(Results results, int scoreEvery, Consumer<FarmEvent> events) {
        this.results = results;
        this.scoreEvery = scoreEvery;
        this.events = events;
    }

    /** Adds to the total that progress is reported against. */
    synchronized void expect(int encodings) {
        requested += encodings;
    }

    /**
     * Measures one clip under each recipe.
     *
     * @return one encoding for each recipe, in order
     * @throws FarmException if an encode failed twice, in one line; what was measured is kept
     */
    List<Encoding> of(TrainingClip clip, List<Recipe> recipes) throws IOException, InterruptedException {
        return Parallel.map(recipes, recipe -> of(clip, recipe));
    }

    private Encoding of(TrainingClip clip, Recipe recipe) throws IOException, InterruptedException {
        Result result = result(task(clip, recipe));
        count(result.origin());
        return EvaluateTask.read(result.content());
    }

    /** The task that measures a clip under a recipe. */
    EvaluateTask task(TrainingClip clip, Recipe recipe) {
        return new EvaluateTask(clip.facts(), clip.format(), recipe, scoreEvery);
    }

    /** The recipe of a swarm's member, with the picture types that all the clip's members share. */
    Recipe member(TrainingClip clip, Profile.H264 profile) throws IOException, InterruptedException {
        Task task = new PictureTypesTask(clip.facts(), clip.format(), profile.structuralGenes());
        return new Recipe.Member(PictureTypesTask.read(result(task).content()), profile);
    }

    private Result result(Task task) throws IOException, InterruptedException {
        return results.of(task)
                .orElseThrow(() -> new FarmException(
                        task.description() + " failed twice; what was measured is kept, run the same command again"));
    }

    synchronized Counts counts() {
        return new Counts(done(Origin.MADE), done(Origin.REUSED));
    }

    private long done(Origin origin) {
        return done.getOrDefault(origin, 0L);
    }

    private synchronized void count(Origin origin) {
        done.merge(origin, 1L, Long::sum);
        double reused = (double) done(Origin.REUSED);
        double all = done(Origin.MADE) + reused;
        OptionalDouble total = OptionalDouble.of((double) requested);
        events.accept(new FarmEvent.Progress(Phase.MEASURE, all, reused, total, all == requested));
    }
}
