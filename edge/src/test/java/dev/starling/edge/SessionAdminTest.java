package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators may do, over real sockets. */
class SessionAdminTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "0123456789abcdef+/==";

    @TempDir
    private Path folder;

    private EdgeServer start(Optional<AdminToken> token) throws IOException {
        new GeneratedPackage(2, 100_000, 1).write(folder.resolve("t"));
        return LocalEdge.start(folder, EdgeSettings.DEFAULT.withOperations(Operations.NONE.withAdminToken(token)));
    }

    private EdgeServer start() throws IOException {
        return start(Optional.of(AdminToken.read(Files.writeString(folder.resolve("token"), TOKEN + "\n"))));
    }

    private static RawClient.Answer ask(EdgeServer edge, String method, String path, String authorization)
            throws IOException {
        return RawClient.once(
                edge.port(),
                method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + authorization + "\r\n");
    }

    private static RawClient.Answer asAdmin(EdgeServer edge, String method, String path) throws IOException {
        return ask(edge, method, path, "Authorization: Bearer " + TOKEN + "\r\n");
    }

    private static String open(EdgeServer edge) throws IOException {
        RawClient.Answer created = RawClient.once(
                edge.port(),
                "POST /api/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(created.status()).isEqualTo(201);
        return JSON.readTree(created.body()).get("id").asText();
    }

    @Test
    void withoutATokenFileTheListIsClosedAndTheReasonSaysHowToOpenIt() throws IOException {
        try (EdgeServer edge = start(Optional.empty())) {
            String session = open(edge);
            for (RawClient.Answer answer : List.of(
                    asAdmin(edge, "GET", "/api/sessions"), asAdmin(edge, "DELETE", "/api/sessions/" + session))) {
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.body()).contains("--admin-token-file").hasLineCount(1);
            }
            assertThat(RawClient.get(edge.port(), "/api/sessions/" + session).status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: Bearer\r\n",
                "Authorization: Bearer 0123456789abcdef+/=\r\n",
                "Authorization: Bearer 0123456789abcdef+/===\r\n",
                "Authorization: Basic MDEyMzQ1Njc4OWFiY2RlZjo=\r\n"
            })
    void onlyTheTokenOpensTheList(String authorization) throws IOException {
        try (EdgeServer edge = start()) {
            String session = open(edge);
            RawClient.Answer list = ask(edge, "GET", "/api/sessions", authorization);
            assertThat(list.status()).isEqualTo(401);
            assertThat(list.header("www-authenticate")).hasValue("bearer realm=\"starling\"");
            assertThat(list.body()).doesNotContain(session);
            assertThat(ask(edge, "DELETE", "/api/sessions/" + session, authorization)
                            .status())
                    .isEqualTo(401);
            assertThat(RawClient.get(edge.port(), "/api/sessions/" + session).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theListHasWhatEachViewerGets() throws IOException {
        try (EdgeServer edge = start()) {
            String playlist = RawClient.once(
                            edge.port(), "GET /titles/t/server.m3u8 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .header("starling-session")
                    .orElseThrow();
            assertThat(playlist).hasSize(22);
            String session = "AAAAAAAAAAAAAAAAAAAAAA";
            RawClient.get(edge.port(), "/titles/t/server.m3u8?session=" + session);
            assertThat(RawClient.get(
                                    edge.port(),
                                    "/titles/t/sessions/" + session + "/swarm/0.m4s?CMCD="
                                            + "bl%3D4000%2Csta%3Dp%2Cv%3D2%2Cbsa%3D(1)%2Cbsda%3D(500)")
                            .status())
                    .isEqualTo(200);
            JsonNode all = JSON.readTree(asAdmin(edge, "GET", "/api/sessions").body());
            while (all.at("/sessions/0/qoe/clips").asInt() < 1) {
                all = JSON.readTree(asAdmin(edge, "GET", "/api/sessions").body());
            }
            assertThat(all.get("total").asInt()).isEqualTo(2);
            JsonNode first = all.get("sessions").get(0);
            assertThat(first.get("id").asText()).isEqualTo(session);
            assertThat(first.get("title").asText()).isEqualTo("t");
            assertThat(first.get("steering").asText()).isEqualTo("server");
            assertThat(first.get("startedAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
            assertThat(first.get("state").asText()).isEqualTo("playing");
            assertThat(first.get("bufferSeconds").asDouble()).isPositive();
            assertThat(first.get("why").asText()).isEqualTo("/api/sessions/" + session);
            assertThat(first.at("/last/clip").asInt()).isZero();
            double weights = 0;
            for (JsonNode share : first.at("/last/mix")) {
                weights += share.get("weight").asDouble();
            }
            assertThat(weights).isBetween(0.8, 1.0001);
            assertThat(first.at("/qoe/vmaf").asDouble()).isPositive();
            assertThat(first.at("/qoe/stalls").asInt()).isEqualTo(1);
            assertThat(first.at("/qoe/stallSeconds").asDouble()).isEqualTo(0.5);
            assertThat(all.get("sessions").get(1).has("last")).isFalse();
        }
    }

    @Test
    void theListComesInPages() throws IOException {
        try (EdgeServer edge = start()) {
            List<String> newestFirst = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                newestFirst.addFirst(open(edge));
            }
            // What is used meanwhile does not change its place.
            RawClient.get(edge.port(), "/api/sessions/" + newestFirst.getLast());
            List<String> listed = new ArrayList<>();
            String next = "";
            int pages = 0;
            do {
                JsonNode page = JSON.readTree(
                        asAdmin(edge, "GET", "/api/sessions?limit=2" + next).body());
                page.get("sessions").forEach(it -> listed.add(it.get("id").asText()));
                next = page.has("next") ? "&before=" + page.get("next").asLong() : "";
                pages++;
            } while (!next.isEmpty());
            assertThat(listed).isEqualTo(newestFirst);
            assertThat(pages).isEqualTo(3);
            for (String bad : List.of("limit=0", "limit=1001", "limit=x", "before=-1", "limit=")) {
                RawClient.Answer answer = asAdmin(edge, "GET", "/api/sessions?" + bad);
                assertThat(answer.status()).as(bad).isEqualTo(400);
                assertThat(answer.body()).hasLineCount(1);
            }
        }
    }

    @Test
    void anEndedSessionStaysEnded() throws IOException {
        try (EdgeServer edge = start()) {
            String session = open(edge);
            String clip = "/titles/t/sessions/" + session + "/swarm/0.m4s";
            assertThat(RawClient.get(edge.port(), clip).status()).isEqualTo(200);
            assertThat(asAdmin(edge, "DELETE", "/api/sessions/" + session).status())
                    .isEqualTo(204);
            assertThat(asAdmin(edge, "DELETE", "/api/sessions/" + session).status())
                    .isEqualTo(404);
            assertThat(RawClient.get(edge.port(), clip).status()).isEqualTo(410);
            assertThat(RawClient.get(edge.port(), "/titles/t/server.mpd?session=" + session)
                            .status())
                    .isEqualTo(410);
            assertThat(RawClient.get(edge.port(), "/api/sessions/" + session).status())
                    .isEqualTo(404);
            assertThat(JSON.readTree(asAdmin(edge, "GET", "/api/sessions").body())
                            .get("total")
                            .asInt())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "two words are too many", "0123456789abcdef\n0123456789abcdef"})
    void aFileWithoutATokenIsRefusedInOneLine(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), content);
        assertThatThrownBy(() -> AdminToken.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasLineCount(1)
                .contains("at least 16");
    }
}
