package dev.starling.edge.client;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** What a viewer perceives: CMCD's {@code sta} (CTA-5004-B). */
public enum PlayerState {
    /** Told to play, and nothing is rendered yet. */
    STARTING("s"),
    PLAYING("p"),
    SEEKING("k"),
    /** The buffer ran empty. */
    REBUFFERING("r"),
    PAUSED("a"),
    /** Waits for the viewer, or for something else than media. */
    WAITING("w"),
    /** The media has ended. */
    ENDED("e"),
    /** An error ended playback. */
    FATAL_ERROR("f"),
    /** The viewer ended playback. */
    QUIT("q"),
    /** Loads ahead of a start. */
    PRELOADING("d");

    private final String token;

    PlayerState(String token) {
        this.token = token;
    }

    /** The name in JSON. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether playback is over. */
    public boolean isEnd() {
        return switch (this) {
            case ENDED, FATAL_ERROR, QUIT -> true;
            case STARTING, PLAYING, SEEKING, REBUFFERING, PAUSED, WAITING, PRELOADING -> false;
        };
    }

    /** Whether the buffer is not being played: it keeps its length. */
    public boolean isHalted() {
        return switch (this) {
            case STARTING, PAUSED, WAITING, PRELOADING -> true;
            case PLAYING, SEEKING, REBUFFERING, ENDED, FATAL_ERROR, QUIT -> false;
        };
    }

    /** Finds a state by its token. */
    static Optional<PlayerState> of(String token) {
        for (PlayerState state : values()) {
            if (state.token.equals(token)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
