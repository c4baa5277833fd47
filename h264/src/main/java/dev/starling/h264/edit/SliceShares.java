package dev.starling.h264.edit;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * How much of each slice of a GOP comes from the second of two videos, so that the shares match the weight. If all
 * pictures have the same slices, and more than one, {@link SliceRows} chooses them; otherwise those of the smaller
 * video come last.
 */
interface SliceShares {
    /**
     * How many pieces of a slice come from B, 0 to all. {@code picture} and {@code slice} count from 0 in the GOP. If
     * only a part of the slice comes from B, it is the first part if B is the larger video, else the last.
     */
    int countOfB(int picture, int slice);

    /** The shares of the GOP's slices, each of which is one piece. */
    static SliceShares ofSlices(GopShare gop, List<AccessUnit> picturesA, List<AccessUnit> picturesB) {
        int[] pieces = new int[picturesA.getFirst().slices().size()];
        Arrays.fill(pieces, 1);
        boolean sameSlices =
                picturesA.stream().allMatch(picture -> picture.slices().size() == pieces.length);
        return sameSlices && pieces.length > 1
                ? byRows(gop, picturesA, picturesB, pieces)
                : inOrder(gop, picturesA, macroblocks -> 1);
    }

    /** The shares of the GOP's slices, each macroblock of which is one piece. */
    static SliceShares ofMacroblocks(GopShare gop, List<AccessUnit> picturesA, List<AccessUnit> picturesB) {
        int[] pieces = macroblocks(picturesA.getFirst());
        boolean sameSlices = picturesA.stream().allMatch(picture -> Arrays.equals(macroblocks(picture), pieces));
        return sameSlices && pieces.length > 1 && Arrays.stream(pieces).allMatch(count -> count > 0)
                ? byRows(gop, picturesA, picturesB, pieces)
                : inOrder(gop, picturesA, macroblocks -> Math.max(0, macroblocks));
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
            GopShare gop, List<AccessUnit> picturesA, List<AccessUnit> picturesB, int[] piecesOfRow) {
        if (gop.largerIsB()) {
            SliceRows rows = SliceRows.choose(picturesB, picturesA, piecesOfRow, gop.pieces() - gop.piecesOfB());
            return (picture, slice) -> piecesOfRow[slice] - rows.countOfSmaller(picture, slice);
        }
        return SliceRows.choose(picturesA, picturesB, piecesOfRow, gop.piecesOfB())::countOfSmaller;
    }

    /** {@code piecesOf} gives the number of pieces of a slice by its number of macroblocks. */
    private static SliceShares inOrder(GopShare gop, List<AccessUnit> pictures, IntUnaryOperator piecesOf) {
        int[][] countOfB = new int[pictures.size()][];
        int at = 0;
        for (int p = 0; p < countOfB.length; p++) {
            int[] macroblocks = macroblocks(pictures.get(p));
            countOfB[p] = new int[macroblocks.length];
            for (int s = 0; s < macroblocks.length; s++) {
                int pieces = piecesOf.applyAsInt(macroblocks[s]);
                countOfB[p][s] = gop.countOfB(at, pieces);
                at += pieces;
            }
        }
        return (picture, slice) -> countOfB[picture][slice];
    }
}
