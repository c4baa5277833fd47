package dev.starling.media.analysis;

import dev.starling.media.analysis.ContentAnalysis.Information;
import dev.starling.media.analysis.ContentAnalysis.Luma;
import dev.starling.media.analysis.ContentAnalysis.Motion;
import dev.starling.media.analysis.ContentAnalysis.Texture;
import java.util.Arrays;

/** The analysis of two successive pictures. {@link ContentAnalysis} defines the components. */
record PairAnalysis(Texture texture, Information information, Motion motion, Luma luma, double grain, double text) {
    /** The level of black in limited range. */
    private static final double BLACK = 16;
    /** Levels from black to white in limited range. */
    private static final double BLACK_TO_WHITE = 219;

    /** Analyses two pictures of the same size. */
    static PairAnalysis of(LumaPicture first, LumaPicture second) {
        BlockTexture before = BlockTexture.of(first);
        BlockTexture after = BlockTexture.of(second);
        Moments levels = Moments.of(first);
        return new PairAnalysis(
                new Texture(before.mean(), before.meanChange(after)),
                new Information(
                        spatialInformation(first),
                        Moments.ofDifference(first, second).deviation()),
                MotionSearch.between(first, second),
                new Luma(
                        Math.clamp((levels.mean() - BLACK) / BLACK_TO_WHITE, 0, 1),
                        levels.deviation() / BLACK_TO_WHITE),
                before.grain(),
                before.textShare());
    }

    /** Mean and standard deviation. */
    private record Moments(double mean, double deviation) {
        static Moments of(LumaPicture picture) {
            short[] samples = picture.samples();
            long sum = 0;
            long squares = 0;
            for (int from = 0; from < samples.length; from += picture.width()) {
                int rowSum = 0;
                int rowSquares = 0;
                for (int i = from; i < from + picture.width(); i++) {
                    int sample = samples[i];
                    rowSum += sample;
                    rowSquares += sample * sample;
                }
                sum += rowSum;
                squares += rowSquares;
            }
            return of((double) sum, (double) squares, samples.length);
        }

        static Moments ofDifference(LumaPicture first, LumaPicture second) {
            short[] a = first.samples();
            short[] b = second.samples();
            long sum = 0;
            long squares = 0;
            for (int from = 0; from < a.length; from += first.width()) {
                int rowSum = 0;
                int rowSquares = 0;
                for (int i = from; i < from + first.width(); i++) {
                    int change = b[i] - a[i];
                    rowSum += change;
                    rowSquares += change * change;
                }
                sum += rowSum;
                squares += rowSquares;
            }
            return of((double) sum, (double) squares, a.length);
        }

        static Moments of(double sum, double squares, int count) {
            double mean = sum / count;
            return new Moments(mean, Math.sqrt(Math.max(0, squares / count - mean * mean)));
        }
    }

    /** SI by the Sobel operator of P.910, 7.7, over all samples that have eight neighbours. */
    private static double spatialInformation(LumaPicture picture) {
        short[] s = picture.samples();
        int width = picture.width();
        float[] magnitude = new float[width];
        double sum = 0;
        double squares = 0;
        for (int y = 1; y < picture.height() - 1; y++) {
            int at = y * width;
            for (int x = 1; x < width - 1; x++) {
                int above = at - width + x;
                int below = at + width + x;
                int horizontal =
                        s[above + 1] - s[above - 1] + 2 * (s[at + x + 1] - s[at + x - 1]) + s[below + 1] - s[below - 1];
                int vertical = s[below - 1] - s[above - 1] + 2 * (s[below] - s[above]) + s[below + 1] - s[above + 1];
                magnitude[x] = (float) Math.sqrt(horizontal * horizontal + vertical * vertical);
            }
            double rowSum = 0;
            double rowSquares = 0;
            for (int x = 1; x < width - 1; x++) {
                rowSum += magnitude[x];
                rowSquares += magnitude[x] * magnitude[x];
            }
            sum += rowSum;
            squares += rowSquares;
        }
        int count = Math.max(1, (width - 2) * (picture.height() - 2));
        return Moments.of(sum, squares, count).deviation();
    }

