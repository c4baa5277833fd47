package dev.starling.quality;

/** Computes a score from features. */
sealed interface Regressor permits SupportVectorRegressor, PolynomialRegressor {

    /** The score before clipping, for features in the model's order. */
    double predict(double[] features);
}
