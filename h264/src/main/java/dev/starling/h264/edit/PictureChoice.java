package dev.starling.h264.edit;

import dev.starling.h264.syntax.SliceType;

/** Which pictures an edit may touch. */
public enum PictureChoice {
    /** Those that no other picture refers to: what is changed there spreads nowhere. */
    NONREF,
    /** Those with a B slice. */
    B,
    /** Those with a P slice and no B slice. */
    P,
    /** All. */
    ALL;

    /** Whether {@code accessUnit} is one of them. */
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
