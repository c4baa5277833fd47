package dev.starling.quality;

/** {@link AdmKernels} as plain loops. */
final class PlainAdmKernels implements AdmKernels {

    @Override
    public void waveletDown(RowBuffer source, int[] rowStarts, float rounding, RowBuffer low, RowBuffer high) {
        float[] samples = source.samples;
        for (int i = 0; i < source.layout.length(); i++) {
            float a = samples[rowStarts[0] + i];
            float b = samples[rowStarts[1] + i];
            float c = samples[rowStarts[2] + i];
            float d = samples[rowStarts[3] + i];
            low.samples[low.start(0) + i] = (lowPass(a, b, c, d) + rounding) - rounding;
            high.samples[high.start(0) + i] = (highPass(a, b, c, d) + rounding) - rounding;
        }
    }

    @Override
    public void waveletAcross(RowBuffer source, float rounding, RowBuffer low, RowBuffer high, int targetRow) {
        int lanes = source.layout.lanes();
        float[] samples = source.samples;
        for (int vector = 0; vector < low.layout.vectors(); vector++) {
            for (int lane = 0; lane < lanes; lane++) {
                int at = source.start(0) + 2 * vector * lanes + lane;
                int target = vector * lanes + lane;
                float a = samples[at - lanes];
                float b = samples[at];
                float c = samples[at + lanes];
                float d = samples[at + 2 * lanes];
                low.samples[low.start(targetRow) + target] = (lowPass(a, b, c, d) + rounding) - rounding;
                high.samples[high.start(targetRow) + target] = (highPass(a, b, c, d) + rounding) - rounding;
            }
        }
    }

    private static float lowPass(float a, float b, float c, float d) {
        return Math.fma(d, LOW3, Math.fma(c, LOW2, Math.fma(b, LOW1, a * LOW0)));
    }

    private static float highPass(float a, float b, float c, float d) {
        return Math.fma(d, -LOW0, Math.fma(c, LOW1, Math.fma(b, -LOW2, a * LOW3)));
    }

    @Override
    public void decouple(
            DetailBands reference,
            DetailBands distorted,
            float gainLimit,
            CsfWeights weights,
            DetailBands restored,
            RowBuffer addedVisibility,
            int targetRow) {
        int input = reference.horizontal().start(0);
        int output = addedVisibility.start(targetRow);
        for (int i = 0; i < addedVisibility.layout.length(); i++) {
            float rh = reference.horizontal().samples[input + i];
            float rv = reference.vertical().samples[input + i];
            float rd = reference.diagonal().samples[input + i];
            float dh = distorted.horizontal().samples[input + i];
            float dv = distorted.vertical().samples[input + i];
            float dd = distorted.diagonal().samples[input + i];
            float product = Math.fma(rh, dh, rv * dv);
            float magnitudes =
                    Math.fma(rh, rh, rv * rv) * Math.fma(dh, dh, dv * dv) * AdmExtractor.COS_1_DEGREE_SQUARED;
            float limit = product >= 0 && product * product >= magnitudes ? gainLimit : 1;
            float h = between0And(rh * limit, dh);
            float v = between0And(rv * limit, dv);
            float d = between0And(rd * limit, dd);
            restored.horizontal().samples[output + i] = h;
            restored.vertical().samples[output + i] = v;
            restored.diagonal().samples[output + i] = d;
            float straight = Math.abs(dh - h) + Math.abs(dv - v);
            addedVisibility.samples[output + i] =
                    Math.fma(Math.abs(dd - d), weights.diagonal(), straight * weights.straight());
        }
    }

    /** The value, moved into the range that 0 and a limit of either sign span. */
    private static float between0And(float limit, float value) {
        if (value * limit < 0) {
            return 0;
        }
        return Math.abs(value) > Math.abs(limit) ? limit : value;
    }

    @Override
    public void addCubes(DetailBands details, int row, DetailSums sums) {
        addCubes(details.horizontal(), row, sums.horizontal);
        addCubes(details.vertical(), row, sums.vertical);
        addCubes(details.diagonal(), row, sums.diagonal);
    }

    private static void addCubes(RowBuffer band, int row, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            float value = Math.abs(band.samples[band.start(row) + i]);
            sums[i] = Math.fma(value * value, value, sums[i]);
        }
    }

    @Override
    public void addVisibleCubes(
            DetailBands restored,
            int row,
            RowBuffer addedVisibility,
            int[] rowStarts,
            CsfWeights weights,
            DetailSums sums) {
        int lanes = addedVisibility.layout.lanes();
        float[] added = addedVisibility.samples;
        for (int i = 0; i < addedVisibility.layout.length(); i++) {
            float here = added[rowStarts[1] + i];
            float neighbourhood = sumOfThree(added, rowStarts[0] + i, lanes)
                    + sumOfThree(added, rowStarts[1] + i, lanes)
                    + sumOfThree(added, rowStarts[2] + i, lanes);
            float threshold = (neighbourhood + here) * AdmExtractor.MASKING;
            int at = restored.horizontal().start(row) + i;
            addVisible(restored.horizontal().samples[at], weights.straight(), threshold, sums.horizontal, i);
            addVisible(restored.vertical().samples[at], weights.straight(), threshold, sums.vertical, i);
            addVisible(restored.diagonal().samples[at], weights.diagonal(), threshold, sums.diagonal, i);
        }
    }

    private static float sumOfThree(float[] samples, int at, int lanes) {
        return samples[at - lanes] + samples[at] + samples[at + lanes];
    }

    private static void addVisible(float detail, float weight, float threshold, float[] sums, int i) {
        float visible = Math.max(0, Math.fma(Math.abs(detail), weight, -threshold));
        sums[i] = Math.fma(visible * visible, visible, sums[i]);
    }
}
