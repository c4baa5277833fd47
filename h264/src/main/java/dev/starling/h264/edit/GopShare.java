package dev.starling.h264.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Which pieces of a GOP come from the second of two videos. A piece is a picture, a slice or a macroblock; pieces count
 * in decoding order, and those of the larger video come first.
 *
 * @param from index of the GOP's first access unit
 * @param until index after its last access unit
 * @param pieces number of pieces
 * @param piecesOfB number of pieces that come from B
 * @param largerIsB whether B spends more bytes on this GOP
 */
record GopShare(int from, int until, int pieces, int piecesOfB, boolean largerIsB) {
    /**
     * The shares of all GOPs. Each GOP compensates for the rounding of the one before, so that the total share is
     * within one piece of {@code weight}.
     *
     * @param weight the share of B, 0…1
     * @param piecesOf the number of pieces in an access unit
     */
    static List<GopShare> of(CodedVideo a, CodedVideo b, double weight, ToIntFunction<AccessUnit> piecesOf) {
        List<Integer> starts = a.gopStarts();
        List<GopShare> shares = new ArrayList<>();
        long piecesSoFar = 0;
        long ofBSoFar = 0;
        for (int g = 0; g < starts.size(); g++) {
            int from = starts.get(g);
            int until =
                    g + 1 < starts.size() ? starts.get(g + 1) : a.accessUnits().size();
            int pieces = a.accessUnits().subList(from, until).stream()
                    .mapToInt(piecesOf)
                    .sum();
            piecesSoFar += pieces;
            int piecesOfB = Math.clamp(Math.round(weight * piecesSoFar) - ofBSoFar, 0, pieces);
            ofBSoFar += piecesOfB;
            boolean largerIsB = sizeBytes(b, from, until) > sizeBytes(a, from, until);
            shares.add(new GopShare(from, until, pieces, piecesOfB, largerIsB));
        }
        return shares;
    }

    /** The GOP's access units in one of the videos. */
    List<AccessUnit> pictures(CodedVideo video) {
        return video.accessUnits().subList(from, until);
    }

    /** How many of the {@code count} pieces from {@code index} on come from B. */
    int countOfB(int index, int count) {
        int ofLarger = largerIsB ? piecesOfB : pieces - piecesOfB;
        int inLarger = Math.clamp((long) ofLarger - index, 0, count);
        return largerIsB ? inLarger : count - inLarger;
    }

    private static long sizeBytes(CodedVideo video, int from, int until) {
        return video.accessUnits().subList(from, until).stream()
                .mapToLong(AccessUnit::slicesSizeBytes)
                .sum();
    }
}
