package dev.starling.lab.train;

import dev.starling.lab.video.ChunkedVideo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes videos with random ladders to train on: 3 to 24 rungs between random bitrates, and chunks whose difficulty
 * wanders. VMAF is a logistic function of the logarithm of the bits.
 */
final class RandomLadder {
    private static final double CHUNK_SECONDS = 4;

    private RandomLadder() {}

    static ChunkedVideo of(RandomGenerator random, int chunks) {
        int rungs = random.nextInt(3, 25);
        double lowest = 150e3 * Math.pow(2, 1.5 * random.nextDouble());
        double highest = lowest * Math.pow(2, random.nextDouble(2.5, 5));
        double half = lowest * Math.pow(2, random.nextDouble(-1, 1.2));
        double steepness = random.nextDouble(1, 1.7);
        double wander = random.nextDouble(0.1, 0.5);
        double[] difficulty = new double[chunks];
        double now = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            now = 0.7 * now + wander * random.nextGaussian();
            difficulty[chunk] = now;
        }
        // Rate control gives hard chunks more bits, but not enough.
        double given = random.nextDouble(0.2, 0.9);
        List<ChunkedVideo.Rung> ladder = new ArrayList<>();
        for (int rung = 0; rung < rungs; rung++) {
            double nominal = lowest * Math.pow(highest / lowest, (double) rung / (rungs - 1));
            Long[] bytes = new Long[chunks];
            Double[] vmaf = new Double[chunks];
            for (int chunk = 0; chunk < chunks; chunk++) {
                double rate = nominal * Math.pow(2, given * difficulty[chunk]);
                bytes[chunk] = Math.max(1, Math.round(rate * CHUNK_SECONDS / Byte.SIZE));
                double doublings = Math.log(rate / half) / Math.log(2) - difficulty[chunk];
                vmaf[chunk] = 100 / (1 + Math.exp(-steepness * doublings));
            }
            ladder.add(new ChunkedVideo.Rung(Arrays.asList(bytes), Arrays.asList(vmaf)));
        }
        return new ChunkedVideo(CHUNK_SECONDS, ladder);
    }
}
