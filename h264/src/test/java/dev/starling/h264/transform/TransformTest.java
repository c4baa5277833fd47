package dev.starling.h264.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void scansVisitEveryPositionOnceAndStepToNeighbours(boolean field) {
        int[] seen4 = IntStream.range(0, 16).map(i -> Scan.raster4x4(i, field)).toArray();
        int[] seen8 = IntStream.range(0, 64).map(i -> Scan.raster8x8(i, field)).toArray();
        assertThat(Arrays.stream(seen4).sorted().toArray())
                .isEqualTo(IntStream.range(0, 16).toArray());
        assertThat(Arrays.stream(seen8).sorted().toArray())
                .isEqualTo(IntStream.range(0, 64).toArray());
        assertThat(seen4[0]).isZero();
        assertThat(seen8[63]).isEqualTo(63);
        // The field scan moves down faster than across, so its first quarter covers more rows than columns.
        int rows = Arrays.stream(seen8).limit(16).map(p -> p >> 3).max().orElseThrow();
        int columns = Arrays.stream(seen8).limit(16).map(p -> p & 7).max().orElseThrow();
        assertThat(rows - columns).isEqualTo(field ? 4 : -1);
    }

    /** A zig-zag walks along the anti-diagonals in alternating directions and starts to the right. */
    @Test
    void theFrameScansAreZigZags() {
        for (int size : new int[] {4, 8}) {
            int i = 0;
            for (int diagonal = 0; diagonal < 2 * size - 1; diagonal++) {
                for (int k = 0; k <= diagonal; k++) {
                    int x = diagonal % 2 == 1 ? diagonal - k : k;
                    int y = diagonal - x;
                    if (x < size && y < size) {
                        int raster = size == 4 ? Scan.raster4x4(i, false) : Scan.raster8x8(i, false);
                        assertThat(raster).isEqualTo(size * y + x);
                        i++;
                    }
                }
            }
        }
    }

    /**
     * normAdjust compensates for the norms of the inverse transform. If c are the squared norms of the basis functions,
     * normAdjust² · c(x) · c(y) is the same at all positions for one qP, apart from rounding to integers, and
     * normAdjust grows by 2^(1/6) from one qP to the next.
     */
    @Test
    void normAdjustEvensOutTheTransformsNorms() {
        double[] norm4 = {4, 2.5, 4, 2.5};
        double[] norm8 = {8, 0, 5, 0, 8, 0, 5, 0};
        // Odd rows of the 8x8 transform have (12, 10, 6, 3) / 8, each twice: 2 · (144 + 100 + 36 + 9) / 64.
        for (int odd = 1; odd < 8; odd += 2) {
            norm8[odd] = 2 * 289 / 64.0;
        }
        for (int m = 0; m < 6; m++) {
            for (int x = 0; x < 8; x++) {
                for (int y = 0; y < 8; y++) {
                    double at0 = NormAdjust.of8x8(m, 0, 0) * 8;
                    assertThat(NormAdjust.of8x8(m, x, y) * Math.sqrt(norm8[x] * norm8[y]) / at0)
                            .isCloseTo(1, within(0.05));
                    if (x < 4 && y < 4) {
                        double at4 = NormAdjust.of4x4(m, 0, 0) * 4;
                        assertThat(NormAdjust.of4x4(m, x, y) * Math.sqrt(norm4[x] * norm4[y]) / at4)
                                .isCloseTo(1, within(0.05));
                    }
                }
            }
            assertThat(NormAdjust.of4x4(m, 0, 0) / (10 * Math.pow(2, m / 6.0))).isCloseTo(1, within(0.04));
            assertThat(NormAdjust.of8x8(m, 0, 0) / (20 * Math.pow(2, m / 6.0))).isCloseTo(1, within(0.04));
        }
    }

    @Test
    void qpCFollowsQpYBelow30AndGrowsSlowerAbove() {
        for (int qpY = 0; qpY <= 51; qpY++) {
            int qpC = ChromaQp.qpC(qpY, 0, 0);
            if (qpY < 30) {
                assertThat(qpC).isEqualTo(qpY);
            } else {
                assertThat(qpC - ChromaQp.qpC(qpY - 1, 0, 0)).isBetween(0, 1);
            }
        }
        assertThat(ChromaQp.qpC(51, 0, 0)).isEqualTo(39);
        assertThat(ChromaQp.qpC(51, 12, 0)).isEqualTo(39);
        assertThat(ChromaQp.qpC(2, -12, 0)).isZero();
        assertThat(ChromaQp.qpC(-12, 0, 12)).isZero();
        assertThat(ChromaQp.qpC(51, 0, 12)).isEqualTo(51);
        // The number of values of qPI at which QPC does not grow: 51 − 39.
        assertThat(IntStream.rangeClosed(30, 51)
                        .filter(q -> ChromaQp.qpC(q, 0, 0) == ChromaQp.qpC(q - 1, 0, 0))
                        .count())
                .isEqualTo(12);
    }

    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void requantisingIsExactRationalArithmetic(BlockKind kind) {
        SplittableRandom random = new SplittableRandom(kind.name().hashCode());
        for (int round = 0; round < 3000; round++) {
            boolean field = random.nextBoolean();
            int fromQp = random.nextInt(88);
            int toQp = random.nextInt(88);
            int rounding = random.nextInt(Requantiser.NEAREST + 1);
            Block block = Block.random(kind, random);
            int[] expected = new int[64];
            for (int i = 0; i < block.count; i++) {
                int position = block.scanIndex[i];
                expected[position] = exact(
                        BigInteger.valueOf(block.level[i]).multiply(step(kind, field, fromQp, position)),
                        step(kind, field, toQp, position),
                        rounding);
            }
            SparseBlock sparse = new SparseBlock().set(block.scanIndex, block.level, 0, block.count, fromQp);
            int left = Requantiser.requantise(sparse, kind, field, toQp, rounding, 0);
            assertThat(dense(block.scanIndex, block.level, left)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void blendingIsExactRationalArithmetic(BlockKind kind) {
        SplittableRandom random = new SplittableRandom(kind.name().hashCode());
        for (int round = 0; round < 3000; round++) {
            boolean field = random.nextBoolean();
            int[] qp = {random.nextInt(88), random.nextInt(88), random.nextInt(88)};
            int weight = random.nextInt(Requantiser.FULL_WEIGHT + 1);
            Block a = Block.random(kind, random);
            Block b = Block.random(kind, random);
            int[] denseA = dense(a.scanIndex, a.level, a.count);
            int[] denseB = dense(b.scanIndex, b.level, b.count);
            int[] expected = new int[64];
            for (int p = 0; p < a.size; p++) {
                BigInteger mix = BigInteger.valueOf(Requantiser.FULL_WEIGHT - weight)
                        .multiply(BigInteger.valueOf(denseA[p]))
                        .multiply(step(kind, field, qp[0], p))
                        .add(BigInteger.valueOf(weight)
                                .multiply(BigInteger.valueOf(denseB[p]))
                                .multiply(step(kind, field, qp[1], p)));
                BigInteger to = step(kind, field, qp[2], p).multiply(BigInteger.valueOf(Requantiser.FULL_WEIGHT));
                expected[p] = exact(mix, to, 21);
            }
            Block out = new Block(a.size);
            SparseBlock result = new SparseBlock().set(out.scanIndex, out.level, 0, 0, qp[2]);
            int count = Requantiser.blend(
                    new SparseBlock().set(a.scanIndex, a.level, 0, a.count, qp[0]),
                    new SparseBlock().set(b.scanIndex, b.level, 0, b.count, qp[1]),
                    weight,
                    kind,
                    field,
                    21,
                    result);
            assertThat(dense(out.scanIndex, out.level, count)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void theSameQpAndTheExtremeWeightsChangeNothing(BlockKind kind) {
        SplittableRandom random = new SplittableRandom(9);
        for (int qp = 0; qp < 88; qp++) {
            Block a = Block.random(kind, random);
            Block b = Block.random(kind, random);
            int[] before = dense(a.scanIndex, a.level, a.count);
            SparseBlock sparseA = new SparseBlock().set(a.scanIndex, a.level, 0, a.count, qp);
            SparseBlock sparseB = new SparseBlock().set(b.scanIndex, b.level, 0, b.count, qp);
            Requantiser.requantise(sparseA, kind, false, qp, 0, 0);
            assertThat(dense(a.scanIndex, a.level, a.count)).isEqualTo(before);
            Block out = new Block(a.size);
            SparseBlock result = new SparseBlock().set(out.scanIndex, out.level, 0, 0, qp);
            Requantiser.blend(sparseA, sparseB, 0, kind, false, Requantiser.NEAREST, result);
            assertThat(dense(out.scanIndex, out.level, result.count())).isEqualTo(before);
            Requantiser.blend(sparseA, sparseB, Requantiser.FULL_WEIGHT, kind, false, Requantiser.NEAREST, result);
            assertThat(dense(out.scanIndex, out.level, result.count())).isEqualTo(dense(b.scanIndex, b.level, b.count));
        }
    }

    private static final class Block {
        final int size;
        final byte[] scanIndex;
        final int[] level;
        int count;

        Block(int size) {
            this.size = size;
            scanIndex = new byte[size];
            level = new int[size];
        }

        static Block random(BlockKind kind, SplittableRandom random) {
            Block block = new Block(
                    switch (kind) {
                        case DC, WHOLE_4X4 -> 16;
                        case AC -> 15;
                        case WHOLE_8X8 -> 64;
                    });
            int magnitude = 1 << random.nextInt(16);
            for (int i = 0; i < block.size; i++) {
                int level = random.nextInt(-magnitude, magnitude + 1);
                if (random.nextInt(3) == 0 && level != 0) {
                    block.scanIndex[block.count] = (byte) i;
                    block.level[block.count++] = level;
                }
            }
            return block;
        }
    }

    private static int[] dense(byte[] scanIndex, int[] level, int count) {
        int[] dense = new int[64];
        for (int i = 0; i < count; i++) {
            dense[scanIndex[i]] = level[i];
        }
        return dense;
    }

    private static BigInteger step(BlockKind kind, boolean field, int qp, int scanIndex) {
        int raster4 = Scan.raster4x4(kind == BlockKind.AC ? scanIndex + 1 : scanIndex & 15, field);
        int raster8 = Scan.raster8x8(scanIndex, field);
        int normAdjust = switch (kind) {
            case DC -> NormAdjust.of4x4(qp % 6, 0, 0);
            case AC, WHOLE_4X4 -> NormAdjust.of4x4(qp % 6, raster4 % 4, raster4 / 4);
            case WHOLE_8X8 -> NormAdjust.of8x8(qp % 6, raster8 % 8, raster8 / 8);
        };
        return BigInteger.valueOf(normAdjust).shiftLeft(qp / 6);
    }

    private static int exact(BigInteger coefficient, BigInteger step, int rounding) {
        BigInteger magnitude = coefficient
                .abs()
                .shiftLeft(6)
                .add(step.multiply(BigInteger.valueOf(rounding)))
                .divide(step.shiftLeft(6));
        return magnitude.intValueExact() * coefficient.signum();
    }
}
