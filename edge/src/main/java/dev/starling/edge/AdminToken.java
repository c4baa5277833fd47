package dev.starling.edge;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import dev.starling.swarm.pack.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The secret that opens the routes for operators (RFC 6750). Only its hash is kept. */
public final class AdminToken {
    /** What can be guessed is no secret: 16 characters of Base64 have 96 bits. */
    private static final int MIN_CHARACTERS = 16;

    private static final int MAX_BYTES = 4096;
    private static final String SCHEME = "bearer ";
    /** A token of RFC 6750, 2.1. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final byte[] hash;

    /** 192 bits: as many as the command in the documents makes. */
    private static final int RANDOM_BYTES = 24;

    private AdminToken(String token) {
        this.hash = hash(token);
    }

    /**
     * A new secret, for {@link #of}, that may stand in a URL as it is.
     *
     * @param random must not be predictable
     */
    public static String newSecret(RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The token with a secret.
     *
     * @throws IllegalArgumentException if it is too short, or has other characters than a token may have; the message
     *     is one line without the secret
     */
    public static AdminToken of(String secret) {
        if (secret.length() < MIN_CHARACTERS || !FORM.matcher(secret).matches()) {
            throw new IllegalArgumentException("must have one line of at least " + MIN_CHARACTERS
                    + " letters, digits and -._~+/; make one with: head -c 24 /dev/urandom | base64");
        }
        return new AdminToken(secret);
    }

    /**
     * Reads a file that has the token in its only line.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it has no valid token; the message is one line without the token
     */
    public static AdminToken read(Path file) throws IOException {
        return of(new String(WholeFile.read(file, MAX_BYTES), StandardCharsets.ISO_8859_1).strip());
    }

    /** Whether a request has the token. The time that this takes does not depend on how much of it is right. */
    boolean opens(RequestHeaders request) {
        String value = request.get(HttpHeaderNames.AUTHORIZATION, "");
        return value.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                && MessageDigest.isEqual(
                        hash, hash(value.substring(SCHEME.length()).strip()));
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
