package dev.starling.swarm.steer;

/** The numbers of a path model, for speed. */
final class PathSteps {
    /** The deviation of the short horizon from the long one, in doublings, on paths that change. */
    private static final double[] DEVIATIONS = {-3, -1.8, -1, -0.5, 0, 0.5, 1, 2};

    private final double[] deviations;
    private final double[] errors;
    /** By class of the model's deviation, class of error and step. */
    private final double[][][] next;

    private final double[] classes;
    private final PathModel.Horizons horizons;

    PathSteps(PathModel model) {
        classes = model.deviations().stream().mapToDouble(it -> it).toArray();
        deviations = classes.length == 1 ? classes : DEVIATIONS;
        errors = model.errors().stream().mapToDouble(it -> it).toArray();
        next = model.next().stream()
                .map(ofDeviation -> ofDeviation.stream()
                        .map(it -> it.stream().mapToDouble(step -> step).toArray())
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
        horizons = model.horizons();
    }

    /** The points of the axis of the deviation. */
    double[] deviations() {
        return deviations;
    }

    /** The points of the axis of the error. */
    double[] errors() {
        return errors;
    }

    PathModel.Horizons horizons() {
        return horizons;
    }

    int states() {
        return deviations.length * errors.length;
    }

    int count() {
        return next[0][0].length;
    }

    /** The equally likely steps of a path. */
    double[] of(RateHistory.Path path) {
        int deviation = below(classes, path.deviation());
        int error = below(errors, path.error());
        double higher = fraction(classes, deviation, path.deviation());
        double more = fraction(errors, error, path.error());
        double[][] low = next[deviation];
        double[][] high = next[Math.min(deviation + 1, classes.length - 1)];
        int nextError = Math.min(error + 1, errors.length - 1);
        double[] steps = new double[count()];
        for (int i = 0; i < steps.length; i++) {
            double ofLow = low[error][i] + more * (low[nextError][i] - low[error][i]);
            double ofHigh = high[error][i] + more * (high[nextError][i] - high[error][i]);
            steps[i] = ofLow + higher * (ofHigh - ofLow);
        }
        return steps;
    }

    /** The rate that is expected on a path. */
    double expected(double longBitsPerSecond, double deviation) {
        double doublings = (1 - horizons.longWeight()) * deviation;
        return doublings == 0 ? longBitsPerSecond : longBitsPerSecond * Math.pow(2, doublings);
    }

    /** The index of the class below a value, at most the last but one. */
    static int below(double[] classes, double value) {
        int low = 0;
        while (low + 2 < classes.length && classes[low + 1] <= value) {
            low++;
        }
        return low;
    }

    static double fraction(double[] classes, int low, double value) {
        return low + 1 < classes.length
                ? Math.clamp((value - classes[low]) / (classes[low + 1] - classes[low]), 0, 1)
                : 0;
    }
}
