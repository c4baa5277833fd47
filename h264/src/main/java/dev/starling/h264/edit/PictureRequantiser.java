package dev.starling.h264.edit;

import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Requantises the inter and intra macroblocks of pictures, all of them or those that lose least. Reuses its workspace;
 * not thread-safe.
 */
final class PictureRequantiser {
    private final SliceCodec codec = new SliceCodec();
    private final SliceRequantiser slices = new SliceRequantiser();
    private double[] energies = new double[256];

    /**
     * Performs a step on a picture, in whole or in part. A part is the macroblocks with the least energy
     * ({@link SliceRequantiser#energy}). An intra step requantises all inter macroblocks as well. A slice that does not
     * get smaller stays unchanged.
     *
     * @param deltaQp added to the macroblocks' QPs, 1…51
     * @param fraction the part of the step's macroblocks with levels, 0…1
     */
    AccessUnit requantise(AccessUnit picture, int deltaQp, RequantisationSteps.Kind step, double fraction) {
        boolean intraStep = step == RequantisationSteps.Kind.INTRA;
        if (fraction <= 0 && !intraStep) {
            return picture;
        }
        double limit = fraction >= 1 ? Double.POSITIVE_INFINITY : energyLimit(picture, intraStep, fraction);
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

    /** The energy limit that {@code fraction} of the picture's inter or intra macroblocks with levels stay below. */
    private double energyLimit(AccessUnit picture, boolean intra, double fraction) {
        int count = 0;
        for (CodedSlice slice : picture.slices()) {
            SliceData data = codec.read(slice);
            MacroblockQuantisers quantisers = new MacroblockQuantisers(data.parameters());
            if (energies.length < count + data.mbCount()) {
                energies = Arrays.copyOf(energies, 2 * (count + data.mbCount()));
            }
            for (int mb = 0; mb < data.mbCount(); mb++) {
                double energy = MbType.isIntra(data.mbType(mb)) == intra ? slices.energy(data, mb, quantisers) : 0;
                if (energy > 0) {
                    energies[count++] = energy;
                }
            }
        }
        Arrays.sort(energies, 0, count);
        int chosen = (int) Math.round(fraction * count);
        return chosen < count ? energies[chosen] : Double.POSITIVE_INFINITY;
    }
}
