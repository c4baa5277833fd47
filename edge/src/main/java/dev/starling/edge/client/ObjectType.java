package dev.starling.edge.client;

import java.util.Optional;

/** The type of a media object: CMCD's and CMSD's {@code ot} (CTA-5004-B, CTA-5006), also a parameter of list items. */
public enum ObjectType {
    /** Audio only. */
    AUDIO("a"),
    /** Muxed audio and video. */
    MUXED("av"),
    /** A caption or subtitle. */
    CAPTION("c"),
    /** An initialisation segment. */
    INIT("i"),
    /** A key, licence or certificate. */
    KEY("k"),
    /** A manifest or playlist. */
    MANIFEST("m"),
    /** Anything else. */
    OTHER("o"),
    /** An ISOBMFF timed text track. */
    TIMED_TEXT("tt"),
    /** Video only. */
    VIDEO("v");

    private final String token;

    ObjectType(String token) {
        this.token = token;
    }

    /** The token as written in a payload. */
    public String token() {
        return token;
    }

    /** Finds a type by its token. */
    static Optional<ObjectType> of(String token) {
        for (ObjectType type : values()) {
            if (type.token.equals(token)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
