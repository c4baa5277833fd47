package dev.starling.h264.bits;

/**
 * The only exception that bad bitstream input causes. It gives the kind of fault, the syntax element of the standard
 * and the position.
 */
public final class H264Exception extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kind of fault. */
    public enum Kind {
        /** The data ends too early. */
        TRUNCATED,
        /** The data contradicts the standard. */
        MALFORMED,
        /** The data may be valid, but uses a tool that this library does not implement. */
        UNSUPPORTED
    }

    private final Kind kind;
    private final String syntaxElement;
    private final long bitPosition;

    /**
     * A fault.
     *
     * @param syntaxElement as the standard spells it
     * @param bitPosition see {@link #bitPosition()}
     */
    public H264Exception(Kind kind, String syntaxElement, long bitPosition) {
        this.kind = kind;
        this.syntaxElement = syntaxElement;
        this.bitPosition = bitPosition;
    }

    /** The data ends in {@code syntaxElement}. */
    public static H264Exception truncated(String syntaxElement, long bitPosition) {
        return new H264Exception(Kind.TRUNCATED, syntaxElement, bitPosition);
    }

    /** The value of {@code syntaxElement} contradicts the standard. */
    public static H264Exception malformed(String syntaxElement, long bitPosition) {
        return new H264Exception(Kind.MALFORMED, syntaxElement, bitPosition);
    }

    /** The value of {@code syntaxElement} calls for a tool that is not implemented. */
    public static H264Exception unsupported(String syntaxElement, long bitPosition) {
        return new H264Exception(Kind.UNSUPPORTED, syntaxElement, bitPosition);
    }

    /** The kind of fault. */
    public Kind kind() {
        return kind;
    }

    /** The syntax element at fault, as the standard spells it, for example {@code log2_max_frame_num_minus4}. */
    public String syntaxElement() {
        return syntaxElement;
    }

    /**
     * Position of the fault in bits. It counts from the first bit of the RBSP (after the NAL unit header, without
     * emulation prevention bytes); for faults in the framing of NAL units, from the start of the data.
     */
    public long bitPosition() {
        return bitPosition;
    }

    /** Built on demand, because a damaged stream can have a fault every few bytes. */
    @Override
    public String getMessage() {
        return switch (kind) {
            case TRUNCATED -> "truncated in " + syntaxElement + " at bit " + bitPosition;
            case MALFORMED -> "malformed " + syntaxElement + " at bit " + bitPosition;
            case UNSUPPORTED -> "unsupported " + syntaxElement + " at bit " + bitPosition;
        };
    }
}
