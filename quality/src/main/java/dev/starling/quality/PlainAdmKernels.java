package dev.starling.quality;

/** {@link AdmKernels} as plain loops. */
final class PlainAdmKernels implements AdmKernels {

    @Override
    public void waveletDown(RowBuffer pictures, int[] rowStarts, float rounding, RowBuffer halves) {
        float[] samples = pictures.samples;
        int step = pictures.step;
        for (int i = 0; i < pictures.length(); i++) {
            float a = samples[rowStarts[0] + i];
            float b = samples[rowStarts[1] + i];
            float c = samples[rowStarts[2] + i];
            float d = samples[rowStarts[3] + i];
            int output = halves.start(0) + i / step * halves.step + i % step;
            halves.samples[output] = (lowPass(a, b, c, d) + rounding) - rounding;
            halves.samples[output + step] = (highPass(a, b, c, d) + rounding) - rounding;
        }
    }

    @Override
    public void approximateAcross(RowBuffer halves, float rounding, RowBuffer pictures, int targetRow) {
        int output = pictures.start(targetRow);
        for (int i = 0; i < pictures.length(); i++) {
            int input = halves.start(0) + 2 * (i / pictures.step) * halves.step + i % pictures.step;
            pictures.samples[output + i] = (lowPassAcross(halves, input) + rounding) - rounding;
        }
    }

    @Override
    public void waveletAcross(RowBuffer halves, float rounding, RowBuffer pictures, int targetRow, RowBuffer details) {
        approximateAcross(halves, rounding, pictures, targetRow);
        int step = pictures.step;
        for (int i = 0; i < pictures.length(); i++) {
            int low = halves.start(0) + 2 * (i / step) * halves.step + i % step;
            int high = low + step;
            int output = details.start(0) + i / step * details.step + i % step;
            details.samples[output] = (lowPassAcross(halves, high) + rounding) - rounding;
            details.samples[output + step] = (highPassAcross(halves, low) + rounding) - rounding;
            details.samples[output + 2 * step] = (highPassAcross(halves, high) + rounding) - rounding;
        }
    }

    private static float lowPassAcross(RowBuffer row, int at) {
        float[] samples = row.samples;
        return lowPass(samples[at - row.step], samples[at], samples[at + row.step], samples[at + 2 * row.step]);
    }

    private static float highPassAcross(RowBuffer row, int at) {
        float[] samples = row.samples;
        return highPass(samples[at - row.step], samples[at], samples[at + row.step], samples[at + 2 * row.step]);
    }

    private static float lowPass(float a, float b, float c, float d) {
        return Math.fma(d, LOW3, Math.fma(c, LOW2, Math.fma(b, LOW1, a * LOW0)));
    }

    private static float highPass(float a, float b, float c, float d) {
        return Math.fma(d, -LOW0, Math.fma(c, LOW1, Math.fma(b, -LOW2, a * LOW3)));
    }

    @Override
    public void decouple(
            RowBuffer details,
            float gainLimit,
            CsfWeights weights,
            RowBuffer restored,
            RowBuffer addedVisibility,
            int targetRow) {
        int lanes = details.layout.lanes();
        for (int i = 0; i < addedVisibility.length(); i++) {
            int input = details.start(0) + i / lanes * details.step + i % lanes;
            float rh = details.samples[input];
            float dh = details.samples[input + lanes];
            float rv = details.samples[input + 2 * lanes];
            float dv = details.samples[input + 3 * lanes];
            float rd = details.samples[input + 4 * lanes];
            float dd = details.samples[input + 5 * lanes];
            float product = Math.fma(rh, dh, rv * dv);
            float magnitudes =
                    Math.fma(rh, rh, rv * rv) * Math.fma(dh, dh, dv * dv) * AdmExtractor.COS_1_DEGREE_SQUARED;
            float limit = product >= 0 && product * product >= magnitudes ? gainLimit : 1;
            float h = between0And(rh * limit, dh);
            float v = between0And(rv * limit, dv);
            float d = between0And(rd * limit, dd);
            int output = restored.start(targetRow) + i / lanes * restored.step + i % lanes;
            restored.samples[output] = h;
            restored.samples[output + lanes] = v;
            restored.samples[output + 2 * lanes] = d;
            float straight = Math.abs(dh - h) + Math.abs(dv - v);
            addedVisibility.samples[addedVisibility.start(targetRow) + i] =
                    Math.fma(Math.abs(dd - d), weights.diagonal(), straight * weights.straight());
        }
    }

    /** The value, clamped between 0 and a limit of either sign. */
    private static float between0And(float limit, float value) {
        if (value * limit < 0) {
            return 0;
        }
        return Math.abs(value) > Math.abs(limit) ? limit : value;
    }

    @Override
    public void addReferenceCubes(RowBuffer details, DetailSums sums) {
        int lanes = details.layout.lanes();
        for (int i = 0; i < details.layout.length(); i++) {
            int at = details.start(0) + i / lanes * details.step + i % lanes;
            addCube(Math.abs(details.samples[at]), sums.horizontal, i);
            addCube(Math.abs(details.samples[at + 2 * lanes]), sums.vertical, i);
            addCube(Math.abs(details.samples[at + 4 * lanes]), sums.diagonal, i);
        }
    }

    private static void addCube(float value, float[] sums, int i) {
        sums[i] = Math.fma(value * value, value, sums[i]);
    }

    @Override
    public void addVisibleCubes(
            RowBuffer restored,
            int row,
            RowBuffer addedVisibility,
            int[] rowStarts,
            CsfWeights weights,
            DetailSums sums) {
        int lanes = addedVisibility.layout.lanes();
        float[] added = addedVisibility.samples;
        for (int i = 0; i < addedVisibility.length(); i++) {
            float here = added[rowStarts[1] + i];
            float neighbourhood = sumOfThree(added, rowStarts, i - lanes)
                    + sumOfThree(added, rowStarts, i)
                    + sumOfThree(added, rowStarts, i + lanes);
            float threshold = (neighbourhood + here) * AdmExtractor.MASKING;
            int at = restored.start(row) + i / lanes * restored.step + i % lanes;
            addVisible(restored.samples[at], weights.straight(), threshold, sums.horizontal, i);
            addVisible(restored.samples[at + lanes], weights.straight(), threshold, sums.vertical, i);
            addVisible(restored.samples[at + 2 * lanes], weights.diagonal(), threshold, sums.diagonal, i);
        }
    }

    private static float sumOfThree(float[] samples, int[] rowStarts, int i) {
        return samples[rowStarts[0] + i] + samples[rowStarts[1] + i] + samples[rowStarts[2] + i];
    }

    private static void addVisible(float detail, float weight, float threshold, float[] sums, int i) {
        addCube(Math.max(0, Math.fma(Math.abs(detail), weight, -threshold)), sums, i);
    }
}
