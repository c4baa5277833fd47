package dev.starling.farm.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The content address of a result: SHA-256 over everything that decides it. Equal keys mean equal results, whoever made
 * them.
 *
 * @param value 64 lower-case hexadecimal digits
 */
public record ContentKey(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public ContentKey {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a content key: " + value);
        }
    }

    /**
     * The key of a result.
     *
     * @param kind what it is, and the version of its form: another version, another key
     * @param inputs everything else that decides it, each written so that it differs wherever the result may
     */
    public static ContentKey of(String kind, Object... inputs) {
        MessageDigest digest = Sha256.digest();
        add(digest, kind);
        for (Object input : inputs) {
            add(digest, input.toString());
        }
        return of(digest);
    }

    /** The key that a finished digest gives. */
    public static ContentKey of(MessageDigest sha256) {
        return new ContentKey(HexFormat.of().formatHex(sha256.digest()));
    }

    /** With its length before it, so that two inputs can never run into each other. */
    private static void add(MessageDigest digest, String input) {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    @Override
    public String toString() {
        return value;
    }
}
