package dev.starling.farm.train;

import dev.starling.farm.task.EvaluateTask;
import dev.starling.farm.task.Workplace;
import dev.starling.swarm.breed.evolve.Subject;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Compares the processor times of two ways to encode. Nothing is kept. */
public final class CostComparison {
    private final List<TrainingClip> clips;
    private final FamilyEvaluator evaluator;
    private final Encodings encodings;
    private final Workplace workplace;

    CostComparison(List<TrainingClip> clips, FamilyEvaluator evaluator, Encodings encodings, Workplace workplace) {
        this.clips = clips;
        this.evaluator = evaluator;
        this.encodings = encodings;
        this.workplace = workplace;
    }

    /**
     * The processor time of one subject divided by that of another, on one clip: the sums, over the quality targets, of
     * the medians. The two take turns on the calling thread, which must be a platform thread.
     *
     * @param rounds how many times each is encoded, at least 1
     */
    public double ratio(Subject one, Subject other, int clip, int rounds) throws IOException, InterruptedException {
        List<EvaluateTask> ones = tasks(clip, one);
        List<EvaluateTask> others = tasks(clip, other);
        double timeOfOne = 0;
        double timeOfOther = 0;
        for (int level = 0; level < FamilyEvaluator.LEVELS; level++) {
            double[] times = new double[rounds];
            double[] otherTimes = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                times[round] = cpuSeconds(ones.get(level));
                otherTimes[round] = cpuSeconds(others.get(level));
            }
            timeOfOne += median(times);
            timeOfOther += median(otherTimes);
        }
        return timeOfOne / timeOfOther;
    }

    private List<EvaluateTask> tasks(int clip, Subject subject) throws IOException, InterruptedException {
        TrainingClip of = clips.get(clip);
        return evaluator.recipes(of, subject).stream()
                .map(recipe -> encodings.task(of, recipe))
                .toList();
    }

    private double cpuSeconds(EvaluateTask task) {
        return task.cpuTime(workplace).toNanos() / 1e9;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
