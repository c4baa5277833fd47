package dev.starling.edge.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The id of a session, part of its URLs.
 *
 * @param value 128 random bits in URL-safe Base64, 22 characters
 */
public record SessionId(@JsonValue String value) {
    private static final int BYTES = 16;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");

    public SessionId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a session id");
        }
    }

    /** Reads an id; empty if the text is not a session id. */
    public static Optional<SessionId> of(String value) {
        return FORM.matcher(value).matches() ? Optional.of(new SessionId(value)) : Optional.empty();
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
