package dev.starling.farm.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The content address of a result: the SHA-256 of everything that decides it. Equal keys mean equal results.
 *
 * @param value 64 lower-case hexadecimal digits
 */
public record ContentKey(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public ContentKey {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a content key: " + value);
        }
    }

    /**
     * The key of a result.
     *
     * @param kind the kind of result and the version of its form
     * @param inputs everything else that decides the result; their strings must differ if the result may differ
     */
    public static ContentKey of(String kind, Object... inputs) {
        MessageDigest digest = Sha256.digest();
        add(digest, kind);
        for (Object input : inputs) {
            add(digest, input.toString());
        }
        return of(digest);
    }

    /** The key of a digest. */
    public static ContentKey of(MessageDigest sha256) {
        return new ContentKey(HexFormat.of().formatHex(sha256.digest()));
    }

    /** Adds an input after its length, so that no two lists of inputs give the same bytes. */
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
