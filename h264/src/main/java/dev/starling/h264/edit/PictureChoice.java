package dev.starling.h264.edit;

import dev.starling.h264.syntax.SliceType;

/** The pictures that an edit may change. */
public enum PictureChoice {
    /** Pictures that no other picture refers to, so that changes do not spread. */
    NONREF,
    /** Pictures with a B slice. */
    B,
    /** Pictures with a P slice and no B slice. */
    P,
    /** All pictures. */
    ALL;

    /** Whether an edit may change {@code accessUnit}. */
    public boolean includes(AccessUnit accessUnit) {
        return switch (this) {
            case NONREF -> !accessUnit.isReference();
            case B -> hasSlice(accessUnit, SliceType.B);
            case P -> hasSlice(accessUnit, SliceType.P) && !hasSlice(accessUnit, SliceType.B);
            case ALL -> true;
        };
    }

    private static boolean hasSlice(AccessUnit accessUnit, SliceType type) {
        return accessUnit.slices().stream().anyMatch(slice -> slice.header().sliceType() == type);
    }
}
