package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.delivery.Fragments;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EdgeServerTest {
    private static final int CLIPS = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(CLIPS, 2_000_000, 1).write(folder.resolve("one title"));
        edge = LocalEdge.start(folder);
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
            for (String start : List.of("server.m3u8", "server.m3u8?switch=none", "player.m3u8")) {
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

    @Test
    void aRungIsDeclaredWithTheBitsThatAreSent() throws Exception {
        Pattern declared = Pattern.compile("AVERAGE-BANDWIDTH=([0-9]+),.*,AUDIO=\"audio(-low)?\"\n(.+)\n");
        double seconds = CLIPS * GeneratedPackage.FRAMES * GeneratedPackage.FRAME_TICKS / (double) Title.TIMESCALE;
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI multivariant = uri("/titles/one%20title/player.m3u8");
            Matcher variant = declared.matcher(text(fetch(client, multivariant)));
            int rungs = 0;
            while (variant.find()) {
                rungs++;
                double sound = (variant.group(2) == null ? 128_000 : 64_000);
                double bytes = 0;
                for (int clip = 0; clip < CLIPS; clip++) {
                    bytes += fetch(
                                    client,
                                    multivariant.resolve(variant.group(3)).resolve(clip + ".m4s"))
                            .body()
                            .length;
                }
                assertThat(bytes * 8 / seconds + sound)
                        .as(variant.group(3))
                        .isCloseTo(Double.parseDouble(variant.group(1)), withinPercentage(5));
            }
            assertThat(rungs).isEqualTo(7);
        }
    }

    @Test
    void aSessionIsExplainedAsItHappens() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest create = HttpRequest.newBuilder(uri("/api/sessions"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"screenHeight\":480,\"decoders\":[\"H264\",\"VP9\"]}"))
                    .build();
            HttpResponse<String> created = client.send(create, BodyHandlers.ofString());
            assertThat(created.statusCode()).isEqualTo(201);
            String id = JSON.readTree(created.body()).get("id").asText();

            HttpRequest listen = HttpRequest.newBuilder(uri("/api/sessions/" + id + "/events"))
                    .build();
            HttpResponse<Stream<String>> feed = client.send(listen, BodyHandlers.ofLines());
            assertThat(feed.headers().firstValue("content-type")).contains("text/event-stream");
            try (Stream<String> lines = feed.body()) {
                Iterator<String> events = lines.iterator();
                assertThat(events.next()).isEqualTo("event: session");
                assertThat(events.next()).contains("\"screenHeight\":480").doesNotContain("VP9");

                HttpResponse<byte[]> clip =
                        fetch(client, uri("/titles/one%20title/sessions/" + id + "/swarm/0.m4s?CMCD=bl%3D3000"));
                assertThat(Fragments.read(clip.body()).samples()).hasSize(GeneratedPackage.FRAMES);
                assertThat(clip.headers().firstValue("cmsd-static").orElseThrow())
                        .contains("ot=v")
                        .contains("d=2000");
                assertThat(clip.headers().firstValue("cache-control")).contains("no-store");
                assertThat(events.next()).isEmpty();
                assertThat(events.next()).isEqualTo("event: clip");
                assertThat(events.next()).contains("\"state\":\"sending\"");
            }

            JsonNode explained = JSON.readTree(text(fetch(client, uri("/api/sessions/" + id))));
            assertThat(explained.get("network").get("bufferSeconds").asDouble()).isBetween(0.0, 3.0);
            JsonNode sent = explained.get("clips").get(0);
            assertThat(sent.get("rendition").asText()).isEqualTo("swarm");
            double weights = 0;
            for (JsonNode cluster : sent.get("clusters")) {
                weights += cluster.get("weight").asDouble();
            }
            assertThat(weights).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void aForgottenSessionsUrlsGoOnWorking() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String session = "/titles/one%20title/sessions/BBBBBBBBBBBBBBBBBBBBBB/";
            assertThat(fetch(client, uri("/api/sessions/BBBBBBBBBBBBBBBBBBBBBB"))
                            .statusCode())
                    .isEqualTo(404);
            for (String part : List.of(
                    "swarm/1.m4s", "swarm/init.mp4", "audio/audio1-stereo-64/1.m4s", "audio-sets/2-2ch/init.mp4")) {
                assertThat(fetch(client, uri(session + part)).statusCode()).isEqualTo(200);
            }
            assertThat(fetch(client, uri("/api/sessions/BBBBBBBBBBBBBBBBBBBBBB"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void soundIsDeliveredAsItIs() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            PackageReader reader = PackageReader.open(folder.resolve("one title"));
            byte[] segment = fetch(
                            client,
                            uri("/titles/one%20title/sessions/CCCCCCCCCCCCCCCCCCCCCC/audio/audio1-surround-384/2.m4s"))
                    .body();
            MappedMember audio = reader.audio(GeneratedPackage.audio(1, "surround", 384), 2);
            Fragments sound = Fragments.read(segment);
            assertThat(ByteBuffer.wrap(sound.media()))
                    .isEqualTo(audio.bytes(0, audio.accessUnits().size()));
            // A player that appends chunk by chunk need not wait for all of it.
            assertThat(sound.chunks()).isEqualTo(2);
            long next = sound.samples().getFirst().decodingTicks();
            for (Fragments.Sample frame : sound.samples()) {
                assertThat(frame.decodingTicks()).isEqualTo(next);
                next += AudioRendition.SAMPLES_PER_FRAME;
            }
        }
    }

    @Test
    void thePathDecidesWhichSoundIsSent() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            PackageReader reader = PackageReader.open(folder.resolve("one title"));
            for (Map.Entry<String, Integer> path :
                    Map.of("mtp=500", 64, "mtp=900000", 128).entrySet()) {
                String playlist = text(fetch(client, uri("/titles/one%20title/server.m3u8")));
                Matcher link =
                        Pattern.compile("sessions/([^/]+)/audio-sets/1-2ch/").matcher(playlist);
                assertThat(link.find()).isTrue();
                String session = "/titles/one%20title/sessions/" + link.group(1);
                String set = session + "/audio-sets/1-2ch/";
                // What a client tells of its path counts when it has got a clip.
                fetch(client, uri(session + "/swarm/0.m4s?CMCD=" + path.getKey().replace("=", "%3D")));
                URI explanation = uri("/api/sessions/" + link.group(1));
                while (!text(fetch(client, explanation)).contains("\"sent\"")) {
                    // The edge knows it a little later than the client.
                }
                HttpResponse<byte[]> segment = fetch(client, uri(set + "1.m4s"));
                MappedMember expected = reader.audio(GeneratedPackage.audio(1, "stereo", path.getValue()), 1);
                assertThat(ByteBuffer.wrap(Fragments.read(segment.body()).media()))
                        .as(path.getKey())
                        .isEqualTo(expected.bytes(0, expected.accessUnits().size()));
                assertThat(segment.headers().firstValue("cache-control")).contains("no-store");
                assertThat(segment.headers().firstValue("accept-ranges")).contains("none");
            }
        }
    }

    @Test
    void metricsHaveTheirNamesAndFewLabels() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String session = "/titles/one%20title/sessions/DDDDDDDDDDDDDDDDDDDDDD/";
            fetch(client, uri(session + "swarm/0.m4s"));
            fetch(client, uri(session + "audio/audio2-stereo-64/0.m4s"));
            fetch(client, uri("/api/titles/secret-name"));
            Samples.await(edge, it -> it.value("starling_clips_sent_total") > 0);
            HttpResponse<byte[]> metrics = fetch(client, uri("/metrics"));
            assertThat(metrics.headers().firstValue("content-type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(text(metrics))
                    .containsPattern("(?m)^starling_clips_sent_total [1-9]")
                    .contains("\nstarling_clips_aborted_total ")
                    .contains("\nstarling_down_moves_total ")
                    .containsPattern("(?m)^starling_video_bytes_total [1-9]")
                    .containsPattern("(?m)^starling_audio_bytes_total [1-9]")
                    .containsPattern("(?m)^starling_sessions [1-9]")
                    .containsPattern("(?m)^starling_connections [1-9]")
                    .contains("\nstarling_policy_fallbacks_total 0")
                    .contains("\n# TYPE starling_clips_sent_total counter\n")
                    .contains("\n# TYPE starling_sessions gauge\n")
                    .contains("\n# TYPE starling_request_seconds histogram\n")
                    .containsPattern(
                            "(?m)^starling_requests_total\\{route=\"/api/titles/\\{title}\",status=\"4xx\"} [1-9]")
                    .containsPattern(
                            "(?m)^starling_request_seconds_bucket\\{route=\"/api/titles/\\{title}\",le=\"2.0\"} ")
                    .doesNotContain("secret-name")
                    .doesNotContain("DDDDDD");
        }
    }
}
