package dev.starling.quality;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link VifKernels} with the machine's widest vectors. Filters compute four outputs at once, so that a sample is
 * loaded once for all of them.
 *
 * <p>The large kernels call no method of our own that takes vectors: in a large method the compiler inlines only the
 * vector operations themselves, and a vector passed to a method that is not inlined becomes an object.
 */
final class VectorVifKernels implements VifKernels {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    /** Places filtered horizontally at once. */
    private static final int PLACES = 4;

    /** Floats from the moments of one place to those of the next. */
    private static final int STEP = VifMoments.BANDS * LANES;

    /** Moments of {@link #PLACES} places after the horizontal filter, in the order of {@link VifMoments}. */
    private final float[] windows = new float[PLACES * STEP];

    /**
     * Keeps twenty sums in registers: five moments of four output rows. An input row belongs to the windows of up to
     * four output rows, so a sample and its squares are computed once for all four; for a window that does not contain
     * the row, the weight in {@link VifTaps#padded} is zero.
     */
    @Override
    public void momentsDown(RowBuffer pictures, int[] rowStarts, VifTaps taps, RowBuffer moments) {
        float[] samples = pictures.samples;
        float[] target = moments.samples;
        float[] weights = taps.padded;
        int rows = taps.weights.length + VifMoments.ROWS - 1;
        int length = pictures.length();
        int output = moments.start(0);
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector weightOfSquares = FloatVector.broadcast(FLOATS, ERROR_WEIGHT);
        FloatVector weightOfProducts = FloatVector.broadcast(FLOATS, ERROR_WEIGHT / 2);
        for (int i = 0; i < length; i += 2 * LANES) {
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
                FloatVector x = FloatVector.fromArray(FLOATS, samples, at);
                x0 = x.fma(weight0, x0);
                x1 = x.fma(weight1, x1);
                x2 = x.fma(weight2, x2);
                x3 = x.fma(weight3, x3);
                FloatVector y = FloatVector.fromArray(FLOATS, samples, at + LANES);
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
            FloatVector meanX0 = x0.add(ROUNDS_TO_256TH).sub(ROUNDS_TO_256TH);
            FloatVector meanY0 = y0.add(ROUNDS_TO_256TH).sub(ROUNDS_TO_256TH);
            FloatVector errorX0 = x0.sub(meanX0);
            FloatVector errorY0 = y0.sub(meanY0);
            meanX0.intoArray(target, output);
            meanY0.intoArray(target, output + LANES);
            errorX0.fma(weightOfSquares, xx0).intoArray(target, output + 2 * LANES);
            errorY0.fma(weightOfSquares, yy0).intoArray(target, output + 3 * LANES);
            errorX0.add(errorY0).fma(weightOfProducts, xy0).intoArray(target, output + 4 * LANES);
            FloatVector meanX1 = x1.add(ROUNDS_TO_256TH).sub(ROUNDS_TO_256TH);
            FloatVector meanY1 = y1.add(ROUNDS_TO_256TH).sub(ROUNDS_TO_256TH);
            FloatVector errorX1 = x1.sub(meanX1);
            FloatVector errorY1 = y1.sub(meanY1);
            meanX1.intoArray(target, output + 5 * LANES);
            meanY1.intoArray(target, output + 6 * LANES);
            errorX1.fma(weightOfSquares, xx1).intoArray(target, output + 7 * LANES);
            errorY1.fma(weightOfSquares, yy1).intoArray(target, output + 8 * LANES);
            errorX1.add(errorY1).fma(weightOfProducts, xy1).intoArray(target, output + 9 * LANES);
            FloatVector meanX2 = x2.add(ROUNDS_TO_256TH).sub(ROUNDS_TO_256TH);
            FloatVector meanY2 = y2.add(ROUNDS_TO_256TH).sub(ROUNDS_TO_256TH);
            FloatVector errorX2 = x2.sub(meanX2);
            FloatVector errorY2 = y2.sub(meanY2);
            meanX2.intoArray(target, output + 10 * LANES);
            meanY2.intoArray(target, output + 11 * LANES);
            errorX2.fma(weightOfSquares, xx2).intoArray(target, output + 12 * LANES);
            errorY2.fma(weightOfSquares, yy2).intoArray(target, output + 13 * LANES);
            errorX2.add(errorY2).fma(weightOfProducts, xy2).intoArray(target, output + 14 * LANES);
            FloatVector meanX3 = x3.add(ROUNDS_TO_256TH).sub(ROUNDS_TO_256TH);
            FloatVector meanY3 = y3.add(ROUNDS_TO_256TH).sub(ROUNDS_TO_256TH);
            FloatVector errorX3 = x3.sub(meanX3);
            FloatVector errorY3 = y3.sub(meanY3);
            meanX3.intoArray(target, output + 15 * LANES);
            meanY3.intoArray(target, output + 16 * LANES);
            errorX3.fma(weightOfSquares, xx3).intoArray(target, output + 17 * LANES);
            errorY3.fma(weightOfSquares, yy3).intoArray(target, output + 18 * LANES);
            errorX3.add(errorY3).fma(weightOfProducts, xy3).intoArray(target, output + 19 * LANES);
            output += STEP;
        }
    }

