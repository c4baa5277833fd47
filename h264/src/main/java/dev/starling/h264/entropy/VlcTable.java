package dev.starling.h264.entropy;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.Arrays;
import java.util.List;

/**
 * A variable-length code defined by its code words as text. Reading takes at most two look-ups.
 *
 * <p>Look-up entries are {@code symbol << 8 | length}. In the first table, an entry with length 0 and a non-zero symbol
 * refers to the page of the second table for that first byte; an entry of 0 means that there is no code word.
 */
final class VlcTable {
    private static final int FIRST_BITS = 8;
    private static final int MAX_LENGTH = 16;

    private final String syntaxElement;
    private final List<String> codeWords;
    private final short[] first = new short[1 << FIRST_BITS];
    private short[] pages = {};
    private final short[] code;
    private final byte[] length;

    /**
     * A code in which symbol {@code s} has the word {@code codeWords.get(s)}, written with the characters 0 and 1, or
     * {@code -} if it has none.
     */
    VlcTable(String syntaxElement, List<String> codeWords) {
        this.syntaxElement = syntaxElement;
        this.codeWords = List.copyOf(codeWords);
        code = new short[codeWords.size()];
        length = new byte[codeWords.size()];
        for (int symbol = 0; symbol < codeWords.size(); symbol++) {
            String word = codeWords.get(symbol);
            if (!word.equals("-")) {
                code[symbol] = (short) Integer.parseInt(word, 2);
                length[symbol] = (byte) word.length();
                enter(symbol, code[symbol] & 0xFFFF, word.length());
            }
        }
    }

    /** The code words by symbol, as given. */
    List<String> codeWords() {
        return codeWords;
    }

    /** Reads one symbol. MALFORMED if the bits are not a code word, TRUNCATED if the data ends too early. */
    int read(BitReader bits) {
        int window = bits.peek(MAX_LENGTH);
        int entry = first[window >>> (MAX_LENGTH - FIRST_BITS)];
        if ((entry & 0xFF) == 0) {
            entry = entry == 0 ? 0 : pages[(((entry >>> 8) - 1) << FIRST_BITS) + (window & 0xFF)];
            if (entry == 0) {
                // A code word that is cut off looks like one that does not exist.
                bits.skip(MAX_LENGTH, syntaxElement);
                throw bits.malformed(syntaxElement);
            }
        }
        bits.skip(entry & 0xFF, syntaxElement);
        return entry >>> 8;
    }

    /** Writes one symbol, which must have a code word. */
    void write(BitWriter bits, int symbol) {
        if (length[symbol] == 0) {
            throw new IllegalArgumentException(syntaxElement + " has no code word for symbol " + symbol);
        }
        bits.put(length[symbol], code[symbol]);
    }

    private void enter(int symbol, int word, int bits) {
        short entry = (short) (symbol << 8 | bits);
        if (bits <= FIRST_BITS) {
            fill(first, word << (FIRST_BITS - bits), 1 << (FIRST_BITS - bits), entry);
        } else {
            int firstByte = word >>> (bits - FIRST_BITS);
            if (first[firstByte] == 0) {
                pages = Arrays.copyOf(pages, pages.length + (1 << FIRST_BITS));
                first[firstByte] = (short) (pages.length >>> FIRST_BITS << 8);
            }
            int page = ((first[firstByte] >>> 8) - 1) << FIRST_BITS;
            int rest = MAX_LENGTH - bits;
            fill(pages, page + (word << rest & 0xFF), 1 << rest, entry);
        }
    }

    private static void fill(short[] table, int from, int count, short entry) {
        for (int i = from; i < from + count; i++) {
            if (table[i] != 0) {
                throw new IllegalStateException("not a prefix code");
            }
            table[i] = entry;
        }
    }
}
