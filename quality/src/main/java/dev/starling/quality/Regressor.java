package dev.starling.quality;

/** A function from features to a score. */
sealed interface Regressor permits SupportVectorRegressor, PolynomialRegressor {

    /** The score, not yet clipped, for features in the order of the model. */
    double predict(double[] features);
}
