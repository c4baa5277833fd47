package dev.starling.edge.record;

import dev.starling.edge.client.ClientAddress;
import dev.starling.edge.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names of viewers in records. The secrets are kept in memory only: nobody can compute the name of an address, not even
 * by trying all, nor join the records of two days or of two runs. Thread-safe.
 */
public final class Pseudonyms {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES = 32;
    /** 80 bits: no two viewers of a day share a name. */
    private static final int NAME_BYTES = 10;

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{" + 2 * NAME_BYTES + "}");

    private final InstantSource clock;
    private final RandomGenerator random;
    private final byte[] ofSessions;
    private byte[] ofAddresses;
    private LocalDate day;

    /** @param random the source of secrets; must not be predictable */
    public Pseudonyms(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
        this.ofSessions = secret();
        this.ofAddresses = secret();
        this.day = today();
    }

    /** Whether a text has the form of a name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The names of a viewer. */
    public Viewer of(SessionId session, Optional<ClientAddress> address) {
        return new Viewer(
                name(ofSessions, session.value().getBytes(StandardCharsets.UTF_8)),
                address.map(it -> name(secretOfToday(), it.network().getAddress()))
                        .orElse(""));
    }

    private synchronized byte[] secretOfToday() {
        if (!today().equals(day)) {
            day = today();
            ofAddresses = secret();
        }
        return ofAddresses;
    }

    private LocalDate today() {
        Instant now = clock.instant();
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    private byte[] secret() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    private static String name(byte[] secret, byte[] of) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(of), NAME_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
