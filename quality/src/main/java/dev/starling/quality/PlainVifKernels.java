package dev.starling.quality;

/** {@link VifKernels} as plain loops. */
final class PlainVifKernels implements VifKernels {

    @Override
    public void momentsDown(
            RowBuffer reference, RowBuffer distorted, int[] rowStarts, VifTaps taps, VifMoments moments) {
        int length = reference.layout.length();
        for (int row = 0; row < VifMoments.ROWS; row++) {
            int output = moments.x.start(row);
            for (int i = 0; i < length; i++) {
                float sumX = 0;
                float sumY = 0;
                float sumXx = 0;
                float sumYy = 0;
                float sumXy = 0;
                for (int tap = 0; tap < taps.weights.length; tap++) {
                    float weight = taps.weights[tap];
                    float x = reference.samples[rowStarts[row + tap] + i];
                    float y = distorted.samples[rowStarts[row + tap] + i];
                    sumX = Math.fma(x, weight, sumX);
                    sumY = Math.fma(y, weight, sumY);
                    sumXx = Math.fma(x * x, weight, sumXx);
                    sumYy = Math.fma(y * y, weight, sumYy);
                    sumXy = Math.fma(x * y, weight, sumXy);
                }
                moments.x.samples[output + i] = sumX;
                moments.y.samples[output + i] = sumY;
                moments.xx.samples[output + i] = sumXx;
                moments.yy.samples[output + i] = sumYy;
                moments.xy.samples[output + i] = sumXy;
            }
        }
    }

    @Override
    public void roundMeans(VifMoments moments, int row) {
        int start = moments.x.start(row);
        for (int at = start; at < start + moments.x.layout.length(); at++) {
            float x = moments.x.samples[at];
            float y = moments.y.samples[at];
            float roundedX = roundTo256th(x);
            float roundedY = roundTo256th(y);
            float lostX = x - roundedX;
            float lostY = y - roundedY;
            moments.x.samples[at] = roundedX;
            moments.y.samples[at] = roundedY;
            moments.xx.samples[at] = Math.fma(lostX, 256f, moments.xx.samples[at]);
            moments.yy.samples[at] = Math.fma(lostY, 256f, moments.yy.samples[at]);
            moments.xy.samples[at] = Math.fma(lostX + lostY, 128f, moments.xy.samples[at]);
        }
    }

    /** The sum's last bit is worth 1/256. */
    private static float roundTo256th(float value) {
        return (value + VifKernels.ROUNDS_TO_256TH) - VifKernels.ROUNDS_TO_256TH;
    }

    @Override
    public void filterAcross(RowBuffer source, VifTaps taps, RowBuffer target) {
        int lanes = source.layout.lanes();
        for (int row = 0; row < VifMoments.ROWS; row++) {
            int input = source.start(row) - taps.reach() * lanes;
            int output = target.start(row);
            for (int i = 0; i < source.layout.length(); i++) {
                target.samples[output + i] = filter(source.samples, input + i, lanes, taps);
            }
        }
    }

    private static float filter(float[] samples, int from, int step, VifTaps taps) {
        float sum = 0;
        for (int tap = 0; tap < taps.weights.length; tap++) {
            sum = Math.fma(samples[from + tap * step], taps.weights[tap], sum);
        }
        return sum;
    }

    @Override
    public void addInformation(VifMoments windows, int rows, VifColumns columns) {
        for (int row = 0; row < rows; row++) {
            int start = windows.x.start(row);
            for (int i = 0; i < windows.x.layout.length(); i++) {
                float meanX = windows.x.samples[start + i];
                float meanY = windows.y.samples[start + i];
                float varianceX = Math.fma(-meanX, meanX, windows.xx.samples[start + i]);
                float varianceY = Math.max(0, Math.fma(-meanY, meanY, windows.yy.samples[start + i]));
                float covariance = Math.fma(-meanX, meanY, windows.xy.samples[start + i]);
                addWindow(varianceX, varianceY, covariance, columns, i);
            }
        }
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
    public void filterDown(RowBuffer source, int[] rowStarts, VifTaps taps, RowBuffer target, int row) {
        int output = target.start(row);
        for (int i = 0; i < source.layout.length(); i++) {
            float sum = 0;
            for (int tap = 0; tap < taps.weights.length; tap++) {
                sum = Math.fma(source.samples[rowStarts[tap] + i], taps.weights[tap], sum);
            }
            target.samples[output + i] = roundTo256th(sum);
        }
    }

    @Override
    public void halveAcross(RowBuffer source, VifTaps taps, RowBuffer target, int row) {
        int lanes = source.layout.lanes();
        int input = source.start(0) - taps.reach() * lanes;
        int output = target.start(row);
        for (int vector = 0; vector < target.layout.vectors(); vector++) {
            for (int lane = 0; lane < lanes; lane++) {
                target.samples[output + vector * lanes + lane] =
                        roundTo256th(filter(source.samples, input + 2 * vector * lanes + lane, lanes, taps));
            }
        }
    }
}
