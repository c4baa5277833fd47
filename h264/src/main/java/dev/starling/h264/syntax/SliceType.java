package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;

/** The kinds of slices of Table 7-6 that this library reads; SP and SI slices are UNSUPPORTED. */
public enum SliceType {
    P,
    B,
    I;

    /**
     * The type of a slice, from the first two fields of its header alone: parameter sets are not needed.
     *
     * @throws H264Exception if {@code unit} is not a slice of type P, B or I, or ends in these fields
     */
    public static SliceType of(NalUnit unit) {
        if (!unit.type().isSlice()) {
            throw H264Exception.unsupported("nal_unit_type", 0);
        }
        // No emulation prevention byte can occur so early: the codes of two valid values have no two zero bytes
        // followed by a byte of 3 or less.
        var reader = new BitReader(unit.data(), unit.from() + 1, unit.until());
        SliceHeader.readFirstMbInSlice(reader);
        return of(readValue(reader));
    }

    /** Reads slice_type, 0…9. */
    static int readValue(BitReader reader) {
        long at = reader.bitPosition();
        int value = reader.ue(9, "slice_type");
        if (value % 5 > 2) {
            throw H264Exception.unsupported("slice_type", at);
        }
        return value;
    }

    /** {@code value} is slice_type as {@link #readValue} returns it: Table 7-6 has two values for each type. */
    static SliceType of(int value) {
        return switch (value % 5) {
            case 0 -> P;
            case 1 -> B;
            default -> I;
        };
    }
}
