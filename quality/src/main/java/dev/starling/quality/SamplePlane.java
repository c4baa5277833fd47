package dev.starling.quality;

import java.lang.foreign.MemorySegment;

/**
 * One component of a picture: rows of samples in memory that stays the caller's. Nothing is copied; the memory must
 * stay unchanged while a call that was given the plane runs.
 *
 * @param samples first byte is the first sample of the first row; native or heap memory
 * @param strideBytes distance between the starts of two rows
 */
public record SamplePlane(MemorySegment samples, long strideBytes) {

    /** Byte offset of a row. */
    long rowOffset(int row) {
        return row * strideBytes;
    }
}
