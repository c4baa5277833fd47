package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.swarm.pack.PackageReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A title is played while the rest of it is encoded. */
class GrowingTitleTest {
    private static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String PLAYLIST = "/titles/t/sessions/" + SESSION + "/swarm/playlist.m3u8";
    private static final GeneratedPackage PACKAGE = new GeneratedPackage(3, 100_000, 1);

    @TempDir
    private Path folder;

    private EdgeServer edge() throws IOException {
        return LocalEdge.start(folder);
    }

    private static HttpResponse<String> get(HttpClient client, EdgeServer edge, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
                        .build(),
                BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    private static String segment(int clip) {
        return "/titles/t/sessions/" + SESSION + "/swarm/" + clip + ".m4s";
    }

    @Test
    void aViewerOfTheBeginningGoesOnToTheEnd() throws Exception {
        try (EdgeServer edge = edge();
                HttpClient client = HttpClient.newHttpClient();
                GeneratedPackage.Writing writing = PACKAGE.grow(folder.resolve("t"))) {
            assertThat(get(client, edge, PLAYLIST).statusCode()).isEqualTo(404);
            writing.clip();
            writing.publishBeginning();
            assertThat(get(client, edge, "/titles/t/server.m3u8?session=" + SESSION)
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> one = get(client, edge, PLAYLIST);
            assertThat(one.headers().firstValue("cache-control")).contains("no-cache");
            assertThat(one.body()).contains("\n0.m4s\n").doesNotContain("1.m4s", "#EXT-X-ENDLIST");
            HttpResponse<String> init = get(client, edge, "/titles/t/sessions/" + SESSION + "/swarm/init.mp4");
            assertThat(init.body()).contains("avc3");
            assertThat(get(client, edge, segment(0)).statusCode()).isEqualTo(200);
            assertThat(get(client, edge, segment(1)).statusCode()).isEqualTo(404);

            writing.clip();
            writing.publishBeginning();
            assertThat(PackageReader.open(folder.resolve("t")).problems()).isEmpty();
            String two = get(client, edge, PLAYLIST).body();
            assertThat(two).startsWith(one.body()).doesNotContain("#EXT-X-ENDLIST");
            assertThat(get(client, edge, segment(1)).statusCode()).isEqualTo(200);

            writing.clip();
            writing.publish();
            String whole = get(client, edge, PLAYLIST).body();
            assertThat(whole)
                    .as("the playlist of a viewer who has seen it growing")
                    .startsWith(two)
                    .endsWith("#EXT-X-ENDLIST\n");
            assertThat(get(client, edge, segment(2)).statusCode()).isEqualTo(200);
            assertThat(get(client, edge, PLAYLIST.replace(SESSION, "BBBBBBBBBBBBBBBBBBBBBB"))
                            .body())
                    .as("that of another viewer")
                    .contains("#EXT-X-PLAYLIST-TYPE:VOD")
                    .endsWith("#EXT-X-ENDLIST\n");
        }
    }

    @Test
    void aDashPlayerReadsThePresentationAgainAndKeepsItsInitializationSegments() throws Exception {
        try (EdgeServer edge = edge();
                HttpClient client = HttpClient.newHttpClient();
                GeneratedPackage.Writing writing = PACKAGE.grow(folder.resolve("t"))) {
            String manifest = "/titles/t/player.mpd?session=" + SESSION;
            String init = "/titles/t/sessions/" + SESSION + "/rungs/0/init.mp4";
            writing.clip();
            writing.publishBeginning();
            assertThat(get(client, edge, manifest).body())
                    .contains("type=\"dynamic\"", "avc3")
                    .doesNotContain("avc1");
            String before = get(client, edge, init).body();
            writing.clip();
            writing.clip();
            writing.publish();
            assertThat(get(client, edge, manifest).body())
                    .contains("type=\"static\"", "avc3")
                    .doesNotContain("avc1");
            assertThat(before).contains("avc3");
            assertThat(get(client, edge, init).body()).contains("avc3");
            assertThat(get(client, edge, init.replace("init.mp4", "2.m4s")).statusCode())
                    .isEqualTo(200);
            assertThat(get(client, edge, manifest.replace(SESSION, "BBBBBBBBBBBBBBBBBBBBBB"))
                            .body())
                    .as("that of another viewer")
                    .contains("type=\"static\"", "avc1");
        }
    }

    @Test
    void aDashPlayerThatNamesNoSessionStaysInTheOneItGot() throws Exception {
        try (EdgeServer edge = edge();
                HttpClient client = HttpClient.newHttpClient();
                GeneratedPackage.Writing writing = PACKAGE.grow(folder.resolve("t"))) {
            writing.clip();
            writing.publishBeginning();
            HttpResponse<String> first = get(client, edge, "/titles/t/server.mpd?switch=none&blend=none");
            Matcher location = Pattern.compile("<Location>(.*)</Location>").matcher(first.body());
            assertThat(location.find()).isTrue();
            String again = location.group(1).replace("&amp;", "&");
            assertThat(again).contains("switch=none", "blend=none");
            HttpResponse<String> second = get(client, edge, "/titles/t/" + again);
            assertThat(withoutTimes(second.body())).isEqualTo(withoutTimes(first.body()));
            writing.clip();
            writing.clip();
            writing.publish();
            assertThat(get(client, edge, "/titles/t/" + again).body())
                    .contains("type=\"static\"")
                    .doesNotContain("Location");
        }
    }

    /** A description without the times at which it was written. */
    private static String withoutTimes(String presentation) {
        return presentation.replaceAll("(publishTime|2014\" value)=\"[^\"]*\"", "");
    }

    @Test
    void aPlayerOfGroupsHasAnInitializationSegmentThatServesAllClips() throws Exception {
        try (EdgeServer edge = edge();
                HttpClient client = HttpClient.newHttpClient();
                GeneratedPackage.Writing writing = PACKAGE.grow(folder.resolve("t"))) {
            writing.clip();
            writing.publishBeginning();
            String group = "/titles/t/sessions/" + SESSION + "/groups/"
                    + GeneratedPackage.group(GeneratedPackage.SIZES.getLast());
            assertThat(get(client, edge, group + "/init.mp4").body()).contains("avc3");
            writing.clip();
            writing.clip();
            writing.publish();
            assertThat(get(client, edge, group + "/init.mp4").body()).contains("avc1");
        }
    }

    @Test
    void whatAnEarlierStateNamedIsServedUntilTheTitleIsReplaced() throws Exception {
        HttpClient.Builder redirects = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER);
        try (EdgeServer edge = edge();
                HttpClient client = redirects.build();
                GeneratedPackage.Writing writing = PACKAGE.grow(folder.resolve("t"))) {
            writing.clip();
            writing.publishBeginning();
            get(client, edge, "/titles/t/server.m3u8?delivery=redirect&session=" + SESSION);
            HttpResponse<String> redirect = get(client, edge, segment(0));
            assertThat(redirect.statusCode()).isEqualTo(307);
            String plan = URI.create(segment(0))
                    .resolve(redirect.headers().firstValue("location").orElseThrow())
                    .toString();
            writing.clip();
            writing.clip();
            writing.publish();
            assertThat(get(client, edge, plan).statusCode()).isEqualTo(200);
            new GeneratedPackage(3, 100_000, 2).write(folder.resolve("t"));
            assertThat(get(client, edge, plan.replace("/0/", "/1/")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aTrackForTrickModesGetsLongerWithItsTitle() throws Exception {
        try (EdgeServer edge = edge();
                HttpClient client = HttpClient.newHttpClient();
                GeneratedPackage.Writing writing = PACKAGE.grow(folder.resolve("t"))) {
            writing.clip();
            writing.publishBeginning();
            String manifest = "/titles/t/player.mpd?session=" + SESSION;
            Matcher media = Pattern.compile("media=\"([^\"]*/iframes/[^\"]*)\"")
                    .matcher(get(client, edge, manifest).body());
            assertThat(media.find()).isTrue();
            String third = "/titles/t/" + media.group(1).replace("$Number$", "2");
            assertThat(get(client, edge, third.replace("/2.m4s", "/0.m4s"))
                            .headers()
                            .firstValue("cache-control"))
                    .as("another member may be the rung's when more is known of the title")
                    .contains("no-cache");
            assertThat(get(client, edge, third).statusCode()).isEqualTo(404);
            writing.clip();
            writing.clip();
            writing.publish();
            assertThat(get(client, edge, manifest).body()).contains(media.group(1));
            assertThat(get(client, edge, third).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theListTellsHowMuchThereIs() throws Exception {
        try (EdgeServer edge = edge();
                HttpClient client = HttpClient.newHttpClient();
                GeneratedPackage.Writing writing = PACKAGE.grow(folder.resolve("t"))) {
            writing.clip();
            writing.publishBeginning();
            JsonNode growing = new JsonMapper()
                    .readTree(get(client, edge, "/api/titles").body())
                    .get(0);
            assertThat(growing.get("seconds").asDouble()).isEqualTo(2);
            assertThat(growing.at("/growing/expectedSeconds").asDouble()).isEqualTo(6);
            writing.clip();
            writing.clip();
            writing.publish();
            JsonNode whole = new JsonMapper()
                    .readTree(get(client, edge, "/api/titles").body())
                    .get(0);
            assertThat(whole.get("seconds").asDouble()).isEqualTo(6);
            assertThat(whole.has("growing")).isFalse();
        }
    }
}
