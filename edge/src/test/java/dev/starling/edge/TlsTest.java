package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.TlsKeyPair;
import dev.starling.edge.delivery.Fragments;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTPS, over real sockets. */
class TlsTest {
    private static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    @BeforeEach
    void files() throws IOException, GeneralSecurityException {
        certificate = folder.resolve("certificate.pem");
        key = folder.resolve("key.pem");
        write(TlsKeyPair.ofSelfSigned("edge.example"));
        new GeneratedPackage(2, 400_000, 1).write(folder.resolve("titles/t"));
    }

    private void write(TlsKeyPair pair) throws IOException, GeneralSecurityException {
        pem(certificate, "CERTIFICATE", pair.certificateChain().getFirst().getEncoded());
        pem(key, "PRIVATE KEY", pair.privateKey().getEncoded());
    }

    private static void pem(Path file, String kind, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    private EdgeServer start(EdgeLimits limits) throws IOException {
        TlsFiles files = TlsFiles.open(certificate, key, now::get);
        return LocalEdge.start(
                folder.resolve("titles"),
                EdgeSettings.DEFAULT.withLimits(limits).withOperations(Operations.NONE.withTls(Optional.of(files))));
    }

    private EdgeServer start() throws IOException {
        return start(EdgeLimits.DEFAULT);
    }

    /** Trusts every certificate, and keeps the last one. */
    private static final class Anyone extends X509ExtendedTrustManager {
        private final AtomicReference<X509Certificate> last = new AtomicReference<>();

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            last.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            last.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            last.set(chain[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        SSLContext context() throws GeneralSecurityException {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, new SecureRandom());
            return context;
        }
    }

    private static HttpResponse<byte[]> get(HttpClient client, EdgeServer edge, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("https://127.0.0.1:" + edge.port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void clipsAreDeliveredInBothVersionsAndThePathIsMeasured(HttpClient.Version version) throws Exception {
        try (EdgeServer edge = start();
                HttpClient client = HttpClient.newBuilder()
                        .version(version)
                        .sslContext(new Anyone().context())
                        .build()) {
            for (int clip = 0; clip < 2; clip++) {
                HttpResponse<byte[]> response =
                        get(client, edge, "/titles/t/sessions/" + SESSION + "/swarm/" + clip + ".m4s");
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.version()).isEqualTo(version);
                assertThat(Fragments.read(response.body()).samples()).hasSize(GeneratedPackage.FRAMES);
            }
            JsonNode explained = new ObjectMapper()
                    .readTree(get(client, edge, "/api/sessions/" + SESSION).body());
            assertThat(explained.at("/network/roundTripSeconds").asDouble())
                    .as("TCP_INFO of the socket under TLS")
                    .isPositive();
        }
    }

    private static String raw(EdgeServer edge, String request) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = (SSLSocket)
                new Anyone().context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void theRulesOfHttp1HoldUnderTls() throws Exception {
        try (EdgeServer edge = start()) {
            assertThat(raw(edge, "POST /api/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nabc"))
                    .startsWith("HTTP/1.1 501 ");
            assertThat(raw(edge, "GET /titles/t/sessions/" + SESSION + "/swarm/0.m4s HTTP/1.0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContainIgnoringCase("transfer-encoding");
        }
    }

    @Test
    void aChangedCertificateIsUsedForNewConnections() throws Exception {
        X509Certificate first = TlsKeyPair.of(Files.newInputStream(key), Files.newInputStream(certificate))
                .certificateChain()
                .getFirst();
        try (EdgeServer edge = start()) {
            assertThat(presented(edge)).isEqualTo(first);
            TlsKeyPair other = TlsKeyPair.ofSelfSigned("edge.example");
            Path oldKey = Files.move(key, folder.resolve("old-key.pem"));
            write(other);
            Path newKey = Files.move(key, folder.resolve("new-key.pem"));
            Files.copy(oldKey, key);
            now.updateAndGet(it -> it.plusSeconds(1));
            assertThat(presented(edge)).as("the key does not match yet").isEqualTo(first);
            Files.delete(key);
            now.updateAndGet(it -> it.plusSeconds(1));
            assertThat(presented(edge)).as("there is no key").isEqualTo(first);
            Files.move(newKey, key);
            now.updateAndGet(it -> it.plusSeconds(1));
            assertThat(presented(edge)).isEqualTo(other.certificateChain().getFirst());
        }
    }

    @Test
    void anExpiredCertificateNeitherStartsNorReplacesAValidOne() throws Exception {
        Instant end = TlsKeyPair.of(Files.newInputStream(key), Files.newInputStream(certificate))
                .certificateChain()
                .getFirst()
                .getNotAfter()
                .toInstant();
        try (EdgeServer edge = start()) {
            X509Certificate first = presented(edge);
            now.set(end.plusSeconds(1));
            write(TlsKeyPair.ofSelfSigned("edge.example"));
            assertThat(presented(edge)).isEqualTo(first);
        }
        assertThatThrownBy(() -> TlsFiles.open(certificate, key, now::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the first certificate in " + certificate + " has expired at " + end + "; renew it");
    }

    @Test
    void aChainThatIsNotInOrderIsRefused() throws Exception {
        Path other = folder.resolve("other.pem");
        pem(
                other,
                "CERTIFICATE",
                TlsKeyPair.ofSelfSigned("other.example")
                        .certificateChain()
                        .getFirst()
                        .getEncoded());
        Files.writeString(certificate, Files.readString(other), StandardOpenOption.APPEND);
        assertThatThrownBy(() -> TlsFiles.open(certificate, key, now::get))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasLineCount(1)
                .startsWith("certificate 2 in " + certificate + " is not that of the issuer");
    }

    @Test
    void aFileWithoutAnEndIsRefusedInOneLine() {
        Path endless = Path.of("/dev/zero");
        for (ThrowingCallable opened : List.<ThrowingCallable>of(
                () -> TlsFiles.open(endless, key, now::get), () -> TlsFiles.open(certificate, endless, now::get))) {
            assertThatThrownBy(opened)
                    .isInstanceOf(IOException.class)
                    .message()
                    .hasLineCount(1)
                    .startsWith("/dev/zero: larger than");
        }
    }

    private static X509Certificate presented(EdgeServer edge) throws Exception {
        Anyone trust = new Anyone();
        try (SSLSocket socket = (SSLSocket)
                trust.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.startHandshake();
        }
        return trust.last.get();
    }

    @Test
    void aConnectionAboveTheLimitIsClosed() throws Exception {
        try (EdgeServer edge = start(EdgeLimits.DEFAULT.with(EdgeLimit.CONNECTIONS_PER_ADDRESS, 1));
                SSLSocket first = (SSLSocket) new Anyone()
                        .context()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), edge.port())) {
            // Not before its answer is it certain that the edge has seen it first.
            first.startHandshake();
            assertThatThrownBy(() -> presented(edge)).isInstanceOfAny(SSLException.class, IOException.class);
        }
    }

    @Test
    void cleartextIsNotServed() throws Exception {
        try (EdgeServer edge = start();
                RawClient client = new RawClient(edge.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.drain()).doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void filesThatAreBadOrDoNotMatchAreRefusedInOneLine() throws Exception {
        Path other = folder.resolve("other.pem");
        pem(other, "PRIVATE KEY", TlsKeyPair.ofSelfSigned().privateKey().getEncoded());
        assertThatThrownBy(() -> TlsFiles.open(certificate, other, now::get))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasLineCount(1)
                .contains("other.pem is not the key");
        for (Path bad : new Path[] {Files.writeString(folder.resolve("bad"), "-----BEGIN"), certificate}) {
            assertThatThrownBy(() -> TlsFiles.open(certificate, bad, now::get))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .hasLineCount(1)
                    .contains("PEM");
        }
    }
}
