package dev.starling.lab.policy;

import dev.starling.lab.video.ChunkedVideo;

/**
 * BOLA-BASIC (Spiteri et al., INFOCOM 2016) as Sabre has it: the rung that maximises (V · (utility + γp) − buffer) /
 * bitrate. The utility of a rung is the logarithm of its bitrate over the lowest one. V makes the score of the highest
 * rung zero one chunk below the cap of the buffer.
 */
public final class Bola implements AbrPolicy {
    /** Sabre's default. */
    private static final double GAMMA_P = 5;

    @Override
    public int choose(AbrState state) {
        ChunkedVideo video = state.video();
        double lowest = video.bitsPerSecond(0);
        double highestUtility = Math.log(video.bitsPerSecond(video.rungs() - 1) / lowest);
        double v = (state.bufferCapSeconds() - video.seconds(state.nextChunk())) / (highestUtility + GAMMA_P);
        int best = 0;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int rung = 0; rung < video.rungs(); rung++) {
            double utility = Math.log(video.bitsPerSecond(rung) / lowest);
            double score = (v * (utility + GAMMA_P) - state.bufferSeconds()) / video.bitsPerSecond(rung);
            if (score > bestScore) {
                bestScore = score;
                best = rung;
            }
        }
        return best;
    }
}
