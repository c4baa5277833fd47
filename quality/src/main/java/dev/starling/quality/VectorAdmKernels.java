package dev.starling.quality;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link AdmKernels} with the machine's widest vectors. */
final class VectorAdmKernels implements AdmKernels {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private static FloatVector load(float[] samples, int at) {
        return FloatVector.fromArray(FLOATS, samples, at);
    }

    @Override
    public void waveletDown(RowBuffer pictures, int[] rowStarts, float rounding, RowBuffer halves) {
        float[] samples = pictures.samples;
        int output = halves.start(0);
        for (int i = 0; i < pictures.length(); i += 2 * LANES) {
            for (int band = 0; band < 2 * LANES; band += LANES) {
                FloatVector a = load(samples, rowStarts[0] + i + band);
                FloatVector b = load(samples, rowStarts[1] + i + band);
                FloatVector c = load(samples, rowStarts[2] + i + band);
                FloatVector d = load(samples, rowStarts[3] + i + band);
                lowPass(a, b, c, d).add(rounding).sub(rounding).intoArray(halves.samples, output + band);
                highPass(a, b, c, d).add(rounding).sub(rounding).intoArray(halves.samples, output + band + 2 * LANES);
            }
            output += HALVES * LANES;
        }
    }

    @Override
    public void approximateAcross(RowBuffer halves, float rounding, RowBuffer pictures, int targetRow) {
        float[] samples = halves.samples;
        int input = halves.start(0);
        int output = pictures.start(targetRow);
        for (int i = 0; i < pictures.length(); i += 2 * LANES) {
            for (int band = 0; band < 2 * LANES; band += LANES) {
                FloatVector a = load(samples, input + band - HALVES * LANES);
                FloatVector b = load(samples, input + band);
                FloatVector c = load(samples, input + band + HALVES * LANES);
                FloatVector d = load(samples, input + band + 2 * HALVES * LANES);
                lowPass(a, b, c, d).add(rounding).sub(rounding).intoArray(pictures.samples, output + i + band);
            }
            input += 2 * HALVES * LANES;
        }
    }

    @Override
    public void waveletAcross(RowBuffer halves, float rounding, RowBuffer pictures, int targetRow, RowBuffer details) {
        float[] samples = halves.samples;
        int input = halves.start(0);
        int output = details.start(0);
        int approximation = pictures.start(targetRow);
        for (int i = 0; i < pictures.length(); i += 2 * LANES) {
            for (int band = 0; band < 2 * LANES; band += LANES) {
                FloatVector a = load(samples, input + band - HALVES * LANES);
                FloatVector b = load(samples, input + band);
                FloatVector c = load(samples, input + band + HALVES * LANES);
                FloatVector d = load(samples, input + band + 2 * HALVES * LANES);
                lowPass(a, b, c, d).add(rounding).sub(rounding).intoArray(pictures.samples, approximation + i + band);
                highPass(a, b, c, d).add(rounding).sub(rounding).intoArray(details.samples, output + band + 2 * LANES);
                int high = input + band + 2 * LANES;
                a = load(samples, high - HALVES * LANES);
                b = load(samples, high);
                c = load(samples, high + HALVES * LANES);
                d = load(samples, high + 2 * HALVES * LANES);
                lowPass(a, b, c, d).add(rounding).sub(rounding).intoArray(details.samples, output + band);
                highPass(a, b, c, d).add(rounding).sub(rounding).intoArray(details.samples, output + band + 4 * LANES);
            }
            input += 2 * HALVES * LANES;
            output += DETAILS * LANES;
        }
    }

    private static FloatVector lowPass(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        FloatVector two = b.fma(broadcast(LOW1), a.mul(LOW0));
        return d.fma(broadcast(LOW3), c.fma(broadcast(LOW2), two));
    }

