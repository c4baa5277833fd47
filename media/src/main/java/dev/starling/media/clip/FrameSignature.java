package dev.starling.media.clip;

import dev.starling.libav.Frame;
import dev.starling.libav.Plane;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A picture reduced to what tells one scene from another: mean luma and chroma on a coarse grid. A few hundred numbers
 * from some 20,000 samples, so that comparing pictures costs nothing beside decoding them.
 */
public final class FrameSignature {
    private static final int COLUMNS = 24;
    private static final int ROWS = 14;
    private static final int CELLS = COLUMNS * ROWS;
    /** Samples taken in each direction of a cell: enough to average noise away. */
    private static final int SAMPLES_PER_SIDE = 6;

    private final float[] luma;
    private final float[] cb;
    private final float[] cr;
    private final float meanLuma;

    private FrameSignature(float[] luma, float[] cb, float[] cr) {
        this.luma = luma;
        this.cb = cb;
        this.cr = cr;
        float sum = 0;
        for (float cell : luma) {
            sum += cell;
        }
        this.meanLuma = sum / CELLS;
    }

    public static FrameSignature of(Frame frame) {
        return new FrameSignature(cellMeans(frame.luma()), cellMeans(frame.cb()), cellMeans(frame.cr()));
    }

    private static float[] cellMeans(Plane plane) {
        MemorySegment samples = plane.samples();
        int[] columns = samplePositions(COLUMNS, plane.width());
        int[] rows = samplePositions(ROWS, plane.height());
        float[] means = new float[CELLS];
        for (int y = 0; y < rows.length; y++) {
            long row = rows[y] * plane.strideBytes();
            int firstCell = y / SAMPLES_PER_SIDE * COLUMNS;
            for (int x = 0; x < columns.length; x++) {
                means[firstCell + x / SAMPLES_PER_SIDE] += samples.get(ValueLayout.JAVA_BYTE, row + columns[x]) & 0xff;
            }
        }
        for (int cell = 0; cell < CELLS; cell++) {
            means[cell] /= SAMPLES_PER_SIDE * SAMPLES_PER_SIDE;
        }
        return means;
    }

    /**
     * Evenly spread positions, {@link #SAMPLES_PER_SIDE} to a cell; they repeat where the plane is smaller than that.
     */
    private static int[] samplePositions(int cells, int size) {
        int[] positions = new int[cells * SAMPLES_PER_SIDE];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = (int) ((2L * i + 1) * size / (2L * positions.length));
        }
        return positions;
    }

    /**
     * How different two pictures are, in sample levels: 0 for equal ones, 1–10 for motion, 20 and more between scenes.
     * Luma counts without its overall change, so that fades and flickering lamps do not look like cuts.
     */
    public double distance(FrameSignature other) {
        float shift = meanLuma - other.meanLuma;
        double lumaSum = 0;
        double chromaSum = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            lumaSum += Math.abs(luma[cell] - other.luma[cell] - shift);
            chromaSum += Math.abs(cb[cell] - other.cb[cell]) + Math.abs(cr[cell] - other.cr[cell]);
        }
        return (lumaSum + chromaSum) / CELLS;
    }
}
