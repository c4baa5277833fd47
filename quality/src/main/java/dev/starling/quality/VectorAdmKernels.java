package dev.starling.quality;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link AdmKernels} on the widest vectors of the machine. */
final class VectorAdmKernels implements AdmKernels {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private static FloatVector load(float[] samples, int at) {
        return FloatVector.fromArray(FLOATS, samples, at);
    }

    @Override
    public void waveletDown(RowBuffer source, int[] rowStarts, float rounding, RowBuffer low, RowBuffer high) {
        float[] samples = source.samples;
        int lowStart = low.start(0);
        int highStart = high.start(0);
        for (int i = 0; i < source.layout.length(); i += LANES) {
            FloatVector a = load(samples, rowStarts[0] + i);
            FloatVector b = load(samples, rowStarts[1] + i);
            FloatVector c = load(samples, rowStarts[2] + i);
            FloatVector d = load(samples, rowStarts[3] + i);
            lowPass(a, b, c, d).add(rounding).sub(rounding).intoArray(low.samples, lowStart + i);
            highPass(a, b, c, d).add(rounding).sub(rounding).intoArray(high.samples, highStart + i);
        }
    }

    @Override
    public void waveletAcross(RowBuffer source, float rounding, RowBuffer low, RowBuffer high, int targetRow) {
        float[] samples = source.samples;
        int input = source.start(0);
        int lowStart = low.start(targetRow);
        int highStart = high.start(targetRow);
        for (int i = 0; i < low.layout.length(); i += LANES) {
            int at = input + 2 * i;
            FloatVector a = load(samples, at - LANES);
            FloatVector b = load(samples, at);
            FloatVector c = load(samples, at + LANES);
            FloatVector d = load(samples, at + 2 * LANES);
            lowPass(a, b, c, d).add(rounding).sub(rounding).intoArray(low.samples, lowStart + i);
            highPass(a, b, c, d).add(rounding).sub(rounding).intoArray(high.samples, highStart + i);
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
            DetailBands reference,
            DetailBands distorted,
            float gainLimit,
            CsfWeights weights,
            DetailBands restored,
            RowBuffer addedVisibility,
            int targetRow) {
        int input = reference.horizontal().start(0);
        int output = addedVisibility.start(targetRow);
        FloatVector one = broadcast(1);
        FloatVector limited = broadcast(gainLimit);
        FloatVector diagonalWeight = broadcast(weights.diagonal());
        for (int i = 0; i < addedVisibility.layout.length(); i += LANES) {
            FloatVector rh = load(reference.horizontal().samples, input + i);
            FloatVector rv = load(reference.vertical().samples, input + i);
            FloatVector rd = load(reference.diagonal().samples, input + i);
            FloatVector dh = load(distorted.horizontal().samples, input + i);
            FloatVector dv = load(distorted.vertical().samples, input + i);
            FloatVector dd = load(distorted.diagonal().samples, input + i);
            FloatVector product = rh.fma(dh, rv.mul(dv));
            FloatVector magnitudes =
                    rh.fma(rh, rv.mul(rv)).mul(dh.fma(dh, dv.mul(dv))).mul(AdmExtractor.COS_1_DEGREE_SQUARED);
            VectorMask<Float> sameDirection = product.compare(VectorOperators.GE, 0)
                    .and(product.mul(product).compare(VectorOperators.GE, magnitudes));
            FloatVector limit = one.blend(limited, sameDirection);
            FloatVector h = between0And(rh.mul(limit), dh);
            FloatVector v = between0And(rv.mul(limit), dv);
            FloatVector d = between0And(rd.mul(limit), dd);
            h.intoArray(restored.horizontal().samples, output + i);
            v.intoArray(restored.vertical().samples, output + i);
            d.intoArray(restored.diagonal().samples, output + i);
            FloatVector straight = dh.sub(h).abs().add(dv.sub(v).abs());
            dd.sub(d)
                    .abs()
                    .fma(diagonalWeight, straight.mul(weights.straight()))
                    .intoArray(addedVisibility.samples, output + i);
        }
    }

    /** Without {@code min} and {@code max}, see {@link VectorVifKernels#addInformation}. */
    private static FloatVector between0And(FloatVector limit, FloatVector value) {
        FloatVector nearer = value.blend(limit, value.abs().compare(VectorOperators.GT, limit.abs()));
        return nearer.blend(0, value.mul(limit).compare(VectorOperators.LT, 0));
    }

    @Override
    public void addCubes(DetailBands details, int row, DetailSums sums) {
        addCubes(details.horizontal(), row, sums.horizontal);
        addCubes(details.vertical(), row, sums.vertical);
        addCubes(details.diagonal(), row, sums.diagonal);
    }

    private static void addCubes(RowBuffer band, int row, float[] sums) {
        int start = band.start(row);
        for (int i = 0; i < sums.length; i += LANES) {
            FloatVector value = load(band.samples, start + i).abs();
            value.mul(value).fma(value, load(sums, i)).intoArray(sums, i);
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
        float[] added = addedVisibility.samples;
        int start = restored.horizontal().start(row);
        FloatVector straight = broadcast(weights.straight());
        FloatVector diagonal = broadcast(weights.diagonal());
        for (int i = 0; i < addedVisibility.layout.length(); i += LANES) {
            FloatVector here = load(added, rowStarts[1] + i);
            FloatVector neighbourhood = sumOfThree(added, rowStarts[0] + i)
                    .add(sumOfThree(added, rowStarts[1] + i))
                    .add(sumOfThree(added, rowStarts[2] + i));
            FloatVector minusThreshold =
                    neighbourhood.add(here).mul(AdmExtractor.MASKING).neg();
            addVisible(restored.horizontal().samples, start + i, straight, minusThreshold, sums.horizontal, i);
            addVisible(restored.vertical().samples, start + i, straight, minusThreshold, sums.vertical, i);
            addVisible(restored.diagonal().samples, start + i, diagonal, minusThreshold, sums.diagonal, i);
        }
    }

    private static FloatVector sumOfThree(float[] samples, int at) {
        return load(samples, at - LANES).add(load(samples, at)).add(load(samples, at + LANES));
    }

    private static void addVisible(
            float[] details, int at, FloatVector weight, FloatVector minusThreshold, float[] sums, int i) {
        FloatVector aboveThreshold = load(details, at).abs().fma(weight, minusThreshold);
        FloatVector visible = aboveThreshold.blend(0, aboveThreshold.compare(VectorOperators.LT, 0));
        visible.mul(visible).fma(visible, load(sums, i)).intoArray(sums, i);
    }
}
