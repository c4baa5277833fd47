package dev.starling.edge;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import dev.starling.swarm.pack.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The certificate of an edge and its private key, in PEM files. They are read again when they change, for new
 * connections. While they are missing, bad, expired or no pair, those before stay. Thread-safe.
 */
public final class TlsFiles {
    /** Chains have a few certificates of some kilobytes. */
    private static final int MAX_BYTES = 1 << 20;

    private final Reloaded<TlsKeyPair> pair;

    private TlsFiles(Reloaded<TlsKeyPair> pair) {
        this.pair = pair;
    }

    /**
     * Reads the files.
     *
     * @param certificate the certificate, followed by the intermediate ones
     * @param key the private key: PKCS #8, without password
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if a file is bad, the certificate has expired, or the two do not match; the
     *     message is one line
     */
    public static TlsFiles open(Path certificate, Path key, InstantSource clock) throws IOException {
        return new TlsFiles(new Reloaded<>(
                "certificate " + certificate + " and key " + key,
                List.of(certificate, key),
                () -> read(certificate, key, clock.instant()),
                clock));
    }

    /** Gives the pair of each handshake; all names have the same one. */
    TlsProvider provider() {
        return _ -> pair.get();
    }

    private static TlsKeyPair read(Path certificate, Path key, Instant now) throws IOException {
        byte[] keyBytes = WholeFile.read(key, MAX_BYTES);
        byte[] certificateBytes = WholeFile.read(certificate, MAX_BYTES);
        TlsKeyPair pair;
        try {
            pair = TlsKeyPair.of(new ByteArrayInputStream(keyBytes), new ByteArrayInputStream(certificateBytes));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    certificate + " and " + key + " must be a certificate and a private key without password (PKCS #8)"
                            + " in PEM form",
                    e);
        }
        X509Certificate first = pair.certificateChain().getFirst();
        if (!match(pair.privateKey(), first.getPublicKey())) {
            throw new IllegalArgumentException(key + " is not the key of the first certificate in " + certificate);
        }
        requireLinked(pair.certificateChain(), certificate);
        Instant end = first.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            throw new IllegalArgumentException(
                    "the first certificate in " + certificate + " has expired at " + end + "; renew it");
        }
        return pair;
    }

    /** Every handshake would fail with a chain in which a certificate is not followed by that of its issuer. */
    private static void requireLinked(List<X509Certificate> chain, Path file) {
        for (int i = 1; i < chain.size(); i++) {
            X509Certificate issued = chain.get(i - 1);
            X509Certificate issuer = chain.get(i);
            try {
                if (issued.equals(issuer)
                        || !issued.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
                    throw new GeneralSecurityException("another issuer");
                }
                issued.verify(issuer.getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(
                        "certificate " + (i + 1) + " in " + file
                                + " is not that of the issuer of the one before; put them in order, the server's first",
                        e);
            }
        }
    }

    /** Whether what one signs is valid for the other. */
    private static boolean match(PrivateKey privateKey, PublicKey publicKey) {
        if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        String algorithm = switch (privateKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> privateKey.getAlgorithm();
        };
        try {
            byte[] text = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
