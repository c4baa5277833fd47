package dev.starling.swarm.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Whether an encoder uses a tool. In JSON {@code true} or {@code false}. */
public enum Switch {
    ON,
    OFF;

    /** {@link #ON} for {@code true}. */
    @JsonCreator
    public static Switch of(boolean on) {
        return on ? ON : OFF;
    }

    /** Whether this is {@link #ON}. */
    @JsonValue
    public boolean isOn() {
        return this == ON;
    }
}
