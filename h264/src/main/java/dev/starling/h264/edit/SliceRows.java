package dev.starling.h264.edit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which slices of a GOP come from the smaller of two videos, so that the others, of the larger one, buy most quality for their bytes. A row of slices is those in the same place of all pictures.
 *
 * <p>Two members of a swarm differ in quality by much the same everywhere, but in bytes only where something happens. So the rows whose slices cost most bytes more for a macroblock go over to the smaller video first, each
 * from its last picture backwards, because going up costs quality until the next IDR picture. Where small savings stand after large ones, as those of B pictures do, they go together.
 */
final class SliceRows {
    private final int rows;
    /** By row, the number of pictures, from the GOP's first on, whose slice comes from the larger video. */
    private final int[] picturesOfLarger;

    private SliceRows(int rows, int[] picturesOfLarger) {
        this.rows = rows;
        this.picturesOfLarger = picturesOfLarger;
    }

    /**
     * Chooses.
     *
     * @param larger the GOP's pictures in the video that spends more bytes on it, all of the same number of slices
     * @param smaller the same pictures in the other video
     * @param slicesOfSmaller how many slices to take from {@code smaller}, 0 to all
     */
    static SliceRows choose(List<AccessUnit> larger, List<AccessUnit> smaller, int slicesOfSmaller) {
        int pictures = larger.size();
        int rows = larger.getFirst().slices().size();
        List<Segment> segments = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            segments.addAll(segments(larger, smaller, row));
        }
        // Within a row they fall from the end forwards, so that the order of a row's own segments stays.
        segments.sort(Comparator.comparingDouble(Segment::mean).reversed());
        int[] picturesOfLarger = new int[rows];
        Arrays.fill(picturesOfLarger, pictures);
        int left = slicesOfSmaller;
        for (Segment segment : segments) {
            int taken = Math.min(segment.pictures, left);
            picturesOfLarger[segment.row] -= taken;
            left -= taken;
        }
        return new SliceRows(rows, picturesOfLarger);
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
            int macroblocks = endOf(slices, row) - slices.get(row).context().firstMbAddr();
            Segment segment = new Segment(row, 1, bytes / (double) Math.max(1, macroblocks));
            while (!segments.isEmpty() && segment.mean() >= segments.getLast().mean()) {
                segment = segments.removeLast().with(segment);
            }
            segments.add(segment);
        }
        return segments;
    }

    private static int endOf(List<CodedSlice> slices, int row) {
        return row + 1 < slices.size()
                ? slices.get(row + 1).context().firstMbAddr()
                : slices.get(row).context().picSizeInMbs();
    }

    /** Whether slice {@code index}, counted in decoding order from the GOP's first, comes from the smaller video. */
    boolean isFromSmaller(int index) {
        return index / rows >= picturesOfLarger[index % rows];
    }
}
