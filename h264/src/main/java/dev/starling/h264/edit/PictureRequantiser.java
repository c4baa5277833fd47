package dev.starling.h264.edit;

import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Requantises the inter and intra macroblocks of pictures, or the least harmful of them. Reuses its workspace; one for
 * each thread.
 */
final class PictureRequantiser {
    private final SliceCodec codec = new SliceCodec();
    private final SliceRequantiser slices = new SliceRequantiser();
    private double[] weights = new double[256];

    /**
     * The picture after all or part of a step: all of its inter macroblocks where the step is for the intra ones, and
     * of the step's own macroblocks that have levels the share {@code fraction}, 0…1, that loses least by
     * {@link SliceRequantiser#weight}. A slice that gets no smaller stays as it is.
     *
     * @param deltaQp what is added to the macroblocks' QPs, 1…51
     */
    AccessUnit requantise(AccessUnit picture, int deltaQp, boolean intraStep, double fraction) {
        if (fraction <= 0 && !intraStep) {
            return picture;
        }
        double limit = fraction >= 1 ? Double.POSITIVE_INFINITY : weightLimit(picture, intraStep, fraction);
        List<CodedSlice> out = new ArrayList<>();
        for (CodedSlice slice : picture.slices()) {
            SliceData data = codec.read(slice);
            if (!data.hasLevels()) {
                out.add(slice);
                continue;
            }
            slices.requantise(data, deltaQp, intraStep ? Double.POSITIVE_INFINITY : limit, intraStep ? limit : 0);
            CodedSlice requantised = codec.write();
            out.add(requantised.unit().length() < slice.unit().length() ? requantised : slice);
        }
        return picture.withSlices(out);
    }

    /** The weight below which {@code fraction} of the picture's inter or intra macroblocks with levels lie. */
    private double weightLimit(AccessUnit picture, boolean intra, double fraction) {
        int count = 0;
        for (CodedSlice slice : picture.slices()) {
            SliceData data = codec.read(slice);
            MacroblockQuantisers quantisers = new MacroblockQuantisers(data.context());
            if (weights.length < count + data.mbCount()) {
                weights = Arrays.copyOf(weights, 2 * (count + data.mbCount()));
            }
            for (int mb = 0; mb < data.mbCount(); mb++) {
                double weight = MbType.isIntra(data.mbType(mb)) == intra ? slices.weight(data, mb, quantisers) : 0;
                if (weight > 0) {
                    weights[count++] = weight;
                }
            }
        }
        Arrays.sort(weights, 0, count);
        int chosen = (int) Math.round(fraction * count);
        return chosen < count ? weights[chosen] : Double.POSITIVE_INFINITY;
    }
}
