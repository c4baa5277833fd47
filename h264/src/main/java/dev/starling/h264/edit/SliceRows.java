package dev.starling.h264.edit;

import dev.starling.h264.slice.SliceContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which slices of a GOP come from the smaller of two videos, so that the others, of the larger one, buy most quality
 * for their bytes. A row of slices is those in the same place of all pictures.
 *
 * <p>Two members of a swarm differ in quality by much the same everywhere, but in bytes only where something happens.
 * So the rows whose slices cost most bytes more for a macroblock go over to the smaller video first, each from its last
 * picture backwards, because going up costs quality until the next IDR picture. Where small savings stand after large
 * ones, as those of B pictures do, they go together.
 */
final class SliceRows {
    private final int[] unitsOfRow;
    /**
     * By row, the number of pictures, from the GOP's first on, whose slice comes from the larger video, all or a part
     * of it.
     */
    private final int[] picturesOfLarger;
    /** By row, how many units of the last of those slices come from the smaller video. */
    private final int[] unitsOfLast;

    private SliceRows(int[] unitsOfRow, int[] picturesOfLarger, int[] unitsOfLast) {
        this.unitsOfRow = unitsOfRow;
        this.picturesOfLarger = picturesOfLarger;
        this.unitsOfLast = unitsOfLast;
    }

    /**
     * Chooses.
     *
     * @param larger the GOP's pictures in the video that spends more bytes on it, all of the same slices
     * @param smaller the same pictures in the other video
     * @param unitsOfRow by row, what a slice counts for: 1, or its macroblocks, of which some may be taken then
     * @param unitsOfSmaller how many units to take from {@code smaller}, 0 to all
     */
    static SliceRows choose(List<AccessUnit> larger, List<AccessUnit> smaller, int[] unitsOfRow, long unitsOfSmaller) {
        List<Segment> segments = new ArrayList<>();
        for (int row = 0; row < unitsOfRow.length; row++) {
            segments.addAll(segments(larger, smaller, row));
        }
        // Within a row they fall from the end forwards, so that the order of a row's own segments stays.
        segments.sort(Comparator.comparingDouble(Segment::mean).reversed());
        int[] picturesOfLarger = new int[unitsOfRow.length];
        Arrays.fill(picturesOfLarger, larger.size());
        int[] unitsOfLast = new int[unitsOfRow.length];
        long left = unitsOfSmaller;
        for (Segment segment : segments) {
            int units = unitsOfRow[segment.row];
            int taken = (int) Math.min(segment.pictures, left / units);
            picturesOfLarger[segment.row] -= taken;
            left -= (long) taken * units;
            if (taken < segment.pictures) {
                unitsOfLast[segment.row] = (int) left;
                break;
            }
        }
        return new SliceRows(unitsOfRow, picturesOfLarger, unitsOfLast);
    }

    /** Successive pictures of a row that go over together, and the bytes that it saves for their macroblocks. */
    private record Segment(int row, int pictures, double bytesPerMacroblock) {
        double mean() {
            return bytesPerMacroblock / pictures;
        }

        Segment with(Segment earlier) {
            return new Segment(row, pictures + earlier.pictures, bytesPerMacroblock + earlier.bytesPerMacroblock);
        }
    }

    /** The row from its last picture forwards, in segments that save less and less. */
    private static List<Segment> segments(List<AccessUnit> larger, List<AccessUnit> smaller, int row) {
        List<Segment> segments = new ArrayList<>();
        for (int picture = larger.size() - 1; picture >= 0; picture--) {
            List<CodedSlice> slices = larger.get(picture).slices();
            int bytes = slices.get(row).unit().length()
                    - smaller.get(picture).slices().get(row).unit().length();
            Segment segment = new Segment(row, 1, bytes / (double) Math.max(1, macroblocks(slices, row)));
            while (!segments.isEmpty() && segment.mean() >= segments.getLast().mean()) {
                segment = segments.removeLast().with(segment);
            }
            segments.add(segment);
        }
        return segments;
    }

    /**
     * How many macroblocks slice {@code index} of a picture has, if the slices come in the order of their macroblocks;
     * else it may be less than 1.
     */
    static int macroblocks(List<CodedSlice> slices, int index) {
        SliceContext context = slices.get(index).context();
        int end = index + 1 < slices.size() ? slices.get(index + 1).context().firstMbAddr() : context.picSizeInMbs();
        return end - context.firstMbAddr();
    }

    /** How many units of the slice come from the smaller video: 0 to all. */
    int unitsOfSmaller(int picture, int row) {
        if (picture >= picturesOfLarger[row]) {
            return unitsOfRow[row];
        }
        return picture == picturesOfLarger[row] - 1 ? unitsOfLast[row] : 0;
    }
}
