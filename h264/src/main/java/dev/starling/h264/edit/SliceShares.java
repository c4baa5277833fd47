package dev.starling.h264.edit;

import java.util.Arrays;
import java.util.List;

/**
 * How much of each slice of a GOP comes from the second of two videos, so that the shares match the weight: by
 * {@link SliceRows} where all pictures have the same slices, and more than one, else those of the smaller video last.
 */
interface SliceShares {
    /**
     * How many units of slice {@code slice} of picture {@code picture}, both counted from 0 in the GOP, come from B; 0
     * to all. A part of a slice is its first units where B is the larger video, else its last.
     */
    int unitsOfB(int picture, int slice);

    /** The shares of the GOP's slices, which count 1 each. */
    static SliceShares ofSlices(GopShare gop, List<AccessUnit> picturesA, List<AccessUnit> picturesB) {
        int[] units = new int[picturesA.getFirst().slices().size()];
        Arrays.fill(units, 1);
        boolean sameSlices =
                picturesA.stream().allMatch(picture -> picture.slices().size() == units.length);
        return sameSlices && units.length > 1
                ? byRows(gop, picturesA, picturesB, units)
                : inOrder(gop, picturesA, false);
    }

    /** The shares of the GOP's slices, which count their macroblocks. */
    static SliceShares ofMacroblocks(GopShare gop, List<AccessUnit> picturesA, List<AccessUnit> picturesB) {
        int[] units = macroblocks(picturesA.getFirst());
        boolean sameSlices = picturesA.stream().allMatch(picture -> Arrays.equals(macroblocks(picture), units));
        return sameSlices && units.length > 1 && Arrays.stream(units).allMatch(count -> count > 0)
                ? byRows(gop, picturesA, picturesB, units)
                : inOrder(gop, picturesA, true);
    }

    private static int[] macroblocks(AccessUnit picture) {
        List<CodedSlice> slices = picture.slices();
        int[] counts = new int[slices.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = SliceRows.macroblocks(slices, i);
        }
        return counts;
    }

    private static SliceShares byRows(
            GopShare gop, List<AccessUnit> picturesA, List<AccessUnit> picturesB, int[] units) {
        if (gop.largerIsB()) {
            SliceRows rows = SliceRows.choose(picturesB, picturesA, units, gop.units() - gop.unitsOfB());
            return (picture, slice) -> units[slice] - rows.unitsOfSmaller(picture, slice);
        }
        return SliceRows.choose(picturesA, picturesB, units, gop.unitsOfB())::unitsOfSmaller;
    }

    private static SliceShares inOrder(GopShare gop, List<AccessUnit> pictures, boolean countsMacroblocks) {
        int[][] unitsOfB = new int[pictures.size()][];
        int at = 0;
        for (int p = 0; p < unitsOfB.length; p++) {
            int[] units = macroblocks(pictures.get(p));
            unitsOfB[p] = new int[units.length];
            for (int s = 0; s < units.length; s++) {
                int count = countsMacroblocks ? Math.max(0, units[s]) : 1;
                unitsOfB[p][s] = gop.ofB(at, count);
                at += count;
            }
        }
        return (picture, slice) -> unitsOfB[picture][slice];
    }
}
