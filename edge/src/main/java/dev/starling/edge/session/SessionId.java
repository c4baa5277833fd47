package dev.starling.edge.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The id of a session, part of its URLs.
 *
 * @param value 128 random bits in URL-safe Base64, 22 characters
 */
public record SessionId(@JsonValue String value) {
    private static final int BYTES = 16;
    private static final int CHARACTERS = 22;

    public SessionId {
        if (!isId(value)) {
            throw new IllegalArgumentException("not a session id");
        }
    }

    /** Reads an id; empty if the text is not a session id. */
    public static Optional<SessionId> of(String value) {
        try {
            return Optional.of(new SessionId(value));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** Every request of a session names it: a pattern would take several times as long. */
    private static boolean isId(String text) {
        if (text.length() != CHARACTERS) {
            return false;
        }
        for (int i = 0; i < CHARACTERS; i++) {
            char c = text.charAt(i);
            if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) {
                return false;
            }
        }
        return true;
    }

    /** Makes a new id. */
    static SessionId random(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SessionId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
