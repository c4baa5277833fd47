package dev.starling.h264.entropy;

/**
 * Tables 9-7, 9-8 and 9-9, total_zeros: the code words by tzVlcIndex, which is TotalCoeff.
 *
 * <p>Each row has total_zeros and one code word per tzVlcIndex; {@code -} means that there is none.
 */
final class TotalZerosTable {
    private TotalZerosTable() {}

    // spotless:off

    /** Table 9-7, blocks of up to 16 coefficients, tzVlcIndex 1…7. */
    static final String TABLE_9_7 = """
             0  1          111     0101    00011  0101   000001  000001
             1  011        110     111     111    0100   00001   00001
             2  010        101     110     0101   0011   111     101
             3  0011       100     101     0100   111    110     100
             4  0010       011     0100    110    110    101     011
             5  00011      0101    0011    101    101    100     11
             6  00010      0100    100     100    100    011     010
             7  000011     0011    011     0011   011    010     0001
             8  000010     0010    0010    011    0010   0001    001
             9  0000011    00011   00011   0010   00001  001     000000
            10  0000010    00010   00010   00010  0001   000000  -
            11  00000011   000011  000001  00001  00000  -       -
            12  00000010   000010  00001   00000  -      -       -
            13  000000011  000001  000000  -      -      -       -
            14  000000010  000000  -       -      -      -       -
            15  000000001  -       -       -      -      -       -
            """;

    /** Table 9-8, the same for tzVlcIndex 8…15. */
    static final String TABLE_9_8 = """
             0  000001  000001  00001  0000  0000  000  00  0
             1  0001    000000  00000  0001  0001  001  01  1
             2  00001   0001    001    001   01    1    1   -
             3  011     11      11     010   1     01   -   -
             4  11      10      10     1     001   -    -   -
             5  10      001     01     011   -     -    -   -
             6  010     01      0001   -     -     -    -   -
             7  001     00001   -      -     -     -    -   -
             8  000000  -       -      -     -     -    -   -
            """;

    /** Table 9-9 (a), chroma DC of 4:2:0, tzVlcIndex 1…3. */
    static final String TABLE_9_9A = """
             0  1    1   1
             1  01   01  0
             2  001  00  -
             3  000  -   -
            """;

    /** Table 9-9 (b), chroma DC of 4:2:2, tzVlcIndex 1…7. */
    static final String TABLE_9_9B = """
             0  1      000  000  110  00  00  0
             1  010    01   001  00   01  01  1
             2  011    001  01   01   10  1   -
             3  0010   100  10   10   11  -   -
             4  0011   101  110  111  -   -   -
             5  0001   110  111  -    -   -   -
             6  00001  111  -    -    -   -   -
             7  00000  -    -    -    -   -   -
            """;
    // spotless:on
}
