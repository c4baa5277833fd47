package dev.starling.media.clip;

import dev.starling.libav.Frame;
import dev.starling.libav.Plane;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A picture reduced to what distinguishes scenes: mean luma and chroma on a coarse grid. A signature has about a
 * thousand numbers from 36,000 samples, so comparing pictures costs nothing next to decoding them. Immutable.
 */
public final class FrameSignature {
    private static final int COLUMNS = 24;
    private static final int ROWS = 14;
    private static final int CELLS = COLUMNS * ROWS;
    /** Samples per cell in each direction: enough to average noise out. */
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

    /** The signature of a frame of 8-bit samples. */
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

    /** Evenly spaced positions, {@link #SAMPLES_PER_SIDE} per cell. In smaller planes, positions repeat. */
    private static int[] samplePositions(int cells, int size) {
        int[] positions = new int[cells * SAMPLES_PER_SIDE];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = (int) ((2L * i + 1) * size / (2L * positions.length));
        }
        return positions;
    }

    /**
     * The difference of two pictures in sample levels: 0 if they are equal, 1–10 for motion, 20 or more between scenes.
     * A change of the mean luma does not count, so that fades and flickering lamps do not look like cuts.
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
