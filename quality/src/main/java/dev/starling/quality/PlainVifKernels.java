package dev.starling.quality;

/** {@link VifKernels} as plain loops. */
final class PlainVifKernels implements VifKernels {

    @Override
    public void momentsDown(RowBuffer pictures, int[] rowStarts, VifTaps taps, RowBuffer moments) {
        int lanes = pictures.layout.lanes();
        for (int vector = 0; vector < pictures.layout.vectors(); vector++) {
            for (int lane = 0; lane < lanes; lane++) {
                for (int row = 0; row < VifMoments.ROWS; row++) {
                    int output = moments.start(0) + vector * moments.step + row * VifMoments.COUNT * lanes + lane;
                    momentsDown(pictures, rowStarts, row, vector * pictures.step + lane, taps, moments, output);
                }
            }
        }
    }

    private static void momentsDown(
            RowBuffer pictures, int[] rowStarts, int row, int column, VifTaps taps, RowBuffer moments, int output) {
        int lanes = pictures.layout.lanes();
        float sumX = 0;
        float sumY = 0;
        float sumXx = 0;
        float sumYy = 0;
        float sumXy = 0;
        for (int tap = 0; tap < taps.weights.length; tap++) {
            float weight = taps.weights[tap];
            float x = pictures.samples[rowStarts[row + tap] + column];
            float y = pictures.samples[rowStarts[row + tap] + column + lanes];
            sumX = Math.fma(x, weight, sumX);
            sumY = Math.fma(y, weight, sumY);
            sumXx = Math.fma(x * x, weight, sumXx);
            sumYy = Math.fma(y * y, weight, sumYy);
            sumXy = Math.fma(x * y, weight, sumXy);
        }
        float meanX = roundTo256th(sumX);
        float meanY = roundTo256th(sumY);
        float errorX = sumX - meanX;
        float errorY = sumY - meanY;
        moments.samples[output + VifMoments.X * lanes] = meanX;
        moments.samples[output + VifMoments.Y * lanes] = meanY;
        moments.samples[output + VifMoments.XX * lanes] = Math.fma(errorX, ERROR_WEIGHT, sumXx);
        moments.samples[output + VifMoments.YY * lanes] = Math.fma(errorY, ERROR_WEIGHT, sumYy);
        moments.samples[output + VifMoments.XY * lanes] = Math.fma(errorX + errorY, ERROR_WEIGHT / 2, sumXy);
    }

    /** The last bit of the sum is 1/256. */
    private static float roundTo256th(float value) {
        return (value + ROUNDS_TO_256TH) - ROUNDS_TO_256TH;
    }

    @Override
    public void addInformation(RowBuffer moments, VifTaps taps, int rows, VifColumns columns) {
        int lanes = moments.layout.lanes();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < moments.layout.length(); i++) {
                int first = moments.start(0) + i / lanes * moments.step + row * VifMoments.COUNT * lanes + i % lanes;
                float meanX = filterAcross(moments, first + VifMoments.X * lanes, taps);
                float meanY = filterAcross(moments, first + VifMoments.Y * lanes, taps);
                float squareX = filterAcross(moments, first + VifMoments.XX * lanes, taps);
                float squareY = filterAcross(moments, first + VifMoments.YY * lanes, taps);
                float product = filterAcross(moments, first + VifMoments.XY * lanes, taps);
                float varianceX = Math.fma(-meanX, meanX, squareX);
                float varianceY = Math.max(0, Math.fma(-meanY, meanY, squareY));
                float covariance = Math.fma(-meanX, meanY, product);
                addWindow(varianceX, varianceY, covariance, columns, i);
            }
        }
    }

    /** Filters around an index of the buffer: the weights up to the middle one, then those after it. */
    private static float filterAcross(RowBuffer source, int at, VifTaps taps) {
        int reach = taps.reach();
        return filterAcross(source, at, taps.weights, -reach, 0) + filterAcross(source, at, taps.weights, 1, reach);
    }

    private static float filterAcross(RowBuffer source, int at, float[] weights, int first, int last) {
        float sum = 0;
        for (int offset = first; offset <= last; offset++) {
            sum = Math.fma(source.samples[at + offset * source.step], weights[weights.length / 2 + offset], sum);
        }
        return sum;
    }

    private static void addWindow(float varianceX, float varianceY, float covariance, VifColumns columns, int i) {
        boolean textured = varianceX >= VifExtractor.NOISE_VARIANCE;
        float related = textured && varianceY > 0 && covariance > 0 ? covariance : 0;
        float gain = related / (textured ? varianceX : VifExtractor.NOISE_VARIANCE);
        float limitedGain = Math.min(gain, 1);
        float noise = Math.max(0, Math.fma(-gain, related, varianceY));
        float noiseFactor = Math.fma(noise, VifExtractor.PER_NOISE_VARIANCE, 1);
        float withoutSignal = textured ? noiseFactor : noiseFactor + noiseFactor;
        float perNoise = varianceX * VifExtractor.PER_NOISE_VARIANCE;
        columns.referenceProduct[i] *= textured ? perNoise + 1 : 2;
        columns.noiseProduct[i] *= noiseFactor;
        columns.signalProduct[i] *= Math.fma(gain * gain, perNoise, withoutSignal);
        columns.limitedProduct[i] *= Math.fma(limitedGain * limitedGain, perNoise, withoutSignal);
        columns.flatVariance[i] += textured ? 0 : varianceY;
    }

    @Override
    public void foldExponents(VifColumns columns) {
        fold(columns.referenceProduct, columns.referenceExponent);
        fold(columns.signalProduct, columns.signalExponent);
        fold(columns.limitedProduct, columns.limitedExponent);
        fold(columns.noiseProduct, columns.noiseExponent);
    }

    private static void fold(float[] product, int[] exponent) {
        for (int i = 0; i < product.length; i++) {
            int bits = Float.floatToRawIntBits(product[i]);
            exponent[i] += (bits >>> 23) - 127;
            product[i] = Float.intBitsToFloat((bits & 0x007f_ffff) | 0x3f80_0000);
        }
    }

    @Override
    public void filterDown(RowBuffer source, int[] rowStarts, VifTaps taps, RowBuffer target) {
        int output = target.start(0);
        for (int i = 0; i < source.length(); i++) {
            float sum = 0;
            for (int tap = 0; tap < VifTaps.NINE; tap++) {
                sum = Math.fma(source.samples[rowStarts[tap] + i], taps.nine[tap], sum);
            }
            target.samples[output + i] = roundTo256th(sum);
        }
    }

    @Override
    public void halveAcross(RowBuffer source, VifTaps taps, RowBuffer target, int row) {
        for (int vector = 0; vector < target.layout.vectors(); vector++) {
            for (int i = 0; i < target.step; i++) {
                int input = source.start(0) + 2 * vector * source.step + i;
                target.samples[target.start(row) + vector * target.step + i] =
                        roundTo256th(filterAcross(source, input, taps));
            }
        }
    }
}
