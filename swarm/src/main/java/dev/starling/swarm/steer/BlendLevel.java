package dev.starling.swarm.steer;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a plan is made of, from coarse to fine. */
public enum BlendLevel {
    /** A member for the whole clip. */
    GOP,
    /** A member, then its tail or a lower member. */
    FRAME,
    /** Rows of slices of two members. */
    SLICE,
    /** A member or tail with its levels requantised. */
    COEFFICIENT;

    /** Its name in options and in the API. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
