package dev.starling.quality;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Motion of the reference as libvmaf's {@code motion} extractor measures it: the mean magnitude of the blurred
 * difference between a frame and the previous one. Keeps only a copy of the previous frame's luma.
 */
final class MotionExtractor {

    private static final int REACH = 2;

    private final Kernels kernels;
    private final int width;
    private final int height;
    private final SamplePlane previous;
    private boolean hasPrevious;
    private final RowBuffer currentRow;
    private final RowBuffer previousRow;
    private final RowBuffer difference;
    private final RowBuffer blurred;
    private final int[] columns;
    private final int[] rowStarts = new int[2 * REACH + 1];

    MotionExtractor(Kernels kernels, PixelFormat format, int width, int height) {
        this.kernels = kernels;
        this.width = width;
        this.height = height;
        long strideBytes = (long) width * format.bytesPerSample();
        this.previous = new SamplePlane(Arena.ofAuto().allocate(strideBytes * height, Long.BYTES), strideBytes);
        ColumnLayout layout = ColumnLayout.of(kernels.lanes(), width, 0);
        this.currentRow = new RowBuffer(layout, 1, 1);
        this.previousRow = new RowBuffer(layout, 1, 1);
        this.difference = new RowBuffer(layout, 1, rowStarts.length);
        this.blurred = new RowBuffer(layout, 1, 1);
        this.columns = new int[layout.length()];
    }

    /** The motion from the previous frame to this one, in 8-bit sample steps; 0 for the first frame. */
    double measure(PlanarFrame frame) {
        double motion = hasPrevious ? motion(frame) : 0;
        remember(frame);
        return motion;
    }

    private double motion(PlanarFrame frame) {
        Arrays.fill(columns, 0);
        int loaded = 0;
        for (int row = 0; row < height; row++) {
            for (; loaded < Math.min(height, row + REACH + 1); loaded++) {
                load(frame.y(), loaded, frame.format(), currentRow);
                load(previous, loaded, frame.format(), previousRow);
                kernels.motion().subtract(currentRow, previousRow, difference, loaded);
            }
            for (int tap = 0; tap < rowStarts.length; tap++) {
                rowStarts[tap] =
                        difference.start(RowBuffer.rowWithin(row - REACH + tap, height, RowBuffer.End.MIRRORED));
            }
            kernels.motion().blurDown(difference, rowStarts, blurred);
            blurred.fillEnds(0, REACH, RowBuffer.End.MIRRORED);
            kernels.motion().addBlurredAcross(blurred, columns);
        }
        long sum = 0;
        for (int column = 0; column < width; column++) {
            sum += columns[currentRow.layout.index(column)];
        }
        return sum / 256.0 / ((double) width * height);
    }

    private void load(SamplePlane plane, int row, PixelFormat format, RowBuffer target) {
        kernels.rows().loadFloats(plane, row, format, target, 0);
    }

    private void remember(PlanarFrame frame) {
        for (int row = 0; row < height; row++) {
            MemorySegment.copy(
                    frame.y().samples(),
                    frame.y().rowOffset(row),
                    previous.samples(),
                    previous.rowOffset(row),
                    previous.strideBytes());
        }
        hasPrevious = true;
    }
}
