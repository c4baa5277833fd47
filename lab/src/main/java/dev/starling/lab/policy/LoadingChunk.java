package dev.starling.lab.policy;

/** A chunk that is loading. Its index is {@link AbrState#nextChunk}. */
public interface LoadingChunk {
    /** The rung that is being sent. */
    int rung();

    /** The time since the request. */
    double seconds();

    /** The bits that have arrived. */
    double arrivedBits();

    /** The mean throughput of the last second, or since the first byte. */
    double recentBitsPerSecond();

    /**
     * The bits that have not arrived.
     *
     * @param rung the rung to go on with; a lower one takes over behind what is on its way
     */
    double restBits(int rung);

    /**
     * The VMAF of the whole chunk, less the price of a splice.
     *
     * @param rung the rung to go on with
     */
    double vmaf(int rung);
}
