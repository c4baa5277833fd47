package dev.starling.lab.train;

import dev.starling.lab.video.ChunkedVideo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes videos with random ladders to train on: 4 to 24 rungs between random bitrates, and chunks of 1 to 6 s whose
 * difficulty wanders. Like the clips of packages, chunks mostly differ in length within a video: many end at the usual
 * greatest length, the others at a scene cut. VMAF is a logistic function of the logarithm of the bits.
 */
final class RandomLadder {
    private static final double LEAST_SECONDS = 1;
    private static final double MOST_SECONDS = 6;
    /** The share of the videos whose chunks are all equally long. */
    private static final double EQUAL = 0.25;

    private RandomLadder() {}

    static ChunkedVideo of(RandomGenerator random, int chunks) {
        int rungs = random.nextInt(4, 25);
        double lowest = between(80e3, 400e3, random);
        double highest = between(Math.max(1e6, 4 * lowest), 8e6, random);
        // The bitrate of VMAF 50: the lowest rung is poor, the highest one good.
        double half = lowest * Math.pow(highest / lowest, random.nextDouble(-0.1, 0.45));
        double steepness = random.nextDouble(1, 1.7);
        double wander = random.nextDouble(0.1, 0.5);
        double[] seconds = seconds(random, chunks);
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
                bytes[chunk] = Math.max(1, Math.round(rate * seconds[chunk] / Byte.SIZE));
                double doublings = Math.log(rate / half) / Math.log(2) - difficulty[chunk];
                vmaf[chunk] = 100 / (1 + Math.exp(-steepness * doublings));
            }
            ladder.add(new ChunkedVideo.Rung(Arrays.asList(bytes), Arrays.asList(vmaf)));
        }
        return new ChunkedVideo(Arrays.stream(seconds).boxed().toList(), ladder);
    }

    private static double[] seconds(RandomGenerator random, int chunks) {
        double[] seconds = new double[chunks];
        double longest = random.nextDouble(3, MOST_SECONDS);
        boolean equal = random.nextDouble() < EQUAL;
        double uncut = random.nextDouble();
        for (int chunk = 0; chunk < chunks; chunk++) {
            boolean whole = equal || random.nextDouble() < uncut;
            seconds[chunk] = whole ? longest : random.nextDouble(LEAST_SECONDS, longest);
        }
        return seconds;
    }

    /** A random number, uniform in its logarithm. */
    private static double between(double least, double most, RandomGenerator random) {
        return least * Math.pow(most / least, random.nextDouble());
    }
}
