package dev.starling.libav;

import java.lang.foreign.MemorySegment;

/**
 * One plane of samples in native memory, their size the {@link Frame}'s {@linkplain Frame#depth() depth}:
 * {@code height} rows of {@code width} samples, each row starting {@code strideBytes} after the one above. The segment
 * lives as long as the {@link Frame} it came from.
 *
 * @param samples from the first sample of the first row to the last sample of the last row
 * @param width samples in a row
 * @param height rows
 * @param strideBytes distance between rows, at least what {@code width} samples take
 */
public record Plane(MemorySegment samples, int width, int height, long strideBytes) {}
