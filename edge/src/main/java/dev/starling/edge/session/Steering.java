package dev.starling.edge.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who chooses the picture size. */
public enum Steering {
    /** The edge: the player sees one rendition. */
    SERVER,
    /** The player: it sees one rendition a blend group, and the edge blends inside it. */
    PLAYER;

    /** As in URLs. */
    @JsonValue
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
