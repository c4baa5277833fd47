package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.EdgeServer;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Storage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Encode, inspect and serve with all files in an object store: an S3 server in this process. */
class ObjectStoreTest {
    @RegisterExtension
    final S3ProxyExtension server =
            S3ProxyExtension.builder().withCredentials("key", "secret").build();

    /** The extension starts a server for each test. */
    @BeforeEach
    void connect() {
        System.setProperty("aws.endpointUrlS3", String.valueOf(server.getUri()));
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    @AfterEach
    void forget() {
        System.clearProperty("aws.endpointUrlS3");
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void aTitleIsEncodedInspectedAndServedFromABucket(@TempDir Path folder) throws Exception {
        Path input =
                GeneratedTitle.sized(160, 96).at(10).scenes(12, 10).withTone(1).write(folder.resolve("small.mkv"));
        HttpClient client = HttpClient.newHttpClient();
        try (S3Client buckets = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .build()) {
            buckets.createBucket(it -> it.bucket("titles"));
        }

        String encoded =
                run("encode", input, "-o", "s3://titles/packages/small", "--store", "s3://titles/results", "--json");
        assertThat(new ObjectMapper().readTree(encoded).get("output").asText()).isEqualTo("s3://titles/packages/small");
        String inspected = run("inspect", "s3://titles/packages/small", "--json");
        assertThat(new ObjectMapper().readTree(inspected).get("frames").asInt()).isEqualTo(22);

        try (EdgeServer edge = EdgeServer.start(
                Storage.at(new Location("s3://titles/packages")).shelf(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InstantSource.system(),
                new SplittableRandom(1))) {
            URI multivariant = URI.create("http://127.0.0.1:" + edge.port() + "/titles/small/server.m3u8");
            URI media = multivariant.resolve(lastLine(client, multivariant));
            URI segment = media.resolve(lastLine(client, media));
            HttpResponse<byte[]> clip = get(client, segment);
            assertThat(clip.statusCode()).isEqualTo(200);
            assertThat(new String(clip.body(), 0, 400, StandardCharsets.ISO_8859_1))
                    .contains("moof");
        }
    }

    private static String run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        int exitCode = Starling.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        assertThat(exitCode).as(err.toString()).isZero();
        return out.toString().lines().toList().getLast();
    }

    private static HttpResponse<byte[]> get(HttpClient client, URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    }

    /** The last line of a playlist that is not a tag. */
    private static String lastLine(HttpClient client, URI playlist) throws Exception {
        return new String(get(client, playlist).body(), StandardCharsets.UTF_8)
                .lines()
                .filter(it -> !it.startsWith("#"))
                .toList()
                .getLast();
    }
}
