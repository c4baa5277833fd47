package dev.starling.libav;

/**
 * The colour system of a picture: how luma and chroma make a colour. Always limited range and standard dynamic range.
 * The code points are those of H.264 Annex E (Tables E-3 to E-5); FFmpeg and x264 use the same.
 */
public enum Colour {
    /** ITU-R BT.601, 525 lines, with the primaries of SMPTE 170M. Players assume it for standard definition. */
    BT601("smpte170m", 6, 6, 6),
    /** ITU-R BT.601, 625 lines, with the primaries of PAL. Same matrix as {@link #BT601}, different code point. */
    BT601_625("smpte170m", 5, 6, 5),
    /** ITU-R BT.709. Players assume it for high definition. */
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

    /** The system that players assume for an untagged picture: BT.709 from 720 rows or 1280 columns, else BT.601. */
    public static Colour assumedFor(FrameSize size) {
        return size.height() >= 720 || size.width() >= 1280 ? BT709 : BT601;
    }

    /** Whether {@code coefficients}, a matrix_coefficients code point, means this system's matrix. */
    public boolean hasMatrix(int coefficients) {
        return switch (this) {
            case BT601, BT601_625 ->
                coefficients == BT601.matrixCoefficients || coefficients == BT601_625.matrixCoefficients;
            case BT709 -> coefficients == matrixCoefficients;
        };
    }

    /** The system of a frame with this matrix_coefficients; BT.601 for anything unknown. */
    static Colour ofMatrix(int coefficients) {
        return coefficients == BT709.matrixCoefficients
                ? BT709
                : coefficients == BT601_625.matrixCoefficients ? BT601_625 : BT601;
    }

    /** FFmpeg's name of the matrix in filter options. */
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
