package dev.starling.quality;

/** {@link MotionKernels} as plain loops. */
final class PlainMotionKernels implements MotionKernels {

    @Override
    public void subtract(RowBuffer current, RowBuffer previous, RowBuffer difference, int row) {
        int start = difference.start(row);
        for (int i = 0; i < difference.layout.length(); i++) {
            difference.samples[start + i] =
                    current.samples[current.start(0) + i] - previous.samples[previous.start(0) + i];
        }
    }

    @Override
    public void blurDown(RowBuffer difference, int[] rowStarts, RowBuffer target) {
        float[] samples = difference.samples;
        int output = target.start(0);
        for (int i = 0; i < target.layout.length(); i++) {
            float sum = blur(
                    samples[rowStarts[0] + i],
                    samples[rowStarts[1] + i],
                    samples[rowStarts[2] + i],
                    samples[rowStarts[3] + i],
                    samples[rowStarts[4] + i]);
            // 65536 · sum is a whole number; adding 128 and shifting by 8 rounds to 1/256.
            target.samples[output + i] = ((int) (sum * 65536f) + 128) >> 8;
        }
    }

    @Override
    public void addBlurredAcross(RowBuffer source, int[] columns) {
        int lanes = source.layout.lanes();
        float[] samples = source.samples;
        for (int i = 0; i < source.layout.length(); i++) {
            int at = source.start(0) + i;
            float blurred = blur(
                    samples[at - 2 * lanes],
                    samples[at - lanes],
                    samples[at],
                    samples[at + lanes],
                    samples[at + 2 * lanes]);
            columns[i] += (int) (Math.abs(blurred) + 0.5f);
        }
    }

    private static float blur(float a, float b, float c, float d, float e) {
        return Math.fma(c, WEIGHT0, Math.fma(b + d, WEIGHT1, (a + e) * WEIGHT2));
    }
}
