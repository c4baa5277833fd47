package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector kernels against the plain ones, on widths around multiples of a vector and on extreme samples. */
final class RowKernelsTest {

    private final RowKernels plain = new PlainRowKernels();
    private final RowKernels vector = new VectorRowKernels();
    private final SplittableRandom random = new SplittableRandom(4);

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 31, 64, 427, 854, 1920})
    void loadsTheSameSamples(int width) {
        byte[] bytes = new byte[3 + 2 * width];
        random.nextBytes(bytes);
        for (int bitDepth : new int[] {8, 10}) {
            PixelFormat format = new PixelFormat(ChromaSubsampling.YUV420, bitDepth);
            SamplePlane plane = new SamplePlane(MemorySegment.ofArray(bytes).asSlice(3), 2L * width);
            int[] expected = new int[width];
            int[] actual = new int[width];
            plain.loadInts(plane, 0, format, expected, width);
            vector.loadInts(plane, 0, format, actual, width);

            assertThat(actual).isEqualTo(expected);
            assertThat(expected[width - 1])
                    .isEqualTo(
                            bitDepth == 8
                                    ? bytes[3 + width - 1] & 0xff
                                    : (bytes[3 + 2 * width - 2] & 0xff) | (bytes[3 + 2 * width - 1] & 0xff) << 8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 66, 150, 426, 854, 1920})
    void loadsTheSameColumnsIntoAnyLayout(int width) {
        byte[] bytes = new byte[5 + 4 * width];
        random.nextBytes(bytes);
        for (PixelFormat format : List.of(PixelFormat.YUV420P, PixelFormat.YUV420P10)) {
            SamplePlane plane = new SamplePlane(MemorySegment.ofArray(bytes).asSlice(5), 2L * width);
            RowBuffer natural = new RowBuffer(ColumnLayout.of(1, width, 4), 2, 3);
            RowBuffer cut = new RowBuffer(ColumnLayout.of(Kernels.vector().lanes(), width, 4), 2, 3);
            for (int band = 0; band < 2; band++) {
                plain.loadFloats(plane, band, format, natural, band);
                vector.loadFloats(plane, band, format, cut, band);
            }
            natural.fillEnds(0, 8, RowBuffer.End.MIRRORED);
            cut.fillEnds(0, 8, RowBuffer.End.MIRRORED);
            natural.fillEnds(1, 8, RowBuffer.End.REPEATED);
            cut.fillEnds(1, 8, RowBuffer.End.REPEATED);

            for (int row = 0; row < 2; row++) {
                sameNeighbourhoods(natural, cut, row, row);
            }
        }
    }

    /** Checks what the kernels rely on: the vectors around a column hold its neighbours, in every run. */
    private static void sameNeighbourhoods(RowBuffer natural, RowBuffer cut, int row, int band) {
        int lanes = cut.layout.lanes();
        for (int column = 0; column < cut.layout.width(); column++) {
            int here = cut.start(row) + cut.index(column) + band * lanes;
            int there = natural.start(row) + natural.index(column) + band;
            for (int offset = -8; offset <= 8; offset++) {
                if (column + offset < cut.layout.width() + 8) {
                    assertThat(cut.samples[here + offset * cut.step])
                            .as("column %d, offset %d", column, offset)
                            .isEqualTo(natural.samples[there + offset * natural.step]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 34, 74, 214, 960})
    void halvesToTheSameMeans(int width) {
        for (PixelFormat format : List.of(PixelFormat.YUV420P, PixelFormat.YUV420P10)) {
            PlanarFrame source = GeneratedFrames.noise(format, 2 * width, 4, 5);
            PlanarFrame expected = GeneratedFrames.flat(format, width, 2, 0);
            PlanarFrame actual = GeneratedFrames.flat(format, width, 2, 0);
            for (int row = 0; row < 2; row++) {
                plain.halve(source.y(), format, expected, row);
                vector.halve(source.y(), format, actual, row);
            }

            for (int row = 0; row < 2; row++) {
                for (int x = 0; x < width; x++) {
                    int sum = GeneratedFrames.sample(source, 0, 2 * x, 2 * row)
                            + GeneratedFrames.sample(source, 0, 2 * x + 1, 2 * row)
                            + GeneratedFrames.sample(source, 0, 2 * x, 2 * row + 1)
                            + GeneratedFrames.sample(source, 0, 2 * x + 1, 2 * row + 1);
                    assertThat(GeneratedFrames.sample(actual, 0, x, row))
                            .isEqualTo(GeneratedFrames.sample(expected, 0, x, row))
                            .isEqualTo((sum + 2) / 4);
                }
            }
        }
    }

    @Test
    void aRowIsCopiedIntoAnotherLayout() {
        int lanes = Kernels.vector().lanes();
        RowBuffer source = new RowBuffer(ColumnLayout.of(lanes, 240, 0), 2, 1);
        RowBuffer target = new RowBuffer(ColumnLayout.of(lanes, 240, 7), 2, 3);
        for (int column = 0; column < 240; column++) {
            source.samples[source.start(0) + source.index(column)] = column;
            source.samples[source.start(0) + source.index(column) + lanes] = -column;
        }

        target.copyRow(source, 2);

        assertThat(target.layout).isNotEqualTo(source.layout);
        for (int column = 0; column < 240; column++) {
            assertThat(target.samples[target.start(2) + target.index(column)]).isEqualTo(column);
            assertThat(target.samples[target.start(2) + target.index(column) + lanes])
                    .isEqualTo(-column);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 333, 2048, 4097, 8192})
    void sumsTheSameSquaredErrors(int width) {
        int[] black = new int[width];
        int[] white = random.ints(width, 1023, 1024).toArray();
        int[] any = random.ints(width, 0, 1024).toArray();

        assertThat(vector.squaredError(black, white, width))
                .isEqualTo(plain.squaredError(black, white, width))
                .isEqualTo(1023L * 1023 * width);
        assertThat(vector.squaredError(any, white, width)).isEqualTo(plain.squaredError(any, white, width));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 20, 1280})
    void addsTheSameMoments(int width) {
        SsimExtractor.ColumnSums expected = new SsimExtractor.ColumnSums(width);
        SsimExtractor.ColumnSums actual = new SsimExtractor.ColumnSums(width);
        for (int row = 0; row < 4; row++) {
            int[] x = random.ints(width, 0, 1024).toArray();
            int[] y = random.ints(width, 0, 1024).toArray();
            plain.addMoments(x, y, expected, width);
            vector.addMoments(x, y, actual, width);
        }

        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
        assertThat(expected.products).doesNotContain(0);
    }
}
