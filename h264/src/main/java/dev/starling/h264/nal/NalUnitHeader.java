package dev.starling.h264.nal;

import dev.starling.h264.bits.H264Exception;

/**
 * The first byte of a NAL unit (7.3.1): forbidden_zero_bit in one bit, nal_ref_idc in two, nal_unit_type in five.
 *
 * @param nalRefIdc nal_ref_idc, 0…3; 0 means that no other picture refers to this one
 */
public record NalUnitHeader(int nalRefIdc, NalUnitType type) {

    public NalUnitHeader {
        if (nalRefIdc < 0 || nalRefIdc > 3) {
            throw new IllegalArgumentException("nal_ref_idc = " + nalRefIdc + " is not in 0…3");
        }
    }

    /**
     * Reads the header byte.
     *
     * @throws H264Exception MALFORMED if forbidden_zero_bit is set
     */
    public static NalUnitHeader of(byte header) {
        return new NalUnitHeader((header >> 5) & 3, type(header));
    }

    static NalUnitType type(byte header) {
        if (header < 0) {
            throw H264Exception.malformed("forbidden_zero_bit", 0);
        }
        return NalUnitType.of(header & 0x1F);
    }

    /** The inverse of {@link #of}. */
    public byte toByte() {
        return (byte) (nalRefIdc << 5 | type.value());
    }
}
