package dev.starling.h264.entropy;

/**
 * Context variable initialisation, Tables 9-12 to 9-17: the syntax elements of the macroblock layer before the
 * residual.
 *
 * <p>Each row is {@code ctxIdx | m n of I and SI slices | m n for cabac_init_idc 0 | 1 | 2}. A row with one pair
 * applies to all of them; {@code -} marks a context that I slices do not have.
 */
final class ContextInitPrediction {
    private ContextInitPrediction() {}

    // spotless:off

    /** Table 9-12: mb_type (SI prefix, I). */
    static final String TABLE_9_12 = """
               0 |  20 -15
               1 |   2  54
               2 |   3  74
               3 |  20 -15
               4 |   2  54
               5 |   3  74
               6 | -28 127
               7 | -23 104
               8 |  -6  53
               9 |  -1  54
              10 |   7  51
            """;

    /** Table 9-13: mb_skip_flag, mb_type, sub_mb_type of P. */
    static final String TABLE_9_13 = """
              11 |    -    |  23  33 |  22  25 |  29  16
              12 |    -    |  23   2 |  34   0 |  25   0
              13 |    -    |  21   0 |  16   0 |  14   0
              14 |    -    |   1   9 |  -2   9 | -10  51
              15 |    -    |   0  49 |   4  41 |  -3  62
              16 |    -    | -37 118 | -29 118 | -27  99
              17 |    -    |   5  57 |   2  65 |  26  16
              18 |    -    | -13  78 |  -6  71 |  -4  85
              19 |    -    | -11  65 | -13  79 | -24 102
              20 |    -    |   1  62 |   5  52 |   5  57
              21 |    -    |  12  49 |   9  50 |   6  57
              22 |    -    |  -4  73 |  -3  70 | -17  73
              23 |    -    |  17  50 |  10  54 |  14  57
            """;

    /** Table 9-14: mb_skip_flag, mb_type, sub_mb_type of B. */
    static final String TABLE_9_14 = """
              24 |    -    |  18  64 |  26  34 |  20  40
              25 |    -    |   9  43 |  19  22 |  20  10
              26 |    -    |  29   0 |  40   0 |  29   0
              27 |    -    |  26  67 |  57   2 |  54   0
              28 |    -    |  16  90 |  41  36 |  37  42
              29 |    -    |   9 104 |  26  69 |  12  97
              30 |    -    | -46 127 | -45 127 | -32 127
              31 |    -    | -20 104 | -15 101 | -22 117
              32 |    -    |   1  67 |  -4  76 |  -2  74
              33 |    -    | -13  78 |  -6  71 |  -4  85
              34 |    -    | -11  65 | -13  79 | -24 102
              35 |    -    |   1  62 |   5  52 |   5  57
              36 |    -    |  -6  86 |   6  69 |  -6  93
              37 |    -    | -17  95 | -13  90 | -14  88
              38 |    -    |  -6  61 |   0  52 |  -6  44
              39 |    -    |   9  45 |   8  43 |   4  55
            """;

    /** Table 9-15: mvd_l0, mvd_l1. */
    static final String TABLE_9_15 = """
              40 |    -    |  -3  69 |  -2  69 | -11  89
              41 |    -    |  -6  81 |  -5  82 | -15 103
              42 |    -    | -11  96 | -10  96 | -21 116
              43 |    -    |   6  55 |   2  59 |  19  57
              44 |    -    |   7  67 |   2  75 |  20  58
              45 |    -    |  -5  86 |  -3  87 |   4  84
              46 |    -    |   2  88 |  -3 100 |   6  96
              47 |    -    |   0  58 |   1  56 |   1  63
              48 |    -    |  -3  76 |  -3  74 |  -5  85
              49 |    -    | -10  94 |  -6  85 | -13 106
              50 |    -    |   5  54 |   0  59 |   5  63
              51 |    -    |   4  69 |  -3  81 |   6  75
              52 |    -    |  -3  81 |  -7  86 |  -3  90
              53 |    -    |   0  88 |  -5  95 |  -1 101
            """;

    /** Table 9-16: ref_idx_l0, ref_idx_l1 (54..59) and transform_size_8x8_flag (399..401). */
    static final String TABLE_9_16 = """
              54 |    -    |  -7  67 |  -1  66 |   3  55
              55 |    -    |  -5  74 |  -1  77 |  -4  79
              56 |    -    |  -4  74 |   1  70 |  -2  75
              57 |    -    |  -5  80 |  -2  86 | -12  97
              58 |    -    |  -7  72 |  -5  72 |  -7  50
              59 |    -    |   1  58 |   0  61 |   1  60
             399 |  31  21 |  12  40 |  25  32 |  21  33
             400 |  31  31 |  11  51 |  21  49 |  19  50
             401 |  25  50 |  14  59 |  21  54 |  17  61
            """;

    /** Table 9-17: mb_qp_delta, intra_chroma_pred_mode, prev_intra_pred_mode_flag, rem_intra_pred_mode. */
    static final String TABLE_9_17 = """
              60 |   0  41
              61 |   0  63
              62 |   0  63
              63 |   0  63
              64 |  -9  83
              65 |   4  86
              66 |   0  97
              67 |  -7  72
              68 |  13  41
              69 |   3  62
            """;
    // spotless:on
}
