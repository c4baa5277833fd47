package dev.starling.h264.edit;

import dev.starling.h264.slice.SliceParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses which slices of a GOP come from the smaller of two videos, so that the slices of the larger one give the most
 * quality for their bytes. A row of slices has the same place in all pictures of the GOP.
 *
 * <p>Two members of a swarm differ in quality by about the same amount everywhere, but in bytes only where the content
 * is active. So the rows whose slices cost most extra bytes per macroblock switch to the smaller video first. Each row
 * switches from its last picture backwards, because a switch up costs quality until the next IDR picture. Small savings
 * after large ones, such as those of B pictures, switch together with them.
 */
final class SliceRows {
    private final int[] piecesOfRow;
    /**
     * By row, the number of pictures, from the start of the GOP, whose slice comes at least partly from the larger
     * video.
     */
    private final int[] picturesOfLarger;
    /** By row, how many pieces of the last of these slices come from the smaller video. */
    private final int[] piecesOfLast;

    private SliceRows(int[] piecesOfRow, int[] picturesOfLarger, int[] piecesOfLast) {
        this.piecesOfRow = piecesOfRow;
        this.picturesOfLarger = picturesOfLarger;
        this.piecesOfLast = piecesOfLast;
    }

    /**
     * Chooses.
     *
     * @param larger the GOP's pictures in the video that spends more bytes on it, all with the same slices
     * @param smaller the same pictures in the other video
     * @param piecesOfRow by row, the number of pieces of a slice: 1, or its macroblocks, which allows a part of it
     * @param piecesOfSmaller how many pieces to take from {@code smaller}, 0 to all
     */
    static SliceRows choose(
            List<AccessUnit> larger, List<AccessUnit> smaller, int[] piecesOfRow, long piecesOfSmaller) {
        List<Segment> segments = new ArrayList<>();
        for (int row = 0; row < piecesOfRow.length; row++) {
            segments.addAll(segments(larger, smaller, row));
        }
        // The sort keeps the order within a row, whose means fall from its end forwards.
        segments.sort(Comparator.comparingDouble(Segment::mean).reversed());
        int[] picturesOfLarger = new int[piecesOfRow.length];
        Arrays.fill(picturesOfLarger, larger.size());
        int[] piecesOfLast = new int[piecesOfRow.length];
        long left = piecesOfSmaller;
        for (Segment segment : segments) {
            int pieces = piecesOfRow[segment.row];
            int taken = (int) Math.min(segment.pictures, left / pieces);
            picturesOfLarger[segment.row] -= taken;
            left -= (long) taken * pieces;
            if (taken < segment.pictures) {
                piecesOfLast[segment.row] = (int) left;
                break;
            }
        }
        return new SliceRows(piecesOfRow, picturesOfLarger, piecesOfLast);
    }

    /** Successive pictures of a row that switch together, and the bytes per macroblock that this saves. */
    private record Segment(int row, int pictures, double bytesPerMacroblock) {
        double mean() {
            return bytesPerMacroblock / pictures;
        }

        Segment with(Segment earlier) {
            return new Segment(row, pictures + earlier.pictures, bytesPerMacroblock + earlier.bytesPerMacroblock);
        }
    }

    /** Splits the row, from its last picture forwards, into segments that save less and less. */
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
     * The number of macroblocks of slice {@code index} of a picture. It may be less than 1 if the slices are not in the
     * order of their macroblocks.
     */
    static int macroblocks(List<CodedSlice> slices, int index) {
        SliceParameters parameters = slices.get(index).parameters();
        int until = index + 1 < slices.size()
                ? slices.get(index + 1).parameters().firstMbAddr()
                : parameters.picSizeInMbs();
        return until - parameters.firstMbAddr();
    }

    /** How many pieces of a slice come from the smaller video, 0 to all. */
    int countOfSmaller(int picture, int row) {
        if (picture >= picturesOfLarger[row]) {
            return piecesOfRow[row];
        }
        return picture == picturesOfLarger[row] - 1 ? piecesOfLast[row] : 0;
    }
}
