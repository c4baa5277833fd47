package dev.starling.h264.edit;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.transform.Requantiser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Mixes two compatible videos into one. */
public final class Blend {
    private Blend() {}

    /**
     * Blends two videos. Units that are not slices (parameter sets, SEI …) always come from {@code a}.
     *
     * <p>{@link BlendLevel#FRAME} and {@link BlendLevel#SLICE} copy coded slices unchanged and take the share
     * {@code weight} of them from {@code b}. Each GOP starts with pictures of the larger video: a switch down costs
     * almost nothing, while a switch up costs quality until the next IDR picture. At slice level, each row of slices
     * switches separately, and the rows that gain most quality for their bytes switch last ({@link SliceRows}).
     * {@link BlendLevel#COEFFICIENT} mixes the transform levels of macroblocks that both videos predict from the same
     * samples, and chooses between the videos for all other macroblocks, again with the share {@code weight} from
     * {@code b}.
     *
     * @param weight the share of {@code b}, 0…1
     * @throws IllegalArgumentException if {@link BlendCompatibility#difference} finds a difference
     * @throws H264Exception if slice data cannot be read; only {@link BlendLevel#COEFFICIENT} reads it
     */
    public static CodedVideo blend(CodedVideo a, CodedVideo b, BlendLevel level, double weight) {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("weight must be 0…1, not " + weight);
        }
        BlendCompatibility.difference(a, b, level).ifPresent(difference -> {
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
            for (int i = gop.from(); i < gop.until(); i++) {
                if (gop.countOfB(i - gop.from(), 1) != 0) {
                    AccessUnit inA = a.accessUnits().get(i);
                    out.set(i, inA.withSlicesOf(b.accessUnits().get(i)));
                }
            }
        }
        return a.withAccessUnits(out);
    }

    /** Falls back to {@link CoefficientBlend} in GOPs whose motion cannot be derived. */
    private static CodedVideo coefficients(CodedVideo a, CodedVideo b, double weight) {
        int weightOfB = (int) Math.round(weight * Requantiser.FULL_WEIGHT);
        if (weightOfB == 0 || weightOfB == Requantiser.FULL_WEIGHT) {
            return slices(a, b, weightOfB == 0 ? 0 : 1);
        }
        MacroblockBlend macroblocks = new MacroblockBlend(weightOfB);
        SliceMixer bySyntax = mixingLevels(weightOfB);
        List<GopShare> shares = GopShare.of(
                a, b, weight, accessUnit -> accessUnit.firstSlice().parameters().picSizeInMbs());
        List<GopShare> sharesOfSlices = sharesOfSlices(a, b, weight);
        List<AccessUnit> out = new ArrayList<>(a.accessUnits());
        for (int g = 0; g < shares.size(); g++) {
            GopShare gop = shares.get(g);
            Optional<List<AccessUnit>> blended = macroblocks.blend(gop, gop.pictures(a), gop.pictures(b));
            if (blended.isPresent()) {
                for (int i = gop.from(); i < gop.until(); i++) {
                    out.set(i, blended.get().get(i - gop.from()));
                }
            } else {
                mixSlices(a, b, sharesOfSlices.get(g), bySyntax, out);
            }
        }
        return a.withAccessUnits(out);
    }

    /** Takes only the prediction from the chosen slice, and mixes the levels of both. */
    private static SliceMixer mixingLevels(int weightOfB) {
        CoefficientBlend levels = new CoefficientBlend();
        return (sliceA, sliceB, takeB) -> takeB
                ? levels.blend(sliceB, sliceA, Requantiser.FULL_WEIGHT - weightOfB)
                : levels.blend(sliceA, sliceB, weightOfB);
    }

    /** Makes one slice from two. */
    private interface SliceMixer {
        /** {@code takeB}: whether the slice counts towards the share of {@code b}. */
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
        for (int i = gop.from(); i < gop.until(); i++) {
            AccessUnit inA = a.accessUnits().get(i);
            List<CodedSlice> slicesA = inA.slices();
            List<CodedSlice> slicesB = b.accessUnits().get(i).slices();
            List<CodedSlice> mixed = new ArrayList<>();
            for (int s = 0; s < slicesA.size(); s++) {
                CodedSlice sliceA = slicesA.get(s);
                CodedSlice sliceB = BlendCompatibility.adopt(slicesB.get(s), sliceA.pps());
                mixed.add(mixer.mix(sliceA, sliceB, shares.countOfB(i - gop.from(), s) != 0));
            }
            out.set(i, inA.withSlices(mixed));
        }
    }
}
