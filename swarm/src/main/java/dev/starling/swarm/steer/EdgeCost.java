package dev.starling.swarm.steer;

import dev.starling.swarm.profile.PictureSize;

/**
 * The processor time that the edge needs to requantise. It follows from the number of macroblocks and bytes, so the
 * atlas need not hold it: measured times would make packages differ from run to run. {@code docs/results/levels.md} has
 * the measurements.
 */
final class EdgeCost {
    private static final double SECONDS_PER_MACROBLOCK = 0.6e-6;
    private static final double SECONDS_PER_BYTE = 0.8e-6;
    private static final int MACROBLOCK = 16;

    private EdgeCost() {}

    /** The time for a run of access units. */
    static double requantisingSeconds(PictureSize size, int accessUnits, long bytes) {
        long macroblocks = (long) Math.ceilDiv(size.width(), MACROBLOCK) * size.macroblockRows();
        return accessUnits * macroblocks * SECONDS_PER_MACROBLOCK + bytes * SECONDS_PER_BYTE;
    }
}
