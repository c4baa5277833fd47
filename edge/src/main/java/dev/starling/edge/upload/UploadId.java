package dev.starling.edge.upload;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The id of an upload and of its job.
 *
 * @param value 22 characters of URL-safe Base64
 */
public record UploadId(@JsonValue String value) {
    /** A regular expression of all values. */
    public static final String FORM = "[A-Za-z0-9_-]{22}";

    private static final int BYTES = 16;
    private static final Pattern PATTERN = Pattern.compile(FORM);

    @JsonCreator
    public UploadId {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("not the id of an upload: " + value);
        }
    }

    /** The id that a text is; empty if it is none. */
    public static Optional<UploadId> of(String text) {
        return PATTERN.matcher(text).matches() ? Optional.of(new UploadId(text)) : Optional.empty();
    }

    static UploadId next(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new UploadId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
