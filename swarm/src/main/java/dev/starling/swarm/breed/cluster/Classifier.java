package dev.starling.swarm.breed.cluster;

import dev.starling.swarm.title.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Predicts from a clip's content its probability for each elected family, which saves encoding the clip with all of
 * them: multinomial logistic regression on standardised features.
 *
 * @param features the features it uses, in the order of the numbers below
 * @param means the means of the features over the training clips
 * @param deviations their standard deviations over the training clips, above 0
 * @param weights one vector per family: the bias, then a weight for each feature
 */
public record Classifier(
        List<ContentFeature> features, FeatureVector means, FeatureVector deviations, List<FeatureVector> weights) {
    private static final int STEPS = 4000;

    public Classifier {
        features = List.copyOf(features);
        weights = List.copyOf(weights);
        int count = features.size();
        boolean fits = means.dimension() == count
                && deviations.dimension() == count
                && !weights.isEmpty()
                && weights.stream().allMatch(it -> it.dimension() == count + 1);
        if (!fits) {
            throw new IllegalArgumentException("a classifier of " + count
                    + " features needs as many means and deviations, and one weight more per cluster");
        }
    }

    /**
     * Learns from clips whose assignment is known. The penalty draws weights towards 0, and so predictions towards the
     * mean assignment, the more the fewer clips there are.
     *
     * @param clips at least one
     * @param assignment for each clip, the probability of each family
     * @param penalty the penalty on squared weights, at least 0; biases are not penalised
     */
    public static Classifier train(List<ContentFeatures> clips, List<List<Double>> assignment, double penalty) {
        List<ContentFeature> features = List.of(ContentFeature.values());
        double[] means = new double[features.size()];
        double[] deviations = new double[features.size()];
        for (int i = 0; i < means.length; i++) {
            ContentFeature feature = features.get(i);
            double mean =
                    clips.stream().mapToDouble(it -> it.of(feature)).average().orElseThrow();
            double variance = clips.stream()
                    .mapToDouble(it -> (it.of(feature) - mean) * (it.of(feature) - mean))
                    .average()
                    .orElseThrow();
            means[i] = mean;
            // A constant feature carries no information; any divisor will do.
            deviations[i] = variance > 0 ? Math.sqrt(variance) : 1;
        }
        FeatureVector mean = new FeatureVector(means);
        FeatureVector deviation = new FeatureVector(deviations);
        List<double[]> inputs = clips.stream()
                .map(it -> standardised(it, features, mean, deviation))
                .toList();
        double[][] weights = descend(inputs, assignment, penalty);
        return new Classifier(
                features,
                mean,
                deviation,
                Arrays.stream(weights).map(FeatureVector::new).toList());
    }

    /** Gradient descent on a convex function with a step size that cannot overshoot. */
    private static double[][] descend(List<double[]> inputs, List<List<Double>> assignment, double penalty) {
        int families = assignment.getFirst().size();
        int dimension = inputs.getFirst().length;
        double[][] weights = new double[families][dimension];
        // The cross-entropy's curvature is at most half the inputs' mean square length.
        double curvature = inputs.stream()
                        .mapToDouble(x -> IntStream.range(0, x.length)
                                .mapToDouble(i -> x[i] * x[i])
                                .sum())
                        .average()
                        .orElseThrow()
                / 2;
        for (int step = 0; step < STEPS; step++) {
            double[][] gradient = new double[families][dimension];
            for (int clip = 0; clip < inputs.size(); clip++) {
                double[] x = inputs.get(clip);
                List<Double> predicted = softmax(weights, x);
                for (int f = 0; f < families; f++) {
                    double wrong = predicted.get(f) - assignment.get(clip).get(f);
                    for (int i = 0; i < dimension; i++) {
                        gradient[f][i] += wrong * x[i] / inputs.size();
                    }
                }
            }
            for (int f = 0; f < families; f++) {
                for (int i = 0; i < dimension; i++) {
                    double shrinking = i == 0 ? 0 : penalty;
                    weights[f][i] -= (gradient[f][i] + shrinking * weights[f][i]) / (curvature + shrinking);
                }
            }
        }
        return weights;
    }

    private static List<Double> softmax(double[][] weights, double[] x) {
        List<Double> scores = new ArrayList<>();
        for (double[] row : weights) {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                sum += row[i] * x[i];
            }
            scores.add(-sum);
        }
        return Clustering.soft(scores, 1);
    }

    private static double[] standardised(
            ContentFeatures clip, List<ContentFeature> features, FeatureVector means, FeatureVector deviations) {
        double[] mean = means.toArray();
        double[] deviation = deviations.toArray();
        double[] x = new double[features.size() + 1];
        x[0] = 1;
        for (int i = 0; i < features.size(); i++) {
            // Limits extrapolation to clips unlike any training clip.
            x[i + 1] = Math.clamp((clip.of(features.get(i)) - mean[i]) / deviation[i], -3, 3);
        }
        return x;
    }

    /** The probability of each family, in the order of the weights; the sum is 1. */
    public List<Double> classify(ContentFeatures clip) {
        double[] x = standardised(clip, features, means, deviations);
        double[][] rows = weights.stream().map(FeatureVector::toArray).toArray(double[][]::new);
        return Collections.unmodifiableList(softmax(rows, x));
    }
}
