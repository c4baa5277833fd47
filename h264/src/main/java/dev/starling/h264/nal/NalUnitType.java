package dev.starling.h264.nal;

/** nal_unit_type, Table 7-1. */
public enum NalUnitType {
    UNSPECIFIED_0(0),
    SLICE_NON_IDR(1),
    SLICE_DATA_PARTITION_A(2),
    SLICE_DATA_PARTITION_B(3),
    SLICE_DATA_PARTITION_C(4),
    SLICE_IDR(5),
    SEI(6),
    SEQUENCE_PARAMETER_SET(7),
    PICTURE_PARAMETER_SET(8),
    ACCESS_UNIT_DELIMITER(9),
    END_OF_SEQUENCE(10),
    END_OF_STREAM(11),
    FILLER_DATA(12),
    SEQUENCE_PARAMETER_SET_EXTENSION(13),
    PREFIX(14),
    SUBSET_SEQUENCE_PARAMETER_SET(15),
    DEPTH_PARAMETER_SET(16),
    RESERVED_17(17),
    RESERVED_18(18),
    SLICE_AUXILIARY(19),
    SLICE_EXTENSION(20),
    SLICE_EXTENSION_DEPTH(21),
    RESERVED_22(22),
    RESERVED_23(23),
    UNSPECIFIED_24(24),
    UNSPECIFIED_25(25),
    UNSPECIFIED_26(26),
    UNSPECIFIED_27(27),
    UNSPECIFIED_28(28),
    UNSPECIFIED_29(29),
    UNSPECIFIED_30(30),
    UNSPECIFIED_31(31);

    private static final NalUnitType[] BY_VALUE = values();

    private final int value;

    NalUnitType(int value) {
        this.value = value;
    }

    /** The type with value {@code nalUnitType}, 0…31. */
    public static NalUnitType of(int nalUnitType) {
        return BY_VALUE[nalUnitType];
    }

    /** The value of nal_unit_type. */
    public int value() {
        return value;
    }

    /** Whether this is an unpartitioned slice of a coded picture, types 1 and 5: the slices that this library reads. */
    public boolean isSlice() {
        return this == SLICE_NON_IDR || this == SLICE_IDR;
    }

    /**
     * Whether this is slice data that this library does not read: data partitions, auxiliary pictures, and the
     * extensions of Annexes F to I.
     */
    public boolean isUnsupportedSlice() {
        return switch (this) {
            case SLICE_DATA_PARTITION_A,
                    SLICE_DATA_PARTITION_B,
                    SLICE_DATA_PARTITION_C,
                    SLICE_AUXILIARY,
                    SLICE_EXTENSION,
                    SLICE_EXTENSION_DEPTH -> true;
            default -> false;
        };
    }
}
