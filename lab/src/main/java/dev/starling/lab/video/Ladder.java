package dev.starling.lab.video;

/** A video as a player sees it: chunks at fixed rungs. Rungs rise in bitrate from 0. */
public interface Ladder {
    /** Number of rungs. */
    int rungs();

    /** Number of chunks. */
    int chunks();

    /** Duration of a chunk. */
    double seconds(int chunk);

    /** Size of a chunk. */
    double bits(int chunk, int rung);

    /** Quality of a chunk, 0–100. */
    double vmaf(int chunk, int rung);

    /** The mean bitrate of a rung, as a manifest states it. */
    double bitsPerSecond(int rung);

    /** The highest bitrate of any chunk of a rung, as a manifest states it. */
    default double peakBitsPerSecond(int rung) {
        return bitsPerSecond(rung);
    }

    /** The highest rung of at most a bitrate, else the lowest. */
    default int highestWithin(double bitsPerSecond) {
        int rung = rungs() - 1;
        while (rung > 0 && bitsPerSecond(rung) > bitsPerSecond) {
            rung--;
        }
        return rung;
    }
}
