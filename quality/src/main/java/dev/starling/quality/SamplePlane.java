package dev.starling.quality;

import java.lang.foreign.MemorySegment;

/**
 * One component of a picture: rows of samples in the caller's memory. Nothing is copied; the memory must not change
 * during a call that takes the plane.
 *
 * @param samples native or heap memory that starts with the first sample of the first row
 * @param strideBytes distance between the starts of two rows
 */
public record SamplePlane(MemorySegment samples, long strideBytes) {

    /** Byte offset of a row. */
    long rowOffset(int row) {
        return row * strideBytes;
    }
}
