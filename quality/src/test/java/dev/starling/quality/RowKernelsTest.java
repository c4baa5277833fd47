package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector kernels against the plain ones, on widths around every multiple of a vector and on extreme samples. */
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
            Plane plane = new Plane(MemorySegment.ofArray(bytes).asSlice(3), 2L * width);
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
        byte[] bytes = new byte[5 + 2 * width];
        random.nextBytes(bytes);
        for (PixelFormat format : List.of(PixelFormat.YUV420P, PixelFormat.YUV420P10)) {
            Plane plane = new Plane(MemorySegment.ofArray(bytes).asSlice(5), 2L * width);
            int lanes = Kernels.vector().lanes();
            RowBuffer natural = new RowBuffer(ColumnLayout.of(1, width, 4), 2);
            RowBuffer cut = new RowBuffer(ColumnLayout.of(lanes, width, 4), 2);
            plain.loadFloats(plane, 0, format, natural);
            vector.loadFloats(plane, 0, format, cut);
            natural.fillEnds(0, 8, RowBuffer.End.MIRRORED);
            cut.fillEnds(0, 8, RowBuffer.End.MIRRORED);

            for (int column = -8; column < width + 8; column++) {
                float expected = natural.samples[natural.start(0) + natural.layout.index(column)];
                assertThat(cut.samples[cut.start(0) + cut.layout.index(column)]).isEqualTo(expected);
                // What the kernels see: the vectors around a column hold its neighbours, in every run.
                int here = cut.start(0) + cut.layout.index(Math.clamp(column, 0, width - 1));
                int neighbour = here + (column - Math.clamp(column, 0, width - 1)) * lanes;
                assertThat(cut.samples[neighbour]).isEqualTo(expected);
            }
            int run = cut.layout.vectors();
            for (int column = run; column + 8 < width; column += run) {
                int here = cut.start(0) + cut.layout.index(column);
                for (int step = -8; step <= 8; step++) {
                    assertThat(cut.samples[here + step * lanes])
                            .isEqualTo(natural.samples[natural.start(0) + column + step]);
                }
            }
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
