package dev.starling.edge.client;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The types of events: CMCD's {@code e} (CTA-5004-B). */
public enum EventType {
    AD_BREAK_END("abe"),
    AD_BREAK_START("abs"),
    AD_END("ae"),
    AD_START("as"),
    /** The player is seen again, or no longer. */
    BACKGROUNDED_MODE("b"),
    BITRATE_CHANGE("bc"),
    CONTENT_ID("c"),
    CUSTOM_EVENT("ce"),
    ERROR("e"),
    HOSTNAME("h"),
    MUTE("m"),
    PLAYER_COLLAPSE("pc"),
    PLAYER_EXPAND("pe"),
    PLAYBACK_RATE("pr"),
    PLAY_STATE("ps"),
    RESPONSE_RECEIVED("rr"),
    SKIP("sk"),
    TIME_INTERVAL("t"),
    UNMUTE("um");

    private final String token;

    EventType(String token) {
        this.token = token;
    }

    static Set<String> tokens() {
        return Arrays.stream(values()).map(type -> type.token).collect(Collectors.toUnmodifiableSet());
    }

    /** Finds a type by its token. */
    static Optional<EventType> of(String token) {
        return Arrays.stream(values()).filter(type -> type.token.equals(token)).findFirst();
    }
}