    /**
     * Works on four places at a time, so that their filtered moments stay in the nearest cache until the windows are
     * added up.
     */
    @Override
    public void addInformation(RowBuffer moments, VifTaps taps, int rows, VifColumns columns) {
        for (int place = 0; place < moments.layout.vectors(); place += PLACES) {
            int middle = moments.start(0) + place * STEP;
            if (taps.weights.length == VifTaps.SEVENTEEN) {
                filterSeventeenAcross(moments.samples, middle - VifTaps.SEVENTEEN / 2 * STEP, taps.weights, windows);
            } else {
                filterNineAcross(moments.samples, middle - VifTaps.NINE / 2 * STEP, taps.nine, windows);
            }
            int places = Math.min(PLACES, moments.layout.vectors() - place);
            addInformation(windows, places, rows, columns, place * LANES);
        }
    }

    /**
     * Filters one moment of four places after the other. The nine distinct weights stay in registers and no loop runs
     * over them, which takes half the instructions of a loop; most of VIF's time would be spent there. Each sum is
     * computed as two halves that do not depend on each other.
     */
    private static void filterSeventeenAcross(float[] samples, int first, float[] weights, float[] windows) {
        FloatVector w0 = FloatVector.broadcast(FLOATS, weights[0]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, weights[1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, weights[2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, weights[3]);
        FloatVector w4 = FloatVector.broadcast(FLOATS, weights[4]);
        FloatVector w5 = FloatVector.broadcast(FLOATS, weights[5]);
        FloatVector w6 = FloatVector.broadcast(FLOATS, weights[6]);
        FloatVector w7 = FloatVector.broadcast(FLOATS, weights[7]);
        FloatVector w8 = FloatVector.broadcast(FLOATS, weights[8]);
        for (int moment = 0; moment < STEP; moment += LANES) {
            int at = first + moment;
            FloatVector s0 = FloatVector.fromArray(FLOATS, samples, at);
            FloatVector a = s0.mul(w0);
            FloatVector s1 = FloatVector.fromArray(FLOATS, samples, at + STEP);
            a = s1.fma(w1, a);
            FloatVector b = s1.mul(w0);
            FloatVector s2 = FloatVector.fromArray(FLOATS, samples, at + 2 * STEP);
            a = s2.fma(w2, a);
            b = s2.fma(w1, b);
            FloatVector c = s2.mul(w0);
            FloatVector s3 = FloatVector.fromArray(FLOATS, samples, at + 3 * STEP);
            a = s3.fma(w3, a);
            b = s3.fma(w2, b);
            c = s3.fma(w1, c);
            FloatVector d = s3.mul(w0);
            FloatVector s4 = FloatVector.fromArray(FLOATS, samples, at + 4 * STEP);
            a = s4.fma(w4, a);
            b = s4.fma(w3, b);
            c = s4.fma(w2, c);
            d = s4.fma(w1, d);
            FloatVector s5 = FloatVector.fromArray(FLOATS, samples, at + 5 * STEP);
            a = s5.fma(w5, a);
            b = s5.fma(w4, b);
            c = s5.fma(w3, c);
            d = s5.fma(w2, d);
            FloatVector s6 = FloatVector.fromArray(FLOATS, samples, at + 6 * STEP);
            a = s6.fma(w6, a);
            b = s6.fma(w5, b);
            c = s6.fma(w4, c);
            d = s6.fma(w3, d);
            FloatVector s7 = FloatVector.fromArray(FLOATS, samples, at + 7 * STEP);
            a = s7.fma(w7, a);
            b = s7.fma(w6, b);
            c = s7.fma(w5, c);
            d = s7.fma(w4, d);
            FloatVector s8 = FloatVector.fromArray(FLOATS, samples, at + 8 * STEP);
            a = s8.fma(w8, a);
            b = s8.fma(w7, b);
            c = s8.fma(w6, c);
            d = s8.fma(w5, d);
            FloatVector s9 = FloatVector.fromArray(FLOATS, samples, at + 9 * STEP);
            FloatVector aAfter = s9.mul(w7);
            b = s9.fma(w8, b);
            c = s9.fma(w7, c);
            d = s9.fma(w6, d);
            FloatVector s10 = FloatVector.fromArray(FLOATS, samples, at + 10 * STEP);
            aAfter = s10.fma(w6, aAfter);
            FloatVector bAfter = s10.mul(w7);
            c = s10.fma(w8, c);
            d = s10.fma(w7, d);
            FloatVector s11 = FloatVector.fromArray(FLOATS, samples, at + 11 * STEP);
            aAfter = s11.fma(w5, aAfter);
            bAfter = s11.fma(w6, bAfter);
            FloatVector cAfter = s11.mul(w7);
            d = s11.fma(w8, d);
            FloatVector s12 = FloatVector.fromArray(FLOATS, samples, at + 12 * STEP);
            aAfter = s12.fma(w4, aAfter);
            bAfter = s12.fma(w5, bAfter);
            cAfter = s12.fma(w6, cAfter);
            FloatVector dAfter = s12.mul(w7);
            FloatVector s13 = FloatVector.fromArray(FLOATS, samples, at + 13 * STEP);
            aAfter = s13.fma(w3, aAfter);
            bAfter = s13.fma(w4, bAfter);
            cAfter = s13.fma(w5, cAfter);
            dAfter = s13.fma(w6, dAfter);
            FloatVector s14 = FloatVector.fromArray(FLOATS, samples, at + 14 * STEP);
            aAfter = s14.fma(w2, aAfter);
            bAfter = s14.fma(w3, bAfter);
            cAfter = s14.fma(w4, cAfter);
            dAfter = s14.fma(w5, dAfter);
            FloatVector s15 = FloatVector.fromArray(FLOATS, samples, at + 15 * STEP);
            aAfter = s15.fma(w1, aAfter);
            bAfter = s15.fma(w2, bAfter);
            cAfter = s15.fma(w3, cAfter);
            dAfter = s15.fma(w4, dAfter);
            FloatVector s16 = FloatVector.fromArray(FLOATS, samples, at + 16 * STEP);
            aAfter = s16.fma(w0, aAfter);
            bAfter = s16.fma(w1, bAfter);
            cAfter = s16.fma(w2, cAfter);
            dAfter = s16.fma(w3, dAfter);
            FloatVector s17 = FloatVector.fromArray(FLOATS, samples, at + 17 * STEP);
            bAfter = s17.fma(w0, bAfter);
            cAfter = s17.fma(w1, cAfter);
            dAfter = s17.fma(w2, dAfter);
            FloatVector s18 = FloatVector.fromArray(FLOATS, samples, at + 18 * STEP);
            cAfter = s18.fma(w0, cAfter);
            dAfter = s18.fma(w1, dAfter);
            FloatVector s19 = FloatVector.fromArray(FLOATS, samples, at + 19 * STEP);
            dAfter = s19.fma(w0, dAfter);
            a.add(aAfter).intoArray(windows, moment);
            b.add(bAfter).intoArray(windows, moment + STEP);
            c.add(cAfter).intoArray(windows, moment + 2 * STEP);
            d.add(dAfter).intoArray(windows, moment + 3 * STEP);
        }
    }

    /** The same for nine weights. */
    private static void filterNineAcross(float[] samples, int first, float[] weights, float[] windows) {
        FloatVector w0 = FloatVector.broadcast(FLOATS, weights[0]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, weights[1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, weights[2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, weights[3]);
        FloatVector w4 = FloatVector.broadcast(FLOATS, weights[4]);
        for (int moment = 0; moment < STEP; moment += LANES) {
            int at = first + moment;
            FloatVector s0 = FloatVector.fromArray(FLOATS, samples, at);
            FloatVector a = s0.mul(w0);
            FloatVector s1 = FloatVector.fromArray(FLOATS, samples, at + STEP);
            a = s1.fma(w1, a);
            FloatVector b = s1.mul(w0);
            FloatVector s2 = FloatVector.fromArray(FLOATS, samples, at + 2 * STEP);
            a = s2.fma(w2, a);
            b = s2.fma(w1, b);
            FloatVector c = s2.mul(w0);
            FloatVector s3 = FloatVector.fromArray(FLOATS, samples, at + 3 * STEP);
            a = s3.fma(w3, a);
            b = s3.fma(w2, b);
            c = s3.fma(w1, c);
            FloatVector d = s3.mul(w0);
            FloatVector s4 = FloatVector.fromArray(FLOATS, samples, at + 4 * STEP);
            a = s4.fma(w4, a);
            b = s4.fma(w3, b);
            c = s4.fma(w2, c);
            d = s4.fma(w1, d);
            FloatVector s5 = FloatVector.fromArray(FLOATS, samples, at + 5 * STEP);
            FloatVector aAfter = s5.mul(w3);
            b = s5.fma(w4, b);
            c = s5.fma(w3, c);
            d = s5.fma(w2, d);
            FloatVector s6 = FloatVector.fromArray(FLOATS, samples, at + 6 * STEP);
            aAfter = s6.fma(w2, aAfter);
            FloatVector bAfter = s6.mul(w3);
            c = s6.fma(w4, c);
            d = s6.fma(w3, d);
            FloatVector s7 = FloatVector.fromArray(FLOATS, samples, at + 7 * STEP);
            aAfter = s7.fma(w1, aAfter);
            bAfter = s7.fma(w2, bAfter);
            FloatVector cAfter = s7.mul(w3);
            d = s7.fma(w4, d);
            FloatVector s8 = FloatVector.fromArray(FLOATS, samples, at + 8 * STEP);
            aAfter = s8.fma(w0, aAfter);
            bAfter = s8.fma(w1, bAfter);
            cAfter = s8.fma(w2, cAfter);
            FloatVector dAfter = s8.mul(w3);
            FloatVector s9 = FloatVector.fromArray(FLOATS, samples, at + 9 * STEP);
            bAfter = s9.fma(w0, bAfter);
            cAfter = s9.fma(w1, cAfter);
            dAfter = s9.fma(w2, dAfter);
            FloatVector s10 = FloatVector.fromArray(FLOATS, samples, at + 10 * STEP);
            cAfter = s10.fma(w0, cAfter);
            dAfter = s10.fma(w1, dAfter);
            FloatVector s11 = FloatVector.fromArray(FLOATS, samples, at + 11 * STEP);
            dAfter = s11.fma(w0, dAfter);
            a.add(aAfter).intoArray(windows, moment);
            b.add(bAfter).intoArray(windows, moment + STEP);
            c.add(cAfter).intoArray(windows, moment + 2 * STEP);
            d.add(dAfter).intoArray(windows, moment + 3 * STEP);
        }
    }

    /**
     * Compares and blends instead of {@code max} and {@code min}: these keep Java's order of zeros and NaN, which takes
     * six instructions each.
     */
    private static void addInformation(float[] windows, int places, int rows, VifColumns columns, int firstColumn) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector one = FloatVector.broadcast(FLOATS, 1);
        FloatVector two = FloatVector.broadcast(FLOATS, 2);
        FloatVector noiseVariance = FloatVector.broadcast(FLOATS, VifExtractor.NOISE_VARIANCE);
        FloatVector perNoiseVariance = FloatVector.broadcast(FLOATS, VifExtractor.PER_NOISE_VARIANCE);
        for (int place = 0; place < places; place++) {
            int i = firstColumn + place * LANES;
            FloatVector referenceProduct = FloatVector.fromArray(FLOATS, columns.referenceProduct, i);
            FloatVector noiseProduct = FloatVector.fromArray(FLOATS, columns.noiseProduct, i);
            FloatVector signalProduct = FloatVector.fromArray(FLOATS, columns.signalProduct, i);
            FloatVector limitedProduct = FloatVector.fromArray(FLOATS, columns.limitedProduct, i);
            FloatVector flatVariance = FloatVector.fromArray(FLOATS, columns.flatVariance, i);
            for (int row = 0; row < rows; row++) {
                int at = place * STEP + row * VifMoments.COUNT * LANES;
                FloatVector meanX = FloatVector.fromArray(FLOATS, windows, at);
                FloatVector meanY = FloatVector.fromArray(FLOATS, windows, at + VifMoments.Y * LANES);
                FloatVector minusMeanX = meanX.neg();
                FloatVector varianceX =
                        minusMeanX.fma(meanX, FloatVector.fromArray(FLOATS, windows, at + VifMoments.XX * LANES));
                FloatVector squareY =
                        meanY.neg().fma(meanY, FloatVector.fromArray(FLOATS, windows, at + VifMoments.YY * LANES));
                FloatVector covariance =
                        minusMeanX.fma(meanY, FloatVector.fromArray(FLOATS, windows, at + VifMoments.XY * LANES));
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

    private static FloatVector roundTo256th(FloatVector values) {
        return values.add(ROUNDS_TO_256TH).sub(ROUNDS_TO_256TH);
    }

    /** Unrolled over the rows, so that their starts are constants in the loop along them. */
    @Override
    public void filterDown(RowBuffer source, int[] rowStarts, VifTaps taps, RowBuffer target) {
        float[] samples = source.samples;
        int output = target.start(0);
        int row0 = rowStarts[0];
        int row1 = rowStarts[1];
        int row2 = rowStarts[2];
        int row3 = rowStarts[3];
        int row4 = rowStarts[4];
        int row5 = rowStarts[5];
        int row6 = rowStarts[6];
        int row7 = rowStarts[7];
        int row8 = rowStarts[8];
        FloatVector w0 = FloatVector.broadcast(FLOATS, taps.nine[0]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, taps.nine[1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, taps.nine[2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, taps.nine[3]);
        FloatVector w4 = FloatVector.broadcast(FLOATS, taps.nine[4]);
        for (int i = 0; i < source.length(); i += LANES) {
            FloatVector sum = FloatVector.fromArray(FLOATS, samples, row0 + i).mul(w0);
            sum = FloatVector.fromArray(FLOATS, samples, row1 + i).fma(w1, sum);
            sum = FloatVector.fromArray(FLOATS, samples, row2 + i).fma(w2, sum);
            sum = FloatVector.fromArray(FLOATS, samples, row3 + i).fma(w3, sum);
            sum = FloatVector.fromArray(FLOATS, samples, row4 + i).fma(w4, sum);
            sum = FloatVector.fromArray(FLOATS, samples, row5 + i).fma(w3, sum);
            sum = FloatVector.fromArray(FLOATS, samples, row6 + i).fma(w2, sum);
            sum = FloatVector.fromArray(FLOATS, samples, row7 + i).fma(w1, sum);
            sum = FloatVector.fromArray(FLOATS, samples, row8 + i).fma(w0, sum);
            roundTo256th(sum).intoArray(target.samples, output + i);
        }
    }

    @Override
    public void halveAcross(RowBuffer source, VifTaps taps, RowBuffer target, int row) {
        float[] samples = source.samples;
        int input = source.start(0) - VifTaps.NINE / 2 * 2 * LANES;
        int output = target.start(row);
        FloatVector w0 = FloatVector.broadcast(FLOATS, taps.nine[0]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, taps.nine[1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, taps.nine[2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, taps.nine[3]);
        FloatVector w4 = FloatVector.broadcast(FLOATS, taps.nine[4]);
        for (int i = 0; i < target.length(); i += 2 * LANES) {
            for (int band = 0; band < 2 * LANES; band += LANES) {
                int at = input + 2 * i + band;
                FloatVector sum = FloatVector.fromArray(FLOATS, samples, at).mul(w0);
                sum = FloatVector.fromArray(FLOATS, samples, at + 2 * LANES).fma(w1, sum);
                sum = FloatVector.fromArray(FLOATS, samples, at + 4 * LANES).fma(w2, sum);
                sum = FloatVector.fromArray(FLOATS, samples, at + 6 * LANES).fma(w3, sum);
                sum = FloatVector.fromArray(FLOATS, samples, at + 8 * LANES).fma(w4, sum);
                FloatVector after =
                        FloatVector.fromArray(FLOATS, samples, at + 10 * LANES).mul(w3);
                after = FloatVector.fromArray(FLOATS, samples, at + 12 * LANES).fma(w2, after);
                after = FloatVector.fromArray(FLOATS, samples, at + 14 * LANES).fma(w1, after);
                after = FloatVector.fromArray(FLOATS, samples, at + 16 * LANES).fma(w0, after);
                roundTo256th(sum.add(after)).intoArray(target.samples, output + i + band);
            }
        }
    }
}
