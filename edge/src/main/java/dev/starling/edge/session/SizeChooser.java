package dev.starling.edge.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The side that chooses what a viewer gets: {@code steering} in the API. */
public enum SizeChooser {
    /** The edge: the player sees one rendition. */
    SERVER,
    /** The player: it sees one rendition per rung, and the edge only moves down in flight. */
    PLAYER;

    /** The name in URLs and JSON. */
    @JsonValue
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a chooser by its token. */
    public static Optional<SizeChooser> of(String token) {
        return Stream.of(values())
                .filter(chooser -> chooser.token().equals(token))
                .findFirst();
    }
}
