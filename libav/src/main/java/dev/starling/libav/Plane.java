package dev.starling.libav;

import java.lang.foreign.MemorySegment;

/**
 * One plane of a {@link Frame} in native memory. A sample takes one byte, or two if the {@linkplain Frame#depth()
 * depth} is above 8 bits. The segment is valid until the frame is closed.
 *
 * @param samples from the first sample of the first row to the last sample of the last row
 * @param width samples in a row
 * @param height rows
 * @param strideBytes distance between the starts of two rows, at least the bytes of {@code width} samples
 */
public record Plane(MemorySegment samples, int width, int height, long strideBytes) {}
