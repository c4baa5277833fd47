package dev.starling.h264.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of the standard's tables. The streams of independent encoders show that the values are right. */
class TablesTest {
    @Test
    void theContextTablesNameEveryContextOnceButTheTerminatingOne() {
        List<Integer> named = ContextInit.TABLES.stream()
                .flatMap(String::lines)
                .map(row -> Integer.valueOf(row.substring(0, row.indexOf('|')).strip()))
                .toList();
        assertThat(named)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1024)
                        .filter(ctxIdx -> ctxIdx != 276)
                        .boxed()
                        .toList());
    }

    /** 4:4:4 codes Cb and Cr like luma, and their contexts have the same initial values. */
    @ParameterizedTest
    @CsvSource({
        "85, 460, 12", "85, 472, 12", "105, 484, 44", "105, 528, 44", "166, 572, 44", "166, 616, 44",
        "402, 660, 15", "402, 718, 15", "436, 675, 15", "436, 733, 15", "417, 690, 9", "417, 748, 9",
        "451, 699, 9", "451, 757, 9", "426, 708, 10", "426, 766, 10", "277, 776, 44", "277, 820, 44",
        "338, 864, 44", "338, 908, 44", "227, 952, 30", "227, 982, 30", "1012, 1016, 4", "1012, 1020, 4"
    })
    void contextsOfCbAndCrStartAsThoseOfLuma(int luma, int copy, int count) {
        for (int table = 0; table < 4; table++) {
            for (int qp = 0; qp <= 51; qp++) {
                byte[] contexts = new byte[1024];
                ContextInit.init(contexts, table, qp);
                assertThat(Arrays.copyOfRange(contexts, copy, copy + count))
                        .isEqualTo(Arrays.copyOfRange(contexts, luma, luma + count));
            }
        }
    }

    @Test
    void contextsStartInOneOfTheStatesThatAdapt() {
        for (int table = 0; table < 4; table++) {
            for (int qp = -12; qp <= 51; qp++) {
                byte[] contexts = new byte[1024];
                ContextInit.init(contexts, table, qp);
                for (byte context : contexts) {
                    assertThat((int) context).isBetween(0, 62 << 1 | 1);
                }
            }
        }
    }

    /**
     * Worked by hand from equation 9-5: ctxIdx 0 (20, −15) at QP 26: ((20·26) >> 4) − 15 = 17, hence pStateIdx 46 and
     * valMPS 0.
     */
    @Test
    void aContextIsInitialisedByEquation9Dash5() {
        byte[] contexts = new byte[1024];
        ContextInit.init(contexts, 0, 26);
        assertThat(contexts[0]).isEqualTo((byte) (46 << 1));
        // ctxIdx 11, cabac_init_idc 0 (23, 33) at QP 26: 37 + 33 = 70, hence pStateIdx 6 and valMPS 1.
        ContextInit.init(contexts, 1, 26);
        assertThat(contexts[11]).isEqualTo((byte) (6 << 1 | 1));
    }

    @Test
    void rangeTabLpsFallsWithTheStateAndRisesWithTheRange() {
        for (int state = 0; state < 63; state++) {
            for (int q = 0; q < 4; q++) {
                int value = RangeTabLps.ROWS[4 * state + q];
                // Equation of its design: the probability of state 62 is 0.01875 and falls by alpha = (0.01875 /
                // 0.5)^(1/63) a state.
                double probability = 0.5 * Math.pow(0.01875 / 0.5, state / 63.0);
                assertThat((double) value)
                        .isBetween((256 + 64 * q) * probability - 7.5, (320 + 64 * q) * probability + 7.5);
                if (state > 0) {
                    assertThat(value).isLessThanOrEqualTo(RangeTabLps.ROWS[4 * (state - 1) + q]);
                }
                if (q > 0) {
                    assertThat(value).isGreaterThanOrEqualTo(RangeTabLps.ROWS[4 * state + q - 1]);
                }
            }
        }
        assertThat(Arrays.copyOfRange(RangeTabLps.ROWS, 252, 256)).containsOnly(2);
    }

    @Test
    void transIdxLpsNeverGoesUpAndFollowsTheProbabilityEstimate() {
        double alpha = Math.pow(0.01875 / 0.5, 1 / 63.0);
        for (int state = 0; state < 63; state++) {
            double p = 0.5 * Math.pow(alpha, state);
            // After an LPS the estimate is alpha·p + (1 − alpha), at most 0.5.
            double next = Math.min(0.5, alpha * p + 1 - alpha);
            double nextState = Math.log(next / 0.5) / Math.log(alpha);
            assertThat((double) TransIdx.LPS[state]).isBetween(nextState - 1.0, nextState + 1.0);
            assertThat(TransIdx.LPS[state]).isLessThanOrEqualTo(Math.max(0, state));
        }
        assertThat(TransIdx.LPS[63]).isEqualTo(63);
        assertThat(TransIdx.mps(62)).isEqualTo(62);
        assertThat(TransIdx.mps(63)).isEqualTo(63);
    }

    @Test
    void noTwoBlockCategoriesShareAContext() {
        int[] used = new int[1024];
        for (int cat = 0; cat < 14; cat++) {
            int max = CabacResidual.maxNumCoeff(cat, true);
            int flags = max == 64 ? 0 : cat == 3 ? 3 : max - 1;
            mark(used, ResidualContexts.CODED_BLOCK_FLAG[cat], 4);
            mark(used, ResidualContexts.SIGNIFICANT_FRAME[cat], max == 64 ? 15 : flags);
            mark(used, ResidualContexts.SIGNIFICANT_FIELD[cat], max == 64 ? 15 : flags);
            mark(used, ResidualContexts.LAST_FRAME[cat], max == 64 ? 9 : flags);
            mark(used, ResidualContexts.LAST_FIELD[cat], max == 64 ? 9 : flags);
            mark(used, ResidualContexts.ABS_LEVEL_MINUS1[cat], cat == 3 ? 9 : 10);
        }
        assertThat(IntStream.range(0, 1024).filter(i -> used[i] > 1).toArray()).isEmpty();
        // 85…1023 are all residual contexts, except the terminating one and transform_size_8x8_flag.
        assertThat(IntStream.range(85, 1024)
                        .filter(i -> used[i] == 0 && i != 276 && (i < 399 || i > 401))
                        .toArray())
                .isEmpty();
    }

    /**
     * The sum of 2^−length in units of 2^−16, which is 65536 for a complete code. The gaps are code words that the
     * standard forbids.
     */
    @ParameterizedTest
    @CsvSource({"0, 65534", "1, 65528", "2, 65472", "3, 63488", "4, 65536", "5, 65480"})
    void coeffTokenIsAPrefixCodeWithTheStandardsGaps(int column, int kraft) {
        assertThat(kraft(CavlcTables.COEFF_TOKEN.get(column))).isEqualTo(kraft);
        List<String> words = CavlcTables.COEFF_TOKEN.get(column).codeWords();
        int maxTotal = column < 4 ? 16 : column == 4 ? 4 : 8;
        for (int symbol = 0; symbol < words.size(); symbol++) {
            boolean exists = symbol >> 2 <= maxTotal && (symbol & 3) <= symbol >> 2;
            assertThat(words.get(symbol).equals("-")).isEqualTo(!exists);
        }
    }

    @Test
    void totalZerosAndRunBeforeAreCompleteSaveForTheirLongestTails() {
        for (int i = 0; i < 15; i++) {
            assertThat(kraft(CavlcTables.TOTAL_ZEROS.get(i))).isEqualTo(i == 0 ? 65536 - 128 : 65536);
            assertThat(symbols(CavlcTables.TOTAL_ZEROS.get(i))).isEqualTo(16 - i);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(kraft(CavlcTables.TOTAL_ZEROS_420.get(i))).isEqualTo(65536);
            assertThat(symbols(CavlcTables.TOTAL_ZEROS_420.get(i))).isEqualTo(4 - i);
        }
        for (int i = 0; i < 7; i++) {
            assertThat(kraft(CavlcTables.TOTAL_ZEROS_422.get(i))).isEqualTo(65536);
            assertThat(symbols(CavlcTables.TOTAL_ZEROS_422.get(i))).isEqualTo(8 - i);
            assertThat(kraft(CavlcTables.RUN_BEFORE.get(i))).isEqualTo(i == 6 ? 65536 - 32 : 65536);
            assertThat(symbols(CavlcTables.RUN_BEFORE.get(i))).isEqualTo(i == 6 ? 15 : i + 2);
        }
    }

    @Test
    void codeWordsThatAreNoPrefixCodeAreRefused() {
        assertThatThrownBy(() -> new VlcTable("x", List.of("0", "01"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new VlcTable("x", List.of("000000001", "0000000010")))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void codedBlockPatternsMapOneToOne(boolean chroma) {
        for (boolean intra : new boolean[] {false, true}) {
            int count = CodedBlockPatternMapping.maxCodeNum(chroma) + 1;
            int[] seen = new int[count];
            for (int codeNum = 0; codeNum < count; codeNum++) {
                int cbp = CodedBlockPatternMapping.codedBlockPattern(codeNum, chroma, intra);
                seen[cbp]++;
                assertThat(CodedBlockPatternMapping.codeNum(cbp, chroma, intra)).isEqualTo(codeNum);
            }
            assertThat(seen).containsOnly(1);
        }
    }

    private static void mark(int[] used, int from, int count) {
        for (int i = from; i < from + count; i++) {
            used[i]++;
        }
    }

    private static int kraft(VlcTable table) {
        return table.codeWords().stream()
                .filter(word -> !word.equals("-"))
                .mapToInt(word -> 1 << (16 - word.length()))
                .sum();
    }

    private static long symbols(VlcTable table) {
        return table.codeWords().stream().filter(word -> !word.equals("-")).count();
    }
}
