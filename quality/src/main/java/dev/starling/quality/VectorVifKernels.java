package dev.starling.quality;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link VifKernels} on the widest vectors of the machine. The filters keep four outputs in registers, so that a sample is
 * loaded once for all of them; the outermost of their weights are {@link VifTaps#padded zero}.
 */
final class VectorVifKernels implements VifKernels {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    @Override
    public void momentsDown(
            RowBuffer reference, RowBuffer distorted, int[] rowStarts, VifTaps taps, VifMoments moments) {
        float[] xs = reference.samples;
        float[] ys = distorted.samples;
        float[] weights = taps.padded;
        int rows = taps.weights.length + VifMoments.ROWS - 1;
        int length = reference.layout.length();
        int output0 = moments.x.start(0);
        int output1 = moments.x.start(1);
        int output2 = moments.x.start(2);
        int output3 = moments.x.start(3);
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int i = 0; i < length; i += LANES) {
            FloatVector x0 = zero, x1 = zero, x2 = zero, x3 = zero;
            FloatVector y0 = zero, y1 = zero, y2 = zero, y3 = zero;
            FloatVector xx0 = zero, xx1 = zero, xx2 = zero, xx3 = zero;
            FloatVector yy0 = zero, yy1 = zero, yy2 = zero, yy3 = zero;
            FloatVector xy0 = zero, xy1 = zero, xy2 = zero, xy3 = zero;
            for (int row = 0; row < rows; row++) {
                int at = rowStarts[row] + i;
                FloatVector weight0 = FloatVector.broadcast(FLOATS, weights[row + 3]);
                FloatVector weight1 = FloatVector.broadcast(FLOATS, weights[row + 2]);
                FloatVector weight2 = FloatVector.broadcast(FLOATS, weights[row + 1]);
                FloatVector weight3 = FloatVector.broadcast(FLOATS, weights[row]);
                FloatVector x = FloatVector.fromArray(FLOATS, xs, at);
                x0 = x.fma(weight0, x0);
                x1 = x.fma(weight1, x1);
                x2 = x.fma(weight2, x2);
                x3 = x.fma(weight3, x3);
                FloatVector y = FloatVector.fromArray(FLOATS, ys, at);
                y0 = y.fma(weight0, y0);
                y1 = y.fma(weight1, y1);
                y2 = y.fma(weight2, y2);
                y3 = y.fma(weight3, y3);
                FloatVector xy = x.mul(y);
                xy0 = xy.fma(weight0, xy0);
                xy1 = xy.fma(weight1, xy1);
                xy2 = xy.fma(weight2, xy2);
                xy3 = xy.fma(weight3, xy3);
                FloatVector xx = x.mul(x);
                xx0 = xx.fma(weight0, xx0);
                xx1 = xx.fma(weight1, xx1);
                xx2 = xx.fma(weight2, xx2);
                xx3 = xx.fma(weight3, xx3);
                FloatVector yy = y.mul(y);
                yy0 = yy.fma(weight0, yy0);
                yy1 = yy.fma(weight1, yy1);
                yy2 = yy.fma(weight2, yy2);
                yy3 = yy.fma(weight3, yy3);
            }
            x0.intoArray(moments.x.samples, output0 + i);
            x1.intoArray(moments.x.samples, output1 + i);
            x2.intoArray(moments.x.samples, output2 + i);
            x3.intoArray(moments.x.samples, output3 + i);
            y0.intoArray(moments.y.samples, output0 + i);
            y1.intoArray(moments.y.samples, output1 + i);
            y2.intoArray(moments.y.samples, output2 + i);
            y3.intoArray(moments.y.samples, output3 + i);
            xx0.intoArray(moments.xx.samples, output0 + i);
            xx1.intoArray(moments.xx.samples, output1 + i);
            xx2.intoArray(moments.xx.samples, output2 + i);
            xx3.intoArray(moments.xx.samples, output3 + i);
            yy0.intoArray(moments.yy.samples, output0 + i);
            yy1.intoArray(moments.yy.samples, output1 + i);
            yy2.intoArray(moments.yy.samples, output2 + i);
            yy3.intoArray(moments.yy.samples, output3 + i);
            xy0.intoArray(moments.xy.samples, output0 + i);
            xy1.intoArray(moments.xy.samples, output1 + i);
            xy2.intoArray(moments.xy.samples, output2 + i);
            xy3.intoArray(moments.xy.samples, output3 + i);
        }
    }

    @Override
    public void roundMeans(VifMoments moments, int row) {
        int start = moments.x.start(row);
        FloatVector weightOfSquares = FloatVector.broadcast(FLOATS, 256);
        FloatVector weightOfProducts = FloatVector.broadcast(FLOATS, 128);
        for (int i = 0; i < moments.x.layout.length(); i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, moments.x.samples, start + i);
            FloatVector y = FloatVector.fromArray(FLOATS, moments.y.samples, start + i);
            FloatVector roundedX = roundTo256th(x);
            FloatVector roundedY = roundTo256th(y);
            FloatVector lostX = x.sub(roundedX);
            FloatVector lostY = y.sub(roundedY);
            roundedX.intoArray(moments.x.samples, start + i);
            roundedY.intoArray(moments.y.samples, start + i);
            addTo(moments.xx.samples, start + i, lostX, weightOfSquares);
            addTo(moments.yy.samples, start + i, lostY, weightOfSquares);
            addTo(moments.xy.samples, start + i, lostX.add(lostY), weightOfProducts);
        }
    }

    private static void addTo(float[] samples, int at, FloatVector values, FloatVector weight) {
        values.fma(weight, FloatVector.fromArray(FLOATS, samples, at)).intoArray(samples, at);
    }

    private static FloatVector roundTo256th(FloatVector values) {
        return values.add(ROUNDS_TO_256TH).sub(ROUNDS_TO_256TH);
    }

    @Override
    public void filterAcross(RowBuffer source, VifTaps taps, RowBuffer target) {
        for (int row = 0; row < VifMoments.ROWS; row += 2) {
            filterTwoAcross(source, taps, target, row);
        }
    }

    /** Two rows at once: eight sums that do not wait for each other. */
    private static void filterTwoAcross(RowBuffer source, VifTaps taps, RowBuffer target, int row) {
        float[] samples = source.samples;
        float[] weights = taps.padded;
        int vectors = taps.weights.length + 3;
        int input0 = source.start(row) - taps.reach() * LANES;
        int input1 = source.start(row + 1) - taps.reach() * LANES;
        int output0 = target.start(row);
        int output1 = target.start(row + 1);
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int i = 0; i < source.layout.length(); i += 4 * LANES) {
            FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero;
            FloatVector b0 = zero, b1 = zero, b2 = zero, b3 = zero;
            for (int vector = 0; vector < vectors; vector++) {
                FloatVector weight0 = FloatVector.broadcast(FLOATS, weights[vector + 3]);
                FloatVector weight1 = FloatVector.broadcast(FLOATS, weights[vector + 2]);
                FloatVector weight2 = FloatVector.broadcast(FLOATS, weights[vector + 1]);
                FloatVector weight3 = FloatVector.broadcast(FLOATS, weights[vector]);
                FloatVector a = FloatVector.fromArray(FLOATS, samples, input0 + i + vector * LANES);
                a0 = a.fma(weight0, a0);
                a1 = a.fma(weight1, a1);
                a2 = a.fma(weight2, a2);
                a3 = a.fma(weight3, a3);
                FloatVector b = FloatVector.fromArray(FLOATS, samples, input1 + i + vector * LANES);
                b0 = b.fma(weight0, b0);
                b1 = b.fma(weight1, b1);
                b2 = b.fma(weight2, b2);
                b3 = b.fma(weight3, b3);
            }
            a0.intoArray(target.samples, output0 + i);
            a1.intoArray(target.samples, output0 + i + LANES);
            a2.intoArray(target.samples, output0 + i + 2 * LANES);
            a3.intoArray(target.samples, output0 + i + 3 * LANES);
            b0.intoArray(target.samples, output1 + i);
            b1.intoArray(target.samples, output1 + i + LANES);
            b2.intoArray(target.samples, output1 + i + 2 * LANES);
            b3.intoArray(target.samples, output1 + i + 3 * LANES);
        }
    }

    /**
     * Compares and blends in place of {@code max} and {@code min}: these keep Java's order of zeros and NaN, which takes the processor
     * six instructions each.
     */
    @Override
    public void addInformation(VifMoments windows, int rows, VifColumns columns) {
        int start = windows.x.start(0);
        int stride = windows.x.start(1) - start;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector one = FloatVector.broadcast(FLOATS, 1);
        FloatVector two = FloatVector.broadcast(FLOATS, 2);
        FloatVector noiseVariance = FloatVector.broadcast(FLOATS, VifExtractor.NOISE_VARIANCE);
        FloatVector perNoiseVariance = FloatVector.broadcast(FLOATS, VifExtractor.PER_NOISE_VARIANCE);
        for (int i = 0; i < windows.x.layout.length(); i += LANES) {
            FloatVector referenceProduct = FloatVector.fromArray(FLOATS, columns.referenceProduct, i);
            FloatVector noiseProduct = FloatVector.fromArray(FLOATS, columns.noiseProduct, i);
            FloatVector signalProduct = FloatVector.fromArray(FLOATS, columns.signalProduct, i);
            FloatVector limitedProduct = FloatVector.fromArray(FLOATS, columns.limitedProduct, i);
            FloatVector flatVariance = FloatVector.fromArray(FLOATS, columns.flatVariance, i);
            for (int row = 0; row < rows; row++) {
                int at = start + row * stride + i;
                FloatVector meanX = FloatVector.fromArray(FLOATS, windows.x.samples, at);
                FloatVector meanY = FloatVector.fromArray(FLOATS, windows.y.samples, at);
                FloatVector minusMeanX = meanX.neg();
                FloatVector varianceX = minusMeanX.fma(meanX, FloatVector.fromArray(FLOATS, windows.xx.samples, at));
                FloatVector squareY = meanY.neg().fma(meanY, FloatVector.fromArray(FLOATS, windows.yy.samples, at));
                FloatVector covariance = minusMeanX.fma(meanY, FloatVector.fromArray(FLOATS, windows.xy.samples, at));
                VectorMask<Float> textured = varianceX.compare(VectorOperators.GE, noiseVariance);
                VectorMask<Float> varied = squareY.compare(VectorOperators.GT, zero);
                FloatVector varianceY = zero.blend(squareY, varied);
                FloatVector related =
                        zero.blend(covariance, textured.and(varied).and(covariance.compare(VectorOperators.GT, zero)));
                FloatVector gain = related.div(noiseVariance.blend(varianceX, textured));
                FloatVector limitedGain = gain.blend(one, gain.compare(VectorOperators.GT, one));
                FloatVector noise = gain.neg().fma(related, varianceY);
                FloatVector noiseFactor = zero.blend(noise, noise.compare(VectorOperators.GT, zero))
                        .fma(perNoiseVariance, one);
                FloatVector withoutSignal = noiseFactor.add(noiseFactor).blend(noiseFactor, textured);
                FloatVector perNoise = varianceX.mul(perNoiseVariance);
                referenceProduct = referenceProduct.mul(two.blend(perNoise.add(one), textured));
                noiseProduct = noiseProduct.mul(noiseFactor);
                signalProduct = signalProduct.mul(gain.mul(gain).fma(perNoise, withoutSignal));
                limitedProduct = limitedProduct.mul(limitedGain.mul(limitedGain).fma(perNoise, withoutSignal));
                flatVariance = flatVariance.add(varianceY.blend(zero, textured));
            }
            referenceProduct.intoArray(columns.referenceProduct, i);
            noiseProduct.intoArray(columns.noiseProduct, i);
            signalProduct.intoArray(columns.signalProduct, i);
            limitedProduct.intoArray(columns.limitedProduct, i);
            flatVariance.intoArray(columns.flatVariance, i);
        }
    }

    @Override
    public void foldExponents(VifColumns columns) {
        fold(columns.referenceProduct, columns.referenceExponent);
        fold(columns.signalProduct, columns.signalExponent);
        fold(columns.limitedProduct, columns.limitedExponent);
        fold(columns.noiseProduct, columns.noiseExponent);
    }

    private static void fold(float[] product, int[] exponent) {
        for (int i = 0; i < product.length; i += LANES) {
            IntVector bits = FloatVector.fromArray(FLOATS, product, i).reinterpretAsInts();
            IntVector.fromArray(INTS, exponent, i)
                    .add(bits.lanewise(VectorOperators.LSHR, 23).sub(127))
                    .intoArray(exponent, i);
            bits.and(0x007f_ffff).or(0x3f80_0000).reinterpretAsFloats().intoArray(product, i);
        }
    }

    /** Four vectors at once, so that a weight is loaded once for all of them. */
    @Override
    public void filterDown(RowBuffer source, int[] rowStarts, VifTaps taps, RowBuffer target, int row) {
        float[] samples = source.samples;
        float[] weights = taps.weights;
        int output = target.start(row);
        for (int i = 0; i < source.layout.length(); i += 4 * LANES) {
            FloatVector a = FloatVector.zero(FLOATS), b = a, c = a, d = a;
            for (int tap = 0; tap < weights.length; tap++) {
                FloatVector weight = FloatVector.broadcast(FLOATS, weights[tap]);
                int at = rowStarts[tap] + i;
                a = FloatVector.fromArray(FLOATS, samples, at).fma(weight, a);
                b = FloatVector.fromArray(FLOATS, samples, at + LANES).fma(weight, b);
                c = FloatVector.fromArray(FLOATS, samples, at + 2 * LANES).fma(weight, c);
                d = FloatVector.fromArray(FLOATS, samples, at + 3 * LANES).fma(weight, d);
            }
            roundTo256th(a).intoArray(target.samples, output + i);
            roundTo256th(b).intoArray(target.samples, output + i + LANES);
            roundTo256th(c).intoArray(target.samples, output + i + 2 * LANES);
            roundTo256th(d).intoArray(target.samples, output + i + 3 * LANES);
        }
    }

    @Override
    public void halveAcross(RowBuffer source, VifTaps taps, RowBuffer target, int row) {
        float[] samples = source.samples;
        float[] weights = taps.weights;
        int input = source.start(0) - taps.reach() * LANES;
        int output = target.start(row);
        for (int i = 0; i < target.layout.length(); i += 4 * LANES) {
            FloatVector a = FloatVector.zero(FLOATS), b = a, c = a, d = a;
            for (int tap = 0; tap < weights.length; tap++) {
                FloatVector weight = FloatVector.broadcast(FLOATS, weights[tap]);
                int at = input + 2 * i + tap * LANES;
                a = FloatVector.fromArray(FLOATS, samples, at).fma(weight, a);
                b = FloatVector.fromArray(FLOATS, samples, at + 2 * LANES).fma(weight, b);
                c = FloatVector.fromArray(FLOATS, samples, at + 4 * LANES).fma(weight, c);
                d = FloatVector.fromArray(FLOATS, samples, at + 6 * LANES).fma(weight, d);
            }
            roundTo256th(a).intoArray(target.samples, output + i);
            roundTo256th(b).intoArray(target.samples, output + i + LANES);
            roundTo256th(c).intoArray(target.samples, output + i + 2 * LANES);
            roundTo256th(d).intoArray(target.samples, output + i + 3 * LANES);
        }
    }
}
