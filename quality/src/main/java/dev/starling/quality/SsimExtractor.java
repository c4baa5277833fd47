package dev.starling.quality;

import java.util.Arrays;

/**
 * Structural similarity as FFmpeg's {@code ssim} filter defines it: Wang, Bovik, Sheikh and Simoncelli, "Image quality
 * assessment: from error visibility to structural similarity" (IEEE TIP 13(4), 2004), with flat 8×8 windows on a grid
 * of 4 samples in place of the gaussian window. Samples right of and below the last whole 4×4 block do not count.
 *
 * <p>Each window is four 4×4 blocks. Columns are summed over four rows first, because that vectorises; then four
 * columns make a block, and two rows of blocks make a row of windows.
 */
final class SsimExtractor {

    private static final int BLOCK = 4;

    /** Samples in a window. */
    private static final int WINDOW = 64;

    private final RowKernels kernels;
    private final int[] reference;
    private final int[] distorted;
    private final ColumnSums columns;
    private BlockSums above;
    private BlockSums below;

    SsimExtractor(RowKernels kernels, int width) {
        this.kernels = kernels;
        this.reference = new int[width];
        this.distorted = new int[width];
        this.columns = new ColumnSums(width);
        this.above = new BlockSums(width / BLOCK);
        this.below = new BlockSums(width / BLOCK);
    }

    Score.Ssim measure(PlanarFrame referenceFrame, PlanarFrame distortedFrame, RowSampling.Choice choice) {
        double y = component(referenceFrame, distortedFrame, 0, choice);
        double cb = component(referenceFrame, distortedFrame, 1, choice);
        double cr = component(referenceFrame, distortedFrame, 2, choice);
        double lumaSamples = (double) referenceFrame.width() * referenceFrame.height();
        double chromaSamples = (double) referenceFrame.planeWidth(1) * referenceFrame.planeHeight(1);
        double all = (y * lumaSamples + (cb + cr) * chromaSamples) / (lumaSamples + 2 * chromaSamples);
        return new Score.Ssim(y, cb, cr, all);
    }

    private double component(
            PlanarFrame referenceFrame, PlanarFrame distortedFrame, int component, RowSampling.Choice choice) {
        int blocksAcross = referenceFrame.planeWidth(component) / BLOCK;
        int blocksDown = referenceFrame.planeHeight(component) / BLOCK;
        int width = blocksAcross * BLOCK;
        PixelFormat format = referenceFrame.format();
        double sum = 0;
        int rowsTaken = 0;
        for (int blockRow = 0; blockRow < blocksDown; blockRow++) {
            boolean isUpper = blockRow + 1 < blocksDown && choice.takesSimilarity(blockRow);
            boolean isLower = blockRow > 0 && choice.takesSimilarity(blockRow - 1);
            if (!isUpper && !isLower) {
                continue;
            }
            columns.clear();
            for (int row = blockRow * BLOCK; row < (blockRow + 1) * BLOCK; row++) {
                kernels.loadInts(referenceFrame.plane(component), row, format, reference, width);
                kernels.loadInts(distortedFrame.plane(component), row, format, distorted, width);
                kernels.addMoments(reference, distorted, columns, width);
            }
            BlockSums reused = above;
            above = below;
            below = reused;
            below.sumColumns(columns, blocksAcross);
            if (isLower) {
                sum += windowRow(blocksAcross, format.peak());
                rowsTaken++;
            }
        }
        return sum / ((long) rowsTaken * (blocksAcross - 1));
    }

    /** Sum of the similarities of the windows in the two current rows of blocks. */
    private double windowRow(int blocksAcross, int peak) {
        // The paper's C1 and C2 for K1 = 0.01, K2 = 0.03, scaled to sums over a window, in whole numbers as in FFmpeg.
        long c1 = (long) (0.01 * 0.01 * peak * peak * WINDOW + 0.5);
        long c2 = (long) (0.03 * 0.03 * peak * peak * WINDOW * (WINDOW - 1) + 0.5);
        double sum = 0;
        for (int block = 0; block + 1 < blocksAcross; block++) {
            long x = window(above.x, below.x, block);
            long y = window(above.y, below.y, block);
            long squares = window(above.squares, below.squares, block);
            long products = window(above.products, below.products, block);
            long meanProduct = x * y;
            long meanSquares = x * x + y * y;
            long variances = squares * WINDOW - meanSquares;
            long covariance = products * WINDOW - meanProduct;
            sum += (double) (2 * meanProduct + c1)
                    * (double) (2 * covariance + c2)
                    / ((double) (meanSquares + c1) * (double) (variances + c2));
        }
        return sum;
    }

    private static long window(int[] above, int[] below, int block) {
        return (long) above[block] + above[block + 1] + below[block] + below[block + 1];
    }

    /** Moments of four samples of each column; 4 · 2 · 1023² fits an int with room. */
    static final class ColumnSums {
        final int[] x;
        final int[] y;
        final int[] squares;
        final int[] products;

        ColumnSums(int width) {
            x = new int[width];
            y = new int[width];
            squares = new int[width];
            products = new int[width];
        }

        private void clear() {
            Arrays.fill(x, 0);
            Arrays.fill(y, 0);
            Arrays.fill(squares, 0);
            Arrays.fill(products, 0);
        }
    }

    /** Moments of a row of 4×4 blocks. */
    private static final class BlockSums {
        private final int[] x;
        private final int[] y;
        private final int[] squares;
        private final int[] products;

        private BlockSums(int blocks) {
            x = new int[blocks];
            y = new int[blocks];
            squares = new int[blocks];
            products = new int[blocks];
        }

        private void sumColumns(ColumnSums columns, int blocks) {
            sumFours(columns.x, x, blocks);
            sumFours(columns.y, y, blocks);
            sumFours(columns.squares, squares, blocks);
            sumFours(columns.products, products, blocks);
        }

        private static void sumFours(int[] columns, int[] sums, int blocks) {
            for (int block = 0; block < blocks; block++) {
                int column = block * BLOCK;
                sums[block] = columns[column] + columns[column + 1] + columns[column + 2] + columns[column + 3];
            }
        }
    }
}
