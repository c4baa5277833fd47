package dev.starling.swarm.breed.cluster;

import dev.starling.swarm.title.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Predicts the soft assignment of a clip from its content, so that a new clip costs no exhaustive encodes: multinomial
 * logistic regression on standardised features.
 *
 * @param features that it looks at, in the order of the numbers below
 * @param means of the features over the training clips
 * @param deviations their standard deviations over the training clips, above 0
 * @param weights one vector for each cluster: the bias, then a weight for each feature
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
                    + " features needs as many means and deviations, and one weight more for each cluster");
        }
    }

    /**
     * Learns from clips whose assignment is known. The penalty draws weights to 0, and so what is predicted to the mean
     * assignment: the less is known, the more.
     *
     * @param clips at least one
     * @param assignment for each clip, the probability of each cluster
     * @param penalty of the squared weights, at least 0; biases are free
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
            // A feature that is the same everywhere says nothing, whatever it is divided by.
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

    /** Gradient descent on a convex function, with a step that cannot overshoot. */
    private static double[][] descend(List<double[]> inputs, List<List<Double>> assignment, double penalty) {
        int clusters = assignment.getFirst().size();
        int dimension = inputs.getFirst().length;
        double[][] weights = new double[clusters][dimension];
        // The cross-entropy's curvature is at most half the inputs' mean square length.
        double curvature = inputs.stream()
                        .mapToDouble(x -> IntStream.range(0, x.length)
                                .mapToDouble(i -> x[i] * x[i])
                                .sum())
                        .average()
                        .orElseThrow()
                / 2;
        for (int step = 0; step < STEPS; step++) {
            double[][] gradient = new double[clusters][dimension];
            for (int clip = 0; clip < inputs.size(); clip++) {
                double[] x = inputs.get(clip);
                List<Double> predicted = softmax(weights, x);
                for (int c = 0; c < clusters; c++) {
                    double wrong = predicted.get(c) - assignment.get(clip).get(c);
                    for (int i = 0; i < dimension; i++) {
                        gradient[c][i] += wrong * x[i] / inputs.size();
                    }
                }
            }
            for (int c = 0; c < clusters; c++) {
                for (int i = 0; i < dimension; i++) {
                    double shrinking = i == 0 ? 0 : penalty;
                    weights[c][i] -= (gradient[c][i] + shrinking * weights[c][i]) / (curvature + shrinking);
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
            // A clip like no training clip must not be extrapolated to without limit.
            x[i + 1] = Math.clamp((clip.of(features.get(i)) - mean[i]) / deviation[i], -3, 3);
        }
        return x;
    }

    /** The probability of each cluster, in the order of the weights; their sum is 1. */
    public List<Double> classify(ContentFeatures clip) {
        double[] x = standardised(clip, features, means, deviations);
        double[][] rows = weights.stream().map(FeatureVector::toArray).toArray(double[][]::new);
        return Collections.unmodifiableList(softmax(rows, x));
    }
}
