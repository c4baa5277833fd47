package dev.starling.h264.edit;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.transform.Requantiser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Mixes two structure-locked videos into one. */
public final class Blend {
    private Blend() {}

    /**
     * Blends two videos. Units that are not slices (parameter sets, SEI …) are always those of {@code a}.
     *
     * <p>{@link BlendLevel#FRAME} and {@link BlendLevel#SLICE} take coded slices as they are, {@code weight} of them from {@code b}: in each GOP the pictures of the larger
     * video come first, because going down anywhere is nearly free while going up costs quality until the next IDR picture; of slices, each row by itself, the rows that buy most for their bytes longest ({@link SliceRows}). {@link BlendLevel#COEFFICIENT} mixes
     * transform levels.
     *
     * @param weight the share of {@code b}, 0…1
     * @throws IllegalArgumentException if {@link StructureLock#difference} finds one
     * @throws H264Exception if slice data cannot be read, which only {@link BlendLevel#COEFFICIENT} tries
     */
    public static CodedVideo blend(CodedVideo a, CodedVideo b, BlendLevel level, double weight) {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("a weight is 0…1, not " + weight);
        }
        StructureLock.difference(a, b, level).ifPresent(difference -> {
            throw new IllegalArgumentException(difference);
        });
        return switch (level) {
            case FRAME -> frames(a, b, weight);
            case SLICE -> slices(a, b, weight);
            case COEFFICIENT -> coefficients(a, b, weight);
        };
    }

    private static CodedVideo frames(CodedVideo a, CodedVideo b, double weight) {
        List<AccessUnit> out = new ArrayList<>(a.accessUnits());
        for (GopShare gop : GopShare.of(a, b, weight, accessUnit -> 1)) {
            for (int i = gop.from(); i < gop.to(); i++) {
                if (gop.isFromB(i - gop.from())) {
                    AccessUnit inA = a.accessUnits().get(i);
                    out.set(i, inA.withSlicesOf(b.accessUnits().get(i)));
                }
            }
        }
        return a.withAccessUnits(out);
    }

    private static CodedVideo slices(CodedVideo a, CodedVideo b, double weight) {
        return mapSlices(a, b, weight, (sliceA, sliceB, takeB) -> takeB ? sliceB : sliceA);
    }

    /** As {@link #slices}, but that the slices which are taken lend their prediction only, and their levels are mixed with those of the slices which are not. */
    private static CodedVideo coefficients(CodedVideo a, CodedVideo b, double weight) {
        int weightOfB = (int) Math.round(weight * Requantiser.FULL_WEIGHT);
        CoefficientBlend levels = new CoefficientBlend();
        return mapSlices(a, b, weight, (sliceA, sliceB, takeB) -> {
            if (weightOfB == 0 || weightOfB == Requantiser.FULL_WEIGHT) {
                return weightOfB == 0 ? sliceA : sliceB;
            }
            return takeB
                    ? levels.blend(sliceB, sliceA, Requantiser.FULL_WEIGHT - weightOfB)
                    : levels.blend(sliceA, sliceB, weightOfB);
        });
    }

    /** Makes one slice of two. */
    private interface SliceMixer {
        /** {@code takeB} says whether b's turn has come, so that the shares of the slices match the weight. */
        CodedSlice mix(CodedSlice a, CodedSlice b, boolean takeB);
    }

    private static CodedVideo mapSlices(CodedVideo a, CodedVideo b, double weight, SliceMixer mixer) {
        List<AccessUnit> out = new ArrayList<>(a.accessUnits());
        for (GopShare gop :
                GopShare.of(a, b, weight, accessUnit -> accessUnit.slices().size())) {
            IntPredicate isFromB = slicesOfB(gop, a, b);
            int unit = 0;
            for (int i = gop.from(); i < gop.to(); i++) {
                AccessUnit inA = a.accessUnits().get(i);
                List<CodedSlice> slicesA = inA.slices();
                List<CodedSlice> slicesB = b.accessUnits().get(i).slices();
                List<CodedSlice> mixed = new ArrayList<>();
                for (int s = 0; s < slicesA.size(); s++) {
                    CodedSlice sliceA = slicesA.get(s);
                    CodedSlice sliceB = StructureLock.adopt(slicesB.get(s), sliceA.pps());
                    mixed.add(mixer.mix(sliceA, sliceB, isFromB.test(unit++)));
                }
                out.set(i, inA.withSlices(mixed));
            }
        }
        return a.withAccessUnits(out);
    }

    /** Which of the GOP's slices, in decoding order, come from {@code b}: by {@link SliceRows} where all pictures have as many slices, and more than one, else those of the smaller video last. */
    private static IntPredicate slicesOfB(GopShare gop, CodedVideo a, CodedVideo b) {
        List<AccessUnit> picturesA = a.accessUnits().subList(gop.from(), gop.to());
        List<AccessUnit> picturesB = b.accessUnits().subList(gop.from(), gop.to());
        int rows = picturesA.getFirst().slices().size();
        if (rows == 1 || picturesA.stream().anyMatch(picture -> picture.slices().size() != rows)) {
            return gop::isFromB;
        }
        if (gop.largerIsB()) {
            SliceRows chosen = SliceRows.choose(picturesB, picturesA, gop.units() - gop.unitsOfB());
            return index -> !chosen.isFromSmaller(index);
        }
        return SliceRows.choose(picturesA, picturesB, gop.unitsOfB())::isFromSmaller;
    }
}
