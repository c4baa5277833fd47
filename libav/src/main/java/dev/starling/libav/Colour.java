package dev.starling.libav;

/**
 * How luma and chroma make a colour: always limited range, one of the standard-dynamic-range systems. The code points
 * are those of H.264 Annex E (tables E-3 to E-5), which FFmpeg and x264 share.
 */
public enum Colour {
    /** ITU-R BT.601 of 525 lines, with the primaries of SMPTE 170M: what players assume of standard definition. */
    BT601("smpte170m", 6, 6, 6),
    /** ITU-R BT.601 of 625 lines, with those of PAL. Its matrix is the same by another code point. */
    BT601_625("smpte170m", 5, 6, 5),
    /** ITU-R BT.709: what players assume of high definition. */
    BT709("bt709", 1, 1, 1);

    private final String nativeName;
    private final int colourPrimaries;
    private final int transferCharacteristics;
    private final int matrixCoefficients;

    Colour(String nativeName, int colourPrimaries, int transferCharacteristics, int matrixCoefficients) {
        this.nativeName = nativeName;
        this.colourPrimaries = colourPrimaries;
        this.transferCharacteristics = transferCharacteristics;
        this.matrixCoefficients = matrixCoefficients;
    }

    /**
     * What an untagged picture of this size is taken for, as players do: 720 lines or 1280 columns and more are BT.709.
     */
    public static Colour assumedFor(int width, int height) {
        return height >= 720 || width >= 1280 ? BT709 : BT601;
    }

    /** Whether samples are made with this colour's matrix, which may have two code points. */
    public boolean hasMatrix(int coefficients) {
        return switch (this) {
            case BT601, BT601_625 ->
                coefficients == BT601.matrixCoefficients || coefficients == BT601_625.matrixCoefficients;
            case BT709 -> coefficients == matrixCoefficients;
        };
    }

    /** The colour that a frame's code point of the matrix stands for. */
    static Colour ofMatrix(int coefficients) {
        return coefficients == BT709.matrixCoefficients
                ? BT709
                : coefficients == BT601_625.matrixCoefficients ? BT601_625 : BT601;
    }

    /** The matrix as FFmpeg's filters call it. */
    public String nativeName() {
        return nativeName;
    }

    /** colour_primaries, Table E-3. */
    public int colourPrimaries() {
        return colourPrimaries;
    }

    /** transfer_characteristics, Table E-4. */
    public int transferCharacteristics() {
        return transferCharacteristics;
    }

    /** matrix_coefficients, Table E-5. */
    public int matrixCoefficients() {
        return matrixCoefficients;
    }
}
