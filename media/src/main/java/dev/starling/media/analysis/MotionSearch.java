package dev.starling.media.analysis;

import dev.starling.media.analysis.ContentAnalysis.Motion;

/** Block motion search between two pictures, on small versions of both. */
final class MotionSearch {
    /** The small pictures are at most this wide, so that a block is about a sixtieth of the width. */
    private static final int MAX_WIDTH = 480;

    /** Samples on a side of a block. */
    private static final int BLOCK = 8;
    /** Largest component of a vector, in samples of the small picture: a thirtieth of the width, as in encoders. */
    private static final int MAX_VECTOR = 16;
    /** A block counts as intra only if the best vector is worse than its mean by more than this per sample. */
    private static final int NOISE = 2;
    /** Steps of the search, from coarse to fine. */
    private static final int[] STEPS = {8, 4, 2, 1};

    private final LumaPicture from;
    private final LumaPicture to;
    private int bestX;
    private int bestY;
    private int bestDifference;

    private MotionSearch(LumaPicture from, LumaPicture to) {
        this.from = from;
        this.to = to;
    }

    /** The motion from one picture to another of the same size. */
    static Motion between(LumaPicture first, LumaPicture second) {
        int factor = Math.ceilDiv(first.width(), MAX_WIDTH);
        return new MotionSearch(first.shrunk(factor), second.shrunk(factor)).run();
    }

    private Motion run() {
        int blocks = 0;
        int intra = 0;
        double sumLength = 0;
        double sumX = 0;
        double sumY = 0;
        double sumSquares = 0;
        for (int y = 0; y + BLOCK <= to.height(); y += BLOCK) {
            int leftX = 0;
            int leftY = 0;
            for (int x = 0; x + BLOCK <= to.width(); x += BLOCK) {
                find(x, y, leftX, leftY);
                blocks++;
                leftX = bestX;
                leftY = bestY;
                if (bestDifference > deviation(x, y) + NOISE * BLOCK * BLOCK) {
                    intra++;
                }
                sumLength += Math.hypot(bestX, bestY);
                sumX += bestX;
                sumY += bestY;
                sumSquares += (double) bestX * bestX + (double) bestY * bestY;
            }
        }
        if (blocks == 0) {
            return new Motion(0, 0, 0);
        }
        double variance = sumSquares / blocks - square(sumX / blocks) - square(sumY / blocks);
        double unit = 100.0 / to.width();
        return new Motion(sumLength / blocks * unit, Math.sqrt(Math.max(0, variance)) * unit, (double) intra / blocks);
    }

    private static double square(double value) {
        return value * value;
    }

    /** Starts at the better of no motion and the left block's vector, then refines in smaller and smaller steps. */
    private void find(int x, int y, int leftX, int leftY) {
        bestX = 0;
        bestY = 0;
        bestDifference = Integer.MAX_VALUE;
        consider(x, y, 0, 0);
        consider(x, y, leftX, leftY);
        for (int step : STEPS) {
            int centreX = bestX;
            int centreY = bestY;
            consider(x, y, centreX - step, centreY);
            consider(x, y, centreX + step, centreY);
            consider(x, y, centreX, centreY - step);
            consider(x, y, centreX, centreY + step);
        }
    }

    private void consider(int x, int y, int byX, int byY) {
        int fromX = x + byX;
        int fromY = y + byY;
        boolean inside = fromX >= 0
                && fromY >= 0
                && fromX + BLOCK <= from.width()
                && fromY + BLOCK <= from.height()
                && Math.abs(byX) <= MAX_VECTOR
                && Math.abs(byY) <= MAX_VECTOR;
        if (!inside) {
            return;
        }
        int difference = difference(x, y, fromX, fromY);
        if (difference < bestDifference) {
            bestDifference = difference;
            bestX = byX;
            bestY = byY;
        }
    }

    private int difference(int x, int y, int fromX, int fromY) {
        short[] a = to.samples();
        short[] b = from.samples();
        int sum = 0;
        for (int row = 0; row < BLOCK && sum < bestDifference; row++) {
            int atA = (y + row) * to.width() + x;
            int atB = (fromY + row) * from.width() + fromX;
            for (int i = 0; i < BLOCK; i++) {
                sum += Math.abs(a[atA + i] - b[atB + i]);
            }
        }
        return sum;
    }

    /** The sum of absolute differences between a block and its own mean. */
    private int deviation(int x, int y) {
        short[] a = to.samples();
        int sum = 0;
        for (int row = 0; row < BLOCK; row++) {
            for (int i = 0; i < BLOCK; i++) {
                sum += a[(y + row) * to.width() + x + i];
            }
        }
        int mean = sum / (BLOCK * BLOCK);
        int deviation = 0;
        for (int row = 0; row < BLOCK; row++) {
            for (int i = 0; i < BLOCK; i++) {
                deviation += Math.abs(a[(y + row) * to.width() + x + i] - mean);
            }
        }
        return deviation;
    }
}