    private static FloatVector highPass(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        FloatVector two = b.fma(broadcast(-LOW2), a.mul(LOW3));
        return d.fma(broadcast(-LOW0), c.fma(broadcast(LOW1), two));
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    @Override
    public void decouple(
            RowBuffer details,
            float gainLimit,
            CsfWeights weights,
            RowBuffer restored,
            RowBuffer addedVisibility,
            int targetRow) {
        float[] samples = details.samples;
        int input = details.start(0);
        int output = restored.start(targetRow);
        int added = addedVisibility.start(targetRow);
        FloatVector one = broadcast(1);
        FloatVector limited = broadcast(gainLimit);
        FloatVector diagonalWeight = broadcast(weights.diagonal());
        for (int i = 0; i < addedVisibility.length(); i += LANES) {
            FloatVector rh = load(samples, input);
            FloatVector dh = load(samples, input + LANES);
            FloatVector rv = load(samples, input + 2 * LANES);
            FloatVector dv = load(samples, input + 3 * LANES);
            FloatVector rd = load(samples, input + 4 * LANES);
            FloatVector dd = load(samples, input + 5 * LANES);
            FloatVector product = rh.fma(dh, rv.mul(dv));
            FloatVector magnitudes =
                    rh.fma(rh, rv.mul(rv)).mul(dh.fma(dh, dv.mul(dv))).mul(AdmExtractor.COS_1_DEGREE_SQUARED);
            VectorMask<Float> sameDirection = product.compare(VectorOperators.GE, 0)
                    .and(product.mul(product).compare(VectorOperators.GE, magnitudes));
            FloatVector limit = one.blend(limited, sameDirection);
            FloatVector h = between0And(rh.mul(limit), dh);
            FloatVector v = between0And(rv.mul(limit), dv);
            FloatVector d = between0And(rd.mul(limit), dd);
            h.intoArray(restored.samples, output);
            v.intoArray(restored.samples, output + LANES);
            d.intoArray(restored.samples, output + 2 * LANES);
            FloatVector straight = dh.sub(h).abs().add(dv.sub(v).abs());
            dd.sub(d)
                    .abs()
                    .fma(diagonalWeight, straight.mul(weights.straight()))
                    .intoArray(addedVisibility.samples, added + i);
            input += DETAILS * LANES;
            output += RESTORED * LANES;
        }
    }

    /** Without {@code min} and {@code max}, see {@link VectorVifKernels#addInformation}. */
    private static FloatVector between0And(FloatVector limit, FloatVector value) {
        FloatVector nearer = value.blend(limit, value.abs().compare(VectorOperators.GT, limit.abs()));
        return nearer.blend(0, value.mul(limit).compare(VectorOperators.LT, 0));
    }

    @Override
    public void addReferenceCubes(RowBuffer details, DetailSums sums) {
        int at = details.start(0);
        for (int i = 0; i < details.layout.length(); i += LANES) {
            addCubes(load(details.samples, at).abs(), sums.horizontal, i);
            addCubes(load(details.samples, at + 2 * LANES).abs(), sums.vertical, i);
            addCubes(load(details.samples, at + 4 * LANES).abs(), sums.diagonal, i);
            at += DETAILS * LANES;
        }
    }

    private static void addCubes(FloatVector values, float[] sums, int i) {
        values.mul(values).fma(values, load(sums, i)).intoArray(sums, i);
    }

    /** Carries the sums of three rows from one place to the next, so that a neighbourhood takes four loads. */
    @Override
    public void addVisibleCubes(
            RowBuffer restored,
            int row,
            RowBuffer addedVisibility,
            int[] rowStarts,
            CsfWeights weights,
            DetailSums sums) {
        float[] added = addedVisibility.samples;
        int at = restored.start(row);
        FloatVector straight = broadcast(weights.straight());
        FloatVector diagonal = broadcast(weights.diagonal());
        FloatVector before = sumOfThree(added, rowStarts, -LANES);
        FloatVector here = sumOfThree(added, rowStarts, 0);
        for (int i = 0; i < addedVisibility.length(); i += LANES) {
            FloatVector after = sumOfThree(added, rowStarts, i + LANES);
            FloatVector minusThreshold = before.add(here)
                    .add(after)
                    .add(load(added, rowStarts[1] + i))
                    .mul(AdmExtractor.MASKING)
                    .neg();
            addVisible(load(restored.samples, at), straight, minusThreshold, sums.horizontal, i);
            addVisible(load(restored.samples, at + LANES), straight, minusThreshold, sums.vertical, i);
            addVisible(load(restored.samples, at + 2 * LANES), diagonal, minusThreshold, sums.diagonal, i);
            before = here;
            here = after;
            at += RESTORED * LANES;
        }
    }

    private static FloatVector sumOfThree(float[] samples, int[] rowStarts, int i) {
        return load(samples, rowStarts[0] + i)
                .add(load(samples, rowStarts[1] + i))
                .add(load(samples, rowStarts[2] + i));
    }

    private static void addVisible(
            FloatVector details, FloatVector weight, FloatVector minusThreshold, float[] sums, int i) {
        FloatVector aboveThreshold = details.abs().fma(weight, minusThreshold);
        addCubes(aboveThreshold.blend(0, aboveThreshold.compare(VectorOperators.LT, 0)), sums, i);
    }
}
