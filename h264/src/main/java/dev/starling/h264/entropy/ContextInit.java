package dev.starling.h264.entropy;

import java.util.List;

/**
 * The initialisation of the 1024 context variables (9.3.1.1) with Tables 9-12 to 9-33. The state of a context is one
 * byte, {@code pStateIdx << 1 | valMPS}.
 */
final class ContextInit {
    /** Number of context variables in clause 9; Annexes G and J have more. */
    static final int CONTEXTS = 1024;

    private static final int MAX_QP = 51;

    /** Tables 9-12 to 9-33. */
    static final List<String> TABLES = List.of(
            ContextInitPrediction.TABLE_9_12,
            ContextInitPrediction.TABLE_9_13,
            ContextInitPrediction.TABLE_9_14,
            ContextInitPrediction.TABLE_9_15,
            ContextInitPrediction.TABLE_9_16,
            ContextInitPrediction.TABLE_9_17,
            ContextInitResidual.TABLE_9_18,
            ContextInitResidual.TABLE_9_19,
            ContextInitResidual.TABLE_9_20,
            ContextInitResidual.TABLE_9_21,
            ContextInitResidual.TABLE_9_22,
            ContextInitResidual.TABLE_9_23,
            ContextInitResidual.TABLE_9_24,
            ContextInitCbCr.TABLE_9_25,
            ContextInitCbCr.TABLE_9_26,
            ContextInitCbCr.TABLE_9_27,
            ContextInitCbCr.TABLE_9_28,
            ContextInitCbCr.TABLE_9_29,
            ContextInitCbCr.TABLE_9_30,
            ContextInitCbCr.TABLE_9_31,
            ContextInitCbCr.TABLE_9_32,
            ContextInitCbCr.TABLE_9_33);

    /** m and n as two bytes per ctxIdx, by table: 0 for I and SI slices, else 1 + cabac_init_idc. */
    private static final byte[][] M_N = parse();

    private ContextInit() {}

    /**
     * Fills {@code contexts[0…1023]}.
     *
     * @param table 0 for I and SI slices, 1 + cabac_init_idc for the others
     * @param sliceQpY SliceQP<sub>Y</sub>, which is clipped to 0…51 as in equation 9-5
     */
    static void init(byte[] contexts, int table, int sliceQpY) {
        byte[] mn = M_N[table];
        int qp = Math.clamp(sliceQpY, 0, MAX_QP);
        for (int ctxIdx = 0; ctxIdx < CONTEXTS; ctxIdx++) {
            int preCtxState = Math.clamp(((mn[2 * ctxIdx] * qp) >> 4) + mn[2 * ctxIdx + 1], 1, 126);
            contexts[ctxIdx] = (byte) (preCtxState <= 63 ? (63 - preCtxState) << 1 : (preCtxState - 64) << 1 | 1);
        }
    }

    private static byte[][] parse() {
        byte[][] mn = new byte[4][2 * CONTEXTS];
        for (String table : TABLES) {
            table.lines().forEach(row -> parseRow(row.split("\\|", -1), mn));
        }
        return mn;
    }

    private static void parseRow(String[] columns, byte[][] mn) {
        int ctxIdx = Integer.parseInt(columns[0].strip());
        for (int table = 0; table < 4; table++) {
            String pair = columns[columns.length == 2 ? 1 : 1 + table].strip();
            if (!pair.equals("-")) {
                String[] numbers = pair.split(" +", -1);
                mn[table][2 * ctxIdx] = Byte.parseByte(numbers[0]);
                mn[table][2 * ctxIdx + 1] = Byte.parseByte(numbers[1]);
            }
        }
    }
}
