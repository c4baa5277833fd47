package dev.starling.lab.policy;

import dev.starling.lab.video.ChunkedVideo;

/** What a player knows when it chooses the next chunk. At least one chunk has been downloaded. */
public interface AbrState {
    /** The video, with the sizes and qualities of the chunks to come. */
    ChunkedVideo video();

    /** The index of the next chunk; all before it have been downloaded. */
    int nextChunk();

    /** The media in the buffer. */
    double bufferSeconds();

    /** The media that the buffer can hold. */
    double bufferCapSeconds();

    /** The rung of a downloaded chunk; if it went down in flight, that of its end. */
    int rung(int chunk);

    /** The time from the request of a downloaded chunk to its last byte. */
    double downloadSeconds(int chunk);

    /** The rung of the latest chunk. */
    default int lastRung() {
        return rung(nextChunk() - 1);
    }

    /** The size of a downloaded chunk. */
    double bits(int chunk);

    /** The VMAF of a downloaded chunk. */
    double vmaf(int chunk);

    /** Size over download time of a downloaded chunk. */
    default double bitsPerSecond(int chunk) {
        return bits(chunk) / downloadSeconds(chunk);
    }

    /**
     * The harmonic mean of the latest throughputs.
     *
     * @param until the chunk before which the mean ends, at least 1
     * @param count how many, or as many as there are
     */
    default double harmonicMeanBitsPerSecond(int until, int count) {
        int from = Math.max(0, until - count);
        double inverses = 0;
        for (int chunk = from; chunk < until; chunk++) {
            inverses += 1 / bitsPerSecond(chunk);
        }
        return (until - from) / inverses;
    }
}
