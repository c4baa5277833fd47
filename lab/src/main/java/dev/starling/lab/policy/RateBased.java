package dev.starling.lab.policy;

import dev.starling.lab.video.ChunkedVideo;

/** The highest rung whose nominal bitrate is at most the harmonic mean of the last five throughputs. */
public final class RateBased implements AbrPolicy {
    private static final int CHUNKS = 5;

    @Override
    public int choose(AbrState state) {
        double estimate = state.harmonicMeanBitsPerSecond(state.nextChunk(), CHUNKS);
        ChunkedVideo video = state.video();
        int rung = video.rungs() - 1;
        while (rung > 0 && video.bitsPerSecond(rung) > estimate) {
            rung--;
        }
        return rung;
    }
}
