package dev.starling.edge.session;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.starling.swarm.steer.BufferModel;
import java.util.Locale;

/** The source of a client's buffer level. */
public enum BufferSource {
    /** The client ({@code bl}). */
    CMCD,
    /** The edge's {@link BufferModel}. */
    EDGE;

    @JsonValue
    String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
