package dev.starling.edge.session;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.starling.swarm.steer.BufferModel;
import java.util.Locale;

/** Who says how much media a client holds. */
public enum BufferSource {
    /** The client ({@code bl}). */
    CMCD,
    /** {@link BufferModel}. */
    EDGE;

    @JsonValue
    String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
