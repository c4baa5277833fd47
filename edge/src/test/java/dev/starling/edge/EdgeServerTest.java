package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EdgeServerTest {
    private static final int CLIPS = 3;

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(CLIPS, 2_000_000, 1).write(folder.resolve("one title"));
        edge = EdgeServer.start(
                folder,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InstantSource.system(),
                new SplittableRandom(1));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + edge.port() + path);
    }

    private static HttpResponse<byte[]> fetch(HttpClient client, URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aPlayerThatFollowsThePlaylistsGetsEveryClip(HttpClient.Version version) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
            for (String start : List.of("server.m3u8", "server.m3u8?switch=resolution", "player.m3u8")) {
                URI multivariant = uri("/titles/one%20title/" + start);
                HttpResponse<byte[]> playlist = fetch(client, multivariant);
                assertThat(playlist.statusCode()).isEqualTo(200);
                assertThat(playlist.version()).isEqualTo(version);
                for (String line :
                        text(playlist).lines().filter(it -> !it.startsWith("#")).toList()) {
                    URI media = multivariant.resolve(line);
                    HttpResponse<byte[]> mediaPlaylist = fetch(client, media);
                    assertThat(mediaPlaylist.statusCode()).isEqualTo(200);
                    List<String> segments = text(mediaPlaylist)
                            .lines()
                            .filter(it -> !it.startsWith("#"))
                            .toList();
                    assertThat(segments).hasSize(CLIPS);
                    for (String segment : segments) {
                        HttpResponse<byte[]> clip = fetch(client, media.resolve(segment));
                        assertThat(clip.statusCode()).as(segment).isEqualTo(200);
                        assertThat(clip.body().length).isGreaterThan(10_000);
                    }
                }
            }
        }
    }
}