    /** Texture, noise and text of a picture's luma blocks: one block in four, on a regular grid. */
    private static final class BlockTexture {
        private static final int SIZE = BlockTransform.SIZE;
        /** Samples from one analysed block to the next, in both directions. */
        private static final int STRIDE = 2 * SIZE;

        /** Noise is measured in this share of the blocks: the flattest ones. */
        private static final double FLATTEST_SHARE = 0.1;
        /** The darkest and the brightest level of a block of text differ by at least this much. */
        private static final int MIN_TEXT_RANGE = 64;
        /** At least this share of a block of text is near its darkest or brightest level. */
        private static final double MIN_TEXT_SHARE = 0.8;

        private final float[] energies;
        private final float[] noises;
        private final int textBlocks;

        private BlockTexture(float[] energies, float[] noises, int textBlocks) {
            this.energies = energies;
            this.noises = noises;
            this.textBlocks = textBlocks;
        }

        static BlockTexture of(LumaPicture picture) {
            int columns = Math.ceilDiv(picture.width() - SIZE + 1, STRIDE);
            int rows = Math.ceilDiv(picture.height() - SIZE + 1, STRIDE);
            float[] energies = new float[Math.max(0, columns * rows)];
            float[] noises = new float[energies.length];
            float[] block = new float[SIZE * SIZE];
            int text = 0;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    int from = row * STRIDE * picture.width() + column * STRIDE;
                    text += looksLikeText(picture, from) ? 1 : 0;
                    for (int y = 0; y < SIZE; y++) {
                        for (int x = 0; x < SIZE; x++) {
                            block[y * SIZE + x] = picture.samples()[from + y * picture.width() + x];
                        }
                    }
                    BlockTransform.forward(block);
                    int index = row * columns + column;
                    energies[index] = energy(block);
                    noises[index] = noiseVariance(block);
                }
            }
            return new BlockTexture(energies, noises, text);
        }

        private static boolean looksLikeText(LumaPicture picture, int from) {
            short[] samples = picture.samples();
            int darkest = 255;
            int brightest = 0;
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    int sample = samples[from + y * picture.width() + x];
                    darkest = Math.min(darkest, sample);
                    brightest = Math.max(brightest, sample);
                }
            }
            int range = brightest - darkest;
            if (range < MIN_TEXT_RANGE) {
                return false;
            }
            int near = 0;
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    int sample = samples[from + y * picture.width() + x];
                    near += Math.min(sample - darkest, brightest - sample) * 8 <= range ? 1 : 0;
                }
            }
            return near >= MIN_TEXT_SHARE * SIZE * SIZE;
        }

        /** Mean absolute AC coefficient. */
        private static float energy(float[] coefficients) {
            float sum = 0;
            for (int i = 1; i < coefficients.length; i++) {
                sum += Math.abs(coefficients[i]);
            }
            return sum / (coefficients.length - 1);
        }

        /** Mean square of the coefficients in the highest quarter. For white noise, this is its variance. */
        private static float noiseVariance(float[] coefficients) {
            float sum = 0;
            for (int v = SIZE / 2; v < SIZE; v++) {
                for (int u = SIZE / 2; u < SIZE; u++) {
                    sum += coefficients[v * SIZE + u] * coefficients[v * SIZE + u];
                }
            }
            return sum / (SIZE * SIZE / 4f);
        }

        double mean() {
            double sum = 0;
            for (float energy : energies) {
                sum += energy;
            }
            return sum / Math.max(1, energies.length);
        }

        double meanChange(BlockTexture next) {
            double sum = 0;
            for (int i = 0; i < energies.length; i++) {
                sum += Math.abs(next.energies[i] - energies[i]);
            }
            return sum / Math.max(1, energies.length);
        }

        double grain() {
            if (noises.length == 0) {
                return 0;
            }
            float[] sorted = noises.clone();
            Arrays.sort(sorted);
            int count = Math.max(1, (int) (sorted.length * FLATTEST_SHARE));
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += sorted[i];
            }
            return Math.sqrt(sum / count);
        }

        double textShare() {
            return (double) textBlocks / Math.max(1, energies.length);
        }
    }
}
