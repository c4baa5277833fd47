package dev.starling.h264.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Which of a GOP's units (pictures or slices, in decoding order) come from the second of two videos. The units of the
 * larger video come first.
 *
 * @param from index of the GOP's first access unit
 * @param to index after its last
 * @param units number of units: pictures, slices or macroblocks
 * @param unitsOfB how many of them come from B
 * @param largerIsB whether B spends more bytes on this GOP
 */
record GopShare(int from, int to, int units, int unitsOfB, boolean largerIsB) {
    /**
     * The shares of all GOPs. What one GOP cannot represent of {@code weight} the next one makes up for, so that the
     * share over all is within one unit of it.
     *
     * @param weight the share of B, 0…1
     * @param unitsOf the number of units in an access unit
     */
    static List<GopShare> of(CodedVideo a, CodedVideo b, double weight, ToIntFunction<AccessUnit> unitsOf) {
        List<Integer> starts = a.gopStarts();
        List<GopShare> shares = new ArrayList<>();
        long unitsSoFar = 0;
        long ofBSoFar = 0;
        for (int g = 0; g < starts.size(); g++) {
            int from = starts.get(g);
            int to = g + 1 < starts.size() ? starts.get(g + 1) : a.accessUnits().size();
            int units =
                    a.accessUnits().subList(from, to).stream().mapToInt(unitsOf).sum();
            unitsSoFar += units;
            int unitsOfB = Math.clamp(Math.round(weight * unitsSoFar) - ofBSoFar, 0, units);
            ofBSoFar += unitsOfB;
            shares.add(new GopShare(from, to, units, unitsOfB, sizeBytes(b, from, to) > sizeBytes(a, from, to)));
        }
        return shares;
    }

    /** The GOP's access units in one of the videos. */
    List<AccessUnit> pictures(CodedVideo video) {
        return video.accessUnits().subList(from, to);
    }

    /** How many of {@code count} successive units from {@code index} on come from B. */
    int ofB(int index, int count) {
        int before = largerIsB ? unitsOfB : units - unitsOfB;
        int inFirst = Math.clamp((long) before - index, 0, count);
        return largerIsB ? inFirst : count - inFirst;
    }

    private static long sizeBytes(CodedVideo video, int from, int to) {
        return video.accessUnits().subList(from, to).stream()
                .mapToLong(AccessUnit::slicesSizeBytes)
                .sum();
    }
}
