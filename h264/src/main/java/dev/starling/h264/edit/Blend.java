package dev.starling.h264.edit;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.transform.Requantiser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Mixes two structure-locked videos into one. */
public final class Blend {
    private Blend() {}

    /**
     * Blends two videos. Units that are not slices (parameter sets, SEI …) are always those of {@code a}.
     *
     * <p>{@link BlendLevel#FRAME} and {@link BlendLevel#SLICE} take coded slices as they are, {@code weight} of them
     * from {@code b}: in each GOP the pictures of the larger video come first, because going down anywhere is nearly
     * free while going up costs quality until the next IDR picture; of slices, each row by itself, the rows that buy
     * most for their bytes longest ({@link SliceRows}). {@link BlendLevel#COEFFICIENT} mixes the transform levels of
     * macroblocks that both predict from the same samples, and takes the others like slices, {@code weight} of them
     * from {@code b}.
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
                if (gop.ofB(i - gop.from(), 1) != 0) {
                    AccessUnit inA = a.accessUnits().get(i);
                    out.set(i, inA.withSlicesOf(b.accessUnits().get(i)));
                }
            }
        }
        return a.withAccessUnits(out);
    }

    /** GOPs whose motion cannot be derived are blended slice by slice. */
    private static CodedVideo coefficients(CodedVideo a, CodedVideo b, double weight) {
        int weightOfB = (int) Math.round(weight * Requantiser.FULL_WEIGHT);
        if (weightOfB == 0 || weightOfB == Requantiser.FULL_WEIGHT) {
            return slices(a, b, weightOfB == 0 ? 0 : 1);
        }
        MacroblockBlend macroblocks = new MacroblockBlend(weightOfB);
        SliceMixer bySyntax = mixingLevels(weightOfB);
        List<GopShare> shares = GopShare.of(
                a, b, weight, accessUnit -> accessUnit.firstSlice().context().picSizeInMbs());
        List<GopShare> sharesOfSlices = sharesOfSlices(a, b, weight);
        List<AccessUnit> out = new ArrayList<>(a.accessUnits());
        for (int g = 0; g < shares.size(); g++) {
            GopShare gop = shares.get(g);
            Optional<List<AccessUnit>> blended = macroblocks.blend(gop, gop.pictures(a), gop.pictures(b));
            if (blended.isPresent()) {
                for (int i = gop.from(); i < gop.to(); i++) {
                    out.set(i, blended.get().get(i - gop.from()));
                }
            } else {
                mixSlices(a, b, sharesOfSlices.get(g), bySyntax, out);
            }
        }
        return a.withAccessUnits(out);
    }

    /**
     * As {@link #slices}, but that the slices which are taken lend their prediction only, and their levels are mixed
     * with those of the slices which are not.
     */
    private static SliceMixer mixingLevels(int weightOfB) {
        CoefficientBlend levels = new CoefficientBlend();
        return (sliceA, sliceB, takeB) -> takeB
                ? levels.blend(sliceB, sliceA, Requantiser.FULL_WEIGHT - weightOfB)
                : levels.blend(sliceA, sliceB, weightOfB);
    }

    /** Makes one slice of two. */
    private interface SliceMixer {
        /** {@code takeB} says whether b's turn has come, so that the shares of the slices match the weight. */
        CodedSlice mix(CodedSlice a, CodedSlice b, boolean takeB);
    }

    private static final SliceMixer CHOOSING = (sliceA, sliceB, takeB) -> takeB ? sliceB : sliceA;

    private static CodedVideo slices(CodedVideo a, CodedVideo b, double weight) {
        List<AccessUnit> out = new ArrayList<>(a.accessUnits());
        for (GopShare gop : sharesOfSlices(a, b, weight)) {
            mixSlices(a, b, gop, CHOOSING, out);
        }
        return a.withAccessUnits(out);
    }

    private static List<GopShare> sharesOfSlices(CodedVideo a, CodedVideo b, double weight) {
        return GopShare.of(a, b, weight, accessUnit -> accessUnit.slices().size());
    }

    private static void mixSlices(CodedVideo a, CodedVideo b, GopShare gop, SliceMixer mixer, List<AccessUnit> out) {
        SliceShares shares = SliceShares.ofSlices(gop, gop.pictures(a), gop.pictures(b));
        for (int i = gop.from(); i < gop.to(); i++) {
            AccessUnit inA = a.accessUnits().get(i);
            List<CodedSlice> slicesA = inA.slices();
            List<CodedSlice> slicesB = b.accessUnits().get(i).slices();
            List<CodedSlice> mixed = new ArrayList<>();
            for (int s = 0; s < slicesA.size(); s++) {
                CodedSlice sliceA = slicesA.get(s);
                CodedSlice sliceB = StructureLock.adopt(slicesB.get(s), sliceA.pps());
                mixed.add(mixer.mix(sliceA, sliceB, shares.unitsOfB(i - gop.from(), s) != 0));
            }
            out.set(i, inA.withSlices(mixed));
        }
    }
}
