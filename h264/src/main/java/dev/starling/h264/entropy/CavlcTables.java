package dev.starling.h264.entropy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The variable-length codes of residual_block_cavlc(), built from Tables 9-5 and 9-7 to 9-10. */
final class CavlcTables {
    /** coeff_token by the column of Table 9-5 (0…5); the symbol is {@code TotalCoeff << 2 | TrailingOnes}. */
    static final List<VlcTable> COEFF_TOKEN = coeffToken();

    /** total_zeros by TotalCoeff − 1, for blocks of 15 and 16 coefficients. */
    static final List<VlcTable> TOTAL_ZEROS = totalZeros(TotalZerosTable.TABLE_9_7, TotalZerosTable.TABLE_9_8);

    /** total_zeros by TotalCoeff − 1, for chroma DC of 4:2:0. */
    static final List<VlcTable> TOTAL_ZEROS_420 = totalZeros(TotalZerosTable.TABLE_9_9A);

    /** total_zeros by TotalCoeff − 1, for chroma DC of 4:2:2. */
    static final List<VlcTable> TOTAL_ZEROS_422 = totalZeros(TotalZerosTable.TABLE_9_9B);

    /** run_before by Min(zerosLeft, 7) − 1. */
    static final List<VlcTable> RUN_BEFORE = columns("run_before", RunBeforeTable.TABLE_9_10);

    private static final int COEFF_TOKENS = 17 << 2;

    private CavlcTables() {}

    private static List<VlcTable> coeffToken() {
        List<List<String>> words = new ArrayList<>();
        for (int column = 0; column < 6; column++) {
            words.add(new ArrayList<>(Collections.nCopies(COEFF_TOKENS, "-")));
        }
        CoeffTokenTable.TABLE_9_5.lines().forEach(row -> {
            String[] cells = row.strip().split(" +", -1);
            int symbol = Integer.parseInt(cells[1]) << 2 | Integer.parseInt(cells[0]);
            for (int column = 0; column < 6; column++) {
                words.get(column).set(symbol, cells[2 + column]);
            }
        });
        return words.stream().map(w -> new VlcTable("coeff_token", w)).toList();
    }

    private static List<VlcTable> totalZeros(String... tables) {
        List<VlcTable> codes = new ArrayList<>();
        for (String table : tables) {
            codes.addAll(columns("total_zeros", table));
        }
        return List.copyOf(codes);
    }

    /** One code per column; the row is the symbol. */
    private static List<VlcTable> columns(String syntaxElement, String table) {
        List<String[]> rows =
                table.lines().map(row -> row.strip().split(" +", -1)).toList();
        List<VlcTable> codes = new ArrayList<>();
        for (int column = 1; column < rows.getFirst().length; column++) {
            int cell = column;
            codes.add(new VlcTable(
                    syntaxElement, rows.stream().map(row -> row[cell]).toList()));
        }
        return List.copyOf(codes);
    }
}
