package dev.starling.media;

/**
 * How luma and chroma make a colour: always limited range, one of the two standard-dynamic-range systems. The code points
 * are those of H.264 Annex E (tables E-3 to E-5), which FFmpeg and x264 share.
 */
public enum Colour {
    /** ITU-R BT.601 with SMPTE 170M primaries: what players assume of standard definition. */
    BT601("smpte170m", 6, 6, 6),
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

    /** What an untagged picture of this size is taken for, as players do: 720 lines or 1280 columns and more are BT.709. */
    static Colour assumedFor(int width, int height) {
        return height >= 720 || width >= 1280 ? BT709 : BT601;
    }

    String nativeName() {
        return nativeName;
    }

    public int colourPrimaries() {
        return colourPrimaries;
    }

    public int transferCharacteristics() {
        return transferCharacteristics;
    }

    public int matrixCoefficients() {
        return matrixCoefficients;
    }
}
