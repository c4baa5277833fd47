package dev.starling.h264.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CabacEngineTest {
    /** One coded bin: a context, or one of the two special kinds. */
    private record Bin(int ctxIdx, int value) {}

    private static final int BYPASS = -1;
    private static final int TERMINATE = -2;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 9, 31, 200, 5000, 60_000})
    void theFastEncoderWritesTheBytesOfThePlainOneAndBothDecodersReadThem(int bins) {
        for (int seed = 0; seed < (bins > 1000 ? 1 : 50); seed++) {
            Bin[] coded = randomBins(bins, new SplittableRandom(seed));
            PlainCabac.Encoder plain = new PlainCabac.Encoder();
            CabacEncoder fast = new CabacEncoder();
            fast.reset();
            for (Bin bin : coded) {
                encode(bin, plain, fast);
                assertThat(fast.codIRange()).isEqualTo(plain.codIRange);
            }
            plain.terminate(1);
            fast.encodeTerminate1();
            byte[] bytes = Arrays.copyOf(fast.data(), fast.sizeBytes());
            assertThat(bytes).isEqualTo(plain.bytes());
            assertThat(fast.contexts()).isEqualTo(packed(plain.pStateIdx, plain.valMps));

            CabacDecoder decoder = new CabacDecoder();
            decoder.start(bytes, 0, bytes.length);
            PlainCabac.Decoder plainDecoder = new PlainCabac.Decoder(bytes);
            for (Bin bin : coded) {
                assertThat(decode(bin.ctxIdx, decoder, plainDecoder)).isEqualTo(bin.value);
            }
            assertThat(decoder.decodeTerminate()).isEqualTo(1);
            // The last bit read is the stop bit: everything after it in the last byte is zero.
            int stopBit = (int) decoder.bitPosition() - 1;
            assertThat(stopBit >> 3).isEqualTo(bytes.length - 1);
            assertThat(bytes[stopBit >> 3] & (0xFF >> (stopBit & 7))).isEqualTo(0x80 >> (stopBit & 7));
            assertThat(decoder.overrun()).isFalse();
        }
    }

    @Test
    void onAnyDataTheFastDecoderReadsWhatThePlainOneReadsAndLeavesTheSameState() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] data = new byte[random.nextInt(64)];
            random.nextBytes(data);
            CabacDecoder decoder = new CabacDecoder();
            decoder.start(data, 0, data.length);
            PlainCabac.Decoder plain = new PlainCabac.Decoder(data);
            // Read on past the end of the data, where zeros follow.
            while (decoder.bitPosition() < 16L * data.length + 64) {
                int kind = random.nextInt(20);
                decode(kind == 0 ? TERMINATE : kind < 4 ? BYPASS : random.nextInt(1024), decoder, plain);
                assertThat(decoder.codIRange()).isEqualTo(plain.codIRange);
                assertThat(decoder.codIOffset()).isEqualTo(plain.codIOffset);
                assertThat(decoder.bitPosition()).isEqualTo(plain.bitPosition);
                assertThat(decoder.overrun()).isEqualTo(plain.bitPosition > 8 * data.length);
                if (decoder.codIOffset() >= decoder.codIRange()) {
                    break; // a terminating bin of 1
                }
            }
            assertThat(decoder.contexts()).isEqualTo(packed(plain.pStateIdx, plain.valMps));
        }
    }

    @Test
    void aLongCarryReachesBackThroughBytesAlreadyWritten() {
        int longest = 0;
        for (int seed = 0; seed < 3000; seed++) {
            // Bypass ones keep codILow just below a carry, which a later symbol then causes.
            SplittableRandom random = new SplittableRandom(seed);
            PlainCabac.Encoder plain = new PlainCabac.Encoder();
            CabacEncoder fast = new CabacEncoder();
            fast.reset();
            for (int i = 0; i < 8; i++) {
                encode(new Bin(0, random.nextInt(2)), plain, fast);
            }
            for (int i = 0; i < 150; i++) {
                encode(new Bin(BYPASS, 1), plain, fast);
                encode(new Bin(5, random.nextInt(100) == 0 ? 1 : 0), plain, fast);
            }
            plain.terminate(1);
            fast.encodeTerminate1();
            byte[] bytes = Arrays.copyOf(fast.data(), fast.sizeBytes());
            assertThat(bytes).isEqualTo(plain.bytes());
            longest = Math.max(longest, longestRunOfZeroBytes(bytes));
        }
        assertThat(longest).isPositive();
    }

    @Test
    void bypassBinsInOneCallAreBypassBinsOneByOne() {
        SplittableRandom random = new SplittableRandom(5);
        CabacEncoder together = new CabacEncoder();
        CabacEncoder oneByOne = new CabacEncoder();
        together.reset();
        oneByOne.reset();
        for (int i = 0; i < 5000; i++) {
            int count = random.nextInt(32);
            int bins = random.nextInt() & (int) ((1L << count) - 1);
            together.encodeBypass(bins, count);
            for (int b = count - 1; b >= 0; b--) {
                oneByOne.encodeBypass(bins >>> b & 1);
            }
            int ctxIdx = random.nextInt(1024);
            together.encodeDecision(ctxIdx, i & 1);
            oneByOne.encodeDecision(ctxIdx, i & 1);
        }
        together.encodeTerminate1();
        oneByOne.encodeTerminate1();
        assertThat(Arrays.copyOf(together.data(), together.sizeBytes()))
                .isEqualTo(Arrays.copyOf(oneByOne.data(), oneByOne.sizeBytes()));
    }

    @Test
    void anEngineStartsAgainAfterRawBytes() {
        CabacEncoder encoder = new CabacEncoder();
        encoder.reset();
        encoder.encodeDecision(3, 1);
        encoder.encodeTerminate1();
        int rawAt = encoder.sizeBytes();
        encoder.append(new byte[] {9, 1, 2, 3, 9}, 1, 4);
        encoder.start();
        encoder.encodeDecision(3, 0);
        encoder.encodeTerminate1();

        CabacDecoder decoder = new CabacDecoder();
        decoder.start(encoder.data(), 0, encoder.sizeBytes());
        assertThat(decoder.decodeDecision(3)).isEqualTo(1);
        assertThat(decoder.decodeTerminate()).isEqualTo(1);
        assertThat((decoder.bitPosition() + 7) / 8).isEqualTo(rawAt);
        assertThat(Arrays.copyOfRange(encoder.data(), rawAt, rawAt + 3)).containsExactly(1, 2, 3);
        decoder.start(encoder.data(), rawAt + 3, encoder.sizeBytes());
        assertThat(decoder.decodeDecision(3)).isEqualTo(0);
        assertThat(decoder.decodeTerminate()).isEqualTo(1);
    }

    private static Bin[] randomBins(int count, SplittableRandom random) {
        Bin[] bins = new Bin[count];
        for (int i = 0; i < count; i++) {
            int kind = random.nextInt(24);
            if (kind == 0) {
                bins[i] = new Bin(TERMINATE, 0);
            } else if (kind < 5) {
                bins[i] = new Bin(BYPASS, random.nextInt(2));
            } else {
                // Contexts with very different skew, so that all states occur.
                int ctxIdx = random.nextInt(64);
                bins[i] = new Bin(ctxIdx, random.nextInt(2 + ctxIdx) == 0 ? 1 : 0);
            }
        }
        return bins;
    }

    private static void encode(Bin bin, PlainCabac.Encoder plain, CabacEncoder fast) {
        switch (bin.ctxIdx) {
            case TERMINATE -> {
                plain.terminate(0);
                fast.encodeTerminate0();
            }
            case BYPASS -> {
                plain.bypass(bin.value);
                fast.encodeBypass(bin.value);
            }
            default -> {
                plain.decision(bin.ctxIdx, bin.value);
                fast.encodeDecision(bin.ctxIdx, bin.value);
            }
        }
    }

    private static int decode(int ctxIdx, CabacDecoder fast, PlainCabac.Decoder plain) {
        int expected = switch (ctxIdx) {
            case TERMINATE -> plain.terminate();
            case BYPASS -> plain.bypass();
            default -> plain.decision(ctxIdx);
        };
        int bin = switch (ctxIdx) {
            case TERMINATE -> fast.decodeTerminate();
            case BYPASS -> fast.decodeBypass();
            default -> fast.decodeDecision(ctxIdx);
        };
        assertThat(bin).isEqualTo(expected);
        return bin;
    }

    private static byte[] packed(int[] pStateIdx, int[] valMps) {
        byte[] contexts = new byte[1024];
        for (int i = 0; i < 1024; i++) {
            contexts[i] = (byte) (pStateIdx[i] << 1 | valMps[i]);
        }
        return contexts;
    }

    private static int longestRunOfZeroBytes(byte[] bytes) {
        int longest = 0;
        int run = 0;
        for (byte b : bytes) {
            run = b == 0 ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
