package dev.starling.lab.policy;

import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.video.ChunkedVideo;

/**
 * RobustMPC (Yin et al., SIGCOMM 2015) with the constants of Pensieve's simulator: the first rung of the best sequence
 * of five, by exhaustive search. It predicts the harmonic mean of the last five throughputs, divided by one plus the
 * largest relative error of the last five predictions. Of equally good sequences it takes the last.
 *
 * @param objective what it maximises
 */
public record RobustMpc(Qoe objective) implements AbrPolicy {
    private static final int HORIZON = 5;
    private static final int CHUNKS = 5;
    private static final int ERRORS = 5;

    @Override
    public int choose(AbrState state) {
        double bitsPerSecond = state.harmonicMeanBitsPerSecond(state.nextChunk(), CHUNKS) / (1 + largestError(state));
        return new Search(state, bitsPerSecond).run();
    }

    private static double largestError(AbrState state) {
        double largest = 0;
        int until = state.nextChunk();
        // Chunk 0 was not predicted.
        for (int chunk = Math.max(1, until - ERRORS); chunk < until; chunk++) {
            double measured = state.bitsPerSecond(chunk);
            double predicted = state.harmonicMeanBitsPerSecond(chunk, CHUNKS);
            largest = Math.max(largest, Math.abs(predicted - measured) / measured);
        }
        return largest;
    }

    /** A depth-first search over all sequences of rungs. */
    private final class Search {
        private final ChunkedVideo video;
        private final int first;
        private final int until;
        private final double bufferSeconds;
        private final int lastRung;
        private final double secondsPerBit;
        private double best = Double.NEGATIVE_INFINITY;
        private int bestRung;

        Search(AbrState state, double bitsPerSecond) {
            video = state.video();
            first = state.nextChunk();
            until = Math.min(video.chunks(), first + HORIZON);
            bufferSeconds = state.bufferSeconds();
            lastRung = state.lastRung();
            secondsPerBit = 1 / bitsPerSecond;
        }

        int run() {
            for (int rung = 0; rung < video.rungs(); rung++) {
                double value = best(first, rung, lastRung, bufferSeconds);
                if (value >= best) {
                    best = value;
                    bestRung = rung;
                }
            }
            return bestRung;
        }

        /** The best value from a chunk on, if it is taken at a rung. */
        private double best(int chunk, int rung, int previous, double buffer) {
            double download = video.bits(chunk, rung) * secondsPerBit;
            double stall = Math.max(0, download - buffer);
            double value = objective.withoutStall(video, chunk, rung, previous) - objective.perStalledSecond() * stall;
            if (chunk + 1 == until) {
                return value;
            }
            double after = Math.max(0, buffer - download) + video.seconds(chunk);
            double rest = Double.NEGATIVE_INFINITY;
            for (int next = 0; next < video.rungs(); next++) {
                rest = Math.max(rest, best(chunk + 1, next, rung, after));
            }
            return value + rest;
        }
    }
}
