package dev.starling.quality;

import java.util.Arrays;

/**
 * Information in a picture's windows, summed down each column.
 *
 * <p>VIF sums logarithms over all windows. A sum of logarithms is the logarithm of a product, so each column keeps
 * products, and logarithms are taken only at the end of the picture. A factor is below 2<sup>15</sup>; after every
 * {@link #ROWS_BETWEEN_FOLDS} rows {@link VifKernels#foldExponents} moves the products' exponents to integers, before
 * the products can overflow.
 */
final class VifColumns {

    /** 8 · 15 + 1 is below the largest exponent of a float, 127. */
    static final int ROWS_BETWEEN_FOLDS = 8;

    private final ColumnLayout layout;

    /** Information in the reference: 1 + σ₁²/σₙ²; 2, which is one bit, for a window flatter than the eye's noise. */
    final float[] referenceProduct;

    final int[] referenceExponent;

    /** Distorted signal and noise: 1 + (σᵥ² + g²σ₁²)/σₙ²; twice the noise factor where the reference is flat. */
    final float[] signalProduct;

    final int[] signalExponent;

    /** The same with the gain g limited to 1. */
    final float[] limitedProduct;

    final int[] limitedExponent;

    /** Noise alone: 1 + σᵥ²/σₙ². */
    final float[] noiseProduct;

    final int[] noiseExponent;

    /** Sum of the distorted variances of the windows whose reference is flat. */
    final float[] flatVariance;

    VifColumns(ColumnLayout layout) {
        this.layout = layout;
        int length = layout.length();
        referenceProduct = new float[length];
        referenceExponent = new int[length];
        signalProduct = new float[length];
        signalExponent = new int[length];
        limitedProduct = new float[length];
        limitedExponent = new int[length];
        noiseProduct = new float[length];
        noiseExponent = new int[length];
        flatVariance = new float[length];
    }

    void clear() {
        for (float[] product : new float[][] {referenceProduct, signalProduct, limitedProduct, noiseProduct}) {
            Arrays.fill(product, 1);
        }
        for (int[] exponent : new int[][] {referenceExponent, signalExponent, limitedExponent, noiseExponent}) {
            Arrays.fill(exponent, 0);
        }
        Arrays.fill(flatVariance, 0);
    }

    /** Binary logarithm of the product of one quantity over all columns; exponents must be folded. */
    double log2(float[] product, int[] exponent) {
        double sum = 0;
        double pending = 1;
        for (int firstColumn = 0; firstColumn < layout.width(); firstColumn += layout.vectors()) {
            int until = Math.min(layout.width(), firstColumn + layout.vectors());
            int at = layout.index(firstColumn);
            for (int column = firstColumn; column < until; column++) {
                sum += exponent[at];
                pending *= product[at];
                if (pending > 0x1p900) {
                    sum += Math.getExponent(pending);
                    pending = Math.scalb(pending, -Math.getExponent(pending));
                }
                at += layout.lanes();
            }
        }
        return sum + Math.log(pending) / Math.log(2);
    }

    double sum(float[] values) {
        return layout.sum(values, 0, layout.width());
    }
}
