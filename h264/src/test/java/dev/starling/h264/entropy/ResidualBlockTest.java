package dev.starling.h264.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResidualBlockTest {
    /** Index of the block in the arrays. The data on both sides shows whether only the block is changed. */
    private static final int AT = 7;

    private final byte[] scanIndex = new byte[AT + 64 + 7];
    private final int[] level = new int[AT + 64 + 7];
    private final byte[] readIndex = new byte[AT + 64 + 7];
    private final int[] readLevel = new int[AT + 64 + 7];

    static int[] cavlcSizes() {
        return new int[] {4, 8, 15, 16};
    }

    @ParameterizedTest
    @MethodSource("cavlcSizes")
    void cavlcBlocksRoundTripForEveryTotalCoeffAndNc(int maxNumCoeff) {
        SplittableRandom random = new SplittableRandom(maxNumCoeff);
        BitWriter writer = new BitWriter();
        for (int nC : cavlcNc(maxNumCoeff)) {
            for (int total = 0; total <= maxNumCoeff; total++) {
                for (int magnitudeBits = 0; magnitudeBits <= 16; magnitudeBits += 4) {
                    fill(random, maxNumCoeff, total, 1 << magnitudeBits);
                    writer.reset();
                    CavlcResidual.write(writer, nC, maxNumCoeff, scanIndex, level, AT, total);
                    long bits = writer.bitPosition();
                    writer.rbspTrailingBits();

                    BitReader reader = new BitReader(writer.data(), 0, writer.sizeBytes());
                    assertThat(CavlcResidual.read(reader, nC, maxNumCoeff, readIndex, readLevel, AT))
                            .isEqualTo(total);
                    assertThat(reader.bitPosition()).isEqualTo(bits);
                    assertBlocksEqual(total);
                    assertEveryPrefixIsTruncated(writer, bits, nC, maxNumCoeff);
                }
            }
        }
    }

    @Test
    void cavlcWritesTheWorkedExampleOfRichardson() {
        // A common example in the literature: levels 0, 3, 0, 1, −1, −1, 0, 1 in zig-zag order with nC 0.
        byte[] index = {1, 3, 4, 5, 7};
        int[] levels = {3, 1, -1, -1, 1};
        BitWriter writer = new BitWriter();
        CavlcResidual.write(writer, 0, 16, index, levels, 0, 5);
        long bits = writer.bitPosition();
        writer.alignWithZeros();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bits; i++) {
            text.append(writer.data()[i >> 3] >> (7 - (i & 7)) & 1);
        }
        assertThat(text).hasToString("000010001110010111101101");
    }

    @Test
    void cavlcRefusesWhatIsNoCodeWordAndTooManyCoefficients() {
        assertMalformed("0000000000000000", 0, 16, "coeff_token");
        // coeff_token of 16 levels in a block of 15, nC 8 and above: 6 bits, 1111 11.
        assertMalformed("111111", 8, 15, "coeff_token");
        // One trailing one, then total_zeros of 15 in a block of 15.
        assertMalformed("01 0 000000001", 0, 15, "total_zeros");
        assertMalformed("000101" + "0".repeat(26), 0, 16, "level_prefix");
    }

    @Test
    void cavlcEndsInAResultOrTheDeclaredExceptionOnAnyBits() {
        SplittableRandom random = new SplittableRandom(1);
        int results = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] data = new byte[random.nextInt(40)];
            random.nextBytes(data);
            int maxNumCoeff = cavlcSizes()[random.nextInt(4)];
            int[] nCs = cavlcNc(maxNumCoeff);
            BitReader reader = new BitReader(data, 0, data.length);
            try {
                int total = CavlcResidual.read(
                        reader, nCs[random.nextInt(nCs.length)], maxNumCoeff, readIndex, readLevel, AT);
                assertValid(total, maxNumCoeff);
                results++;
            } catch (H264Exception e) {
                assertThat(e.kind()).isNotEqualTo(H264Exception.Kind.UNSUPPORTED);
            }
        }
        assertThat(results).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
    void cabacBlocksRoundTripWithTheSameContextsLeftBehind(int ctxBlockCat) {
        for (boolean field : new boolean[] {false, true}) {
            for (boolean chroma422 : new boolean[] {false, true}) {
                int maxNumCoeff = CabacResidual.maxNumCoeff(ctxBlockCat, chroma422);
                CabacEncoder encoder = new CabacEncoder();
                encoder.initContexts(0, 30);
                encoder.reset();
                SplittableRandom blocks = new SplittableRandom(ctxBlockCat);
                for (int i = 0; i < 400; i++) {
                    int total = fillRandom(blocks, maxNumCoeff);
                    CabacResidual.write(encoder, ctxBlockCat, field, maxNumCoeff, scanIndex, level, AT, total);
                    encoder.encodeTerminate0();
                }
                encoder.encodeTerminate1();

                CabacDecoder decoder = new CabacDecoder();
                decoder.initContexts(0, 30);
                decoder.start(encoder.data(), 0, encoder.sizeBytes());
                blocks = new SplittableRandom(ctxBlockCat);
                for (int i = 0; i < 400; i++) {
                    int total = fillRandom(blocks, maxNumCoeff);
                    assertThat(CabacResidual.read(decoder, ctxBlockCat, field, maxNumCoeff, readIndex, readLevel, AT))
                            .isEqualTo(total);
                    assertBlocksEqual(total);
                    assertThat(decoder.decodeTerminate()).isZero();
                }
                assertThat(decoder.decodeTerminate()).isEqualTo(1);
                assertThat(decoder.contexts()).isEqualTo(encoder.contexts());
            }
        }
    }

    @Test
    void cabacEndsInAResultOrTheDeclaredExceptionOnAnyBits() {
        SplittableRandom random = new SplittableRandom(2);
        CabacDecoder decoder = new CabacDecoder();
        for (int i = 0; i < 20_000; i++) {
            byte[] data = new byte[random.nextInt(40)];
            random.nextBytes(data);
            decoder.initContexts(random.nextInt(4), random.nextInt(52));
            decoder.start(data, 0, data.length);
            int ctxBlockCat = random.nextInt(14);
            int maxNumCoeff = CabacResidual.maxNumCoeff(ctxBlockCat, random.nextBoolean());
            try {
                int total = CabacResidual.read(
                        decoder, ctxBlockCat, random.nextBoolean(), maxNumCoeff, readIndex, readLevel, AT);
                assertThat(total).isPositive();
                assertValid(total, maxNumCoeff);
            } catch (H264Exception e) {
                assertThat(e.syntaxElement()).isEqualTo("coeff_abs_level_minus1");
            }
        }
    }

    private void assertEveryPrefixIsTruncated(BitWriter writer, long bits, int nC, int maxNumCoeff) {
        for (int bytes = 0; 8L * bytes < bits; bytes++) {
            BitReader prefix = new BitReader(writer.data(), 0, bytes);
            assertThatThrownBy(() -> CavlcResidual.read(prefix, nC, maxNumCoeff, readIndex, readLevel, AT))
                    .isInstanceOfSatisfying(
                            H264Exception.class, e -> assertThat(e.kind()).isEqualTo(H264Exception.Kind.TRUNCATED));
        }
    }

    private int fillRandom(SplittableRandom random, int maxNumCoeff) {
        int total = random.nextInt(4) == 0 ? maxNumCoeff : 1 + random.nextInt(maxNumCoeff);
        fill(random, maxNumCoeff, total, 1 << random.nextInt(random.nextInt(10) == 0 ? 20 : 5));
        return total;
    }

    private void fill(SplittableRandom random, int maxNumCoeff, int total, int maxMagnitude) {
        Arrays.fill(level, 99);
        Arrays.fill(readLevel, 99);
        Arrays.fill(readIndex, scanIndex[0]);
        int left = total;
        int next = AT;
        for (int i = 0; i < maxNumCoeff; i++) {
            if (random.nextInt(maxNumCoeff - i) < left) {
                left--;
                int magnitude = 1 + random.nextInt(maxMagnitude);
                scanIndex[next] = (byte) i;
                level[next++] = random.nextBoolean() ? magnitude : -magnitude;
            }
        }
    }

    private void assertBlocksEqual(int total) {
        assertThat(readLevel).isEqualTo(level);
        assertThat(Arrays.copyOfRange(readIndex, AT, AT + total))
                .isEqualTo(Arrays.copyOfRange(scanIndex, AT, AT + total));
    }

    private void assertMalformed(String bits, int nC, int maxNumCoeff, String syntaxElement) {
        BitReader reader = reader(bits + "0".repeat(64));
        assertThatThrownBy(() -> CavlcResidual.read(reader, nC, maxNumCoeff, readIndex, readLevel, AT))
                .isInstanceOfSatisfying(H264Exception.class, e -> {
                    assertThat(e.kind()).isEqualTo(H264Exception.Kind.MALFORMED);
                    assertThat(e.syntaxElement()).isEqualTo(syntaxElement);
                });
    }

    private void assertValid(int total, int maxNumCoeff) {
        assertThat(total).isBetween(0, maxNumCoeff);
        for (int i = AT; i < AT + total; i++) {
            assertThat(readLevel[i]).isNotZero();
            assertThat((int) readIndex[i]).isBetween(i == AT ? 0 : readIndex[i - 1] + 1, maxNumCoeff - 1);
        }
    }

    private static int[] cavlcNc(int maxNumCoeff) {
        return switch (maxNumCoeff) {
            case 4 -> new int[] {CavlcResidual.NC_CHROMA_DC_420};
            case 8 -> new int[] {CavlcResidual.NC_CHROMA_DC_422};
            default -> new int[] {0, 1, 2, 3, 4, 5, 7, 8, 9, 16};
        };
    }

    private static BitReader reader(String bits) {
        BitWriter writer = new BitWriter();
        bits.chars().filter(c -> c != ' ').forEach(c -> writer.flag(c == '1', "test"));
        writer.alignWithZeros();
        return new BitReader(writer.toByteArray(), 0, writer.sizeBytes());
    }
}
