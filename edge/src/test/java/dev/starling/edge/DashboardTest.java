package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.EvolutionReport.HullOfGeneration;
import dev.starling.edge.EvolutionReport.Operator;
import dev.starling.edge.record.ClipRecord;
import dev.starling.edge.record.RecordedHistory;
import dev.starling.edge.record.RewardTerms;
import dev.starling.edge.record.SessionRecord;
import dev.starling.edge.record.Telemetry;
import dev.starling.swarm.steer.BlendLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard reads, over real sockets. */
class DashboardTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "0123456789abcdef";
    private static final String RECORDED = "/api/history/sessions/0123456789abcdef0123";
    private static final List<String> GUARDED = List.of(
            "/api/fleet",
            "/api/history/sessions",
            RECORDED,
            RECORDED + "/clips/0",
            "/api/history/rewards",
            "/api/evolution");

    @TempDir
    private Path folder;

    private final List<EdgeServer> edges = new ArrayList<>();

    private int port() {
        return edges.getFirst().port();
    }

    private void start(EdgeSettings settings) throws IOException {
        new GeneratedPackage(2, 100_000, 1).write(folder.resolve("titles/t"), GeneratedPackage.TAILS);
        edges.add(LocalEdge.start(folder.resolve("titles"), settings));
    }

    private Operations withToken() throws IOException {
        return Operations.NONE.withAdminToken(
                Optional.of(AdminToken.read(Files.writeString(folder.resolve("token"), TOKEN))));
    }

    @AfterEach
    void stop() {
        edges.forEach(EdgeServer::close);
    }

    private RawClient.Answer ask(String path, String token) throws IOException {
        return RawClient.once(
                port(),
                "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + token
                        + "\r\n\r\n");
    }

    private JsonNode read(String path) throws IOException {
        RawClient.Answer answer = ask(path, TOKEN);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** Records that can be read, or not. */
    private record Kept(AtomicBoolean readable) implements Telemetry, RecordedHistory {
        @Override
        public void add(ClipRecord clip) {}

        @Override
        public void add(SessionRecord session) {}

        @Override
        public Counts counts() {
            return new Counts(0, 0);
        }

        @Override
        public Optional<RecordedHistory> history() {
            return Optional.of(this);
        }

        private void check() throws IOException {
            if (!readable.get()) {
                throw new IOException("/var/lib/secret.duckdb: Input/output error");
            }
        }

        @Override
        public List<PastSession> sessions(int max) throws IOException {
            check();
            return List.of(new PastSession(
                    "s" + max,
                    "2026-11-29T20:00:00Z",
                    "2026-11-29T20:10:00Z",
                    Optional.of("t"),
                    Optional.empty(),
                    new Delivered(3, 12, 4_000, OptionalDouble.of(91), OptionalDouble.empty(), 1),
                    new Experienced(
                            Optional.empty(), OptionalDouble.of(0.4), OptionalLong.of(2), OptionalDouble.of(1.5))));
        }

        @Override
        public List<PastSpan> course(String session) throws IOException {
            check();
            return List.of(new PastSpan(
                    0,
                    "2026-11-29T20:10:00Z",
                    session,
                    1,
                    new Delivered(3, 12, 4_000, OptionalDouble.of(91), OptionalDouble.of(77), 1),
                    Optional.of(new RewardTerms(80, -1, -2, 0)),
                    new Conditions(OptionalDouble.empty(), OptionalDouble.of(8), OptionalDouble.of(2)),
                    List.of(new Supplied("a", 0.75)),
                    Map.of(BlendLevel.SLICE, 3L)));
        }

        @Override
        public Optional<JsonNode> clip(String session, int number) throws IOException {
            check();
            return number == 0 ? Optional.of(JSON.createObjectNode().put("session", session)) : Optional.empty();
        }

        @Override
        public List<DayOfRewards> rewards(Instant since) throws IOException {
            check();
            return List.of(
                    new DayOfRewards("2026-11-29", "learned", 3, new RewardTerms(80, -1, -2, 0), OptionalDouble.of(2)));
        }
    }

    @Test
    void withoutTheTokenThereIsAPageAndNoData() throws IOException {
        start(EdgeSettings.DEFAULT.withOperations(withToken()));
        RawClient.Answer page = RawClient.get(port(), "/dashboard");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Dashboard").contains("Admin token");
        assertThat(page.header("content-security-policy").orElseThrow()).doesNotContain("unsafe");
        assertThat(RawClient.get(port(), "/dashboard.html").body()).isEqualTo(page.body());
        for (String path : GUARDED) {
            RawClient.Answer refused = ask(path, TOKEN + "x");
            assertThat(refused.status()).as(path).isEqualTo(401);
            assertThat(refused.body()).hasLineCount(1).doesNotContain("{");
        }
    }

    @Test
    void anEdgeWithoutATokenIsClosedAndTellsHowToOpenIt() throws IOException {
        start(EdgeSettings.DEFAULT);
        for (String path : GUARDED) {
            assertThat(ask(path, TOKEN).status()).as(path).isEqualTo(403);
            assertThat(ask(path, TOKEN).body()).contains("--admin-token-file").hasLineCount(1);
        }
    }

    @Test
    void whatIsNotKeptIsToldNotAnError() throws IOException {
        start(EdgeSettings.DEFAULT.withOperations(withToken()));
        assertThat(read("/api/fleet").get("policy").asText()).isEqualTo("static");
        assertThat(read("/api/fleet").get("intervalSeconds").asDouble()).isEqualTo(5);
        assertThat(read("/api/history/sessions").has("sessions")).isFalse();
        assertThat(read(RECORDED).has("spans")).isFalse();
        assertThat(read(RECORDED + "/clips/7").has("clip")).isFalse();
        assertThat(read("/api/history/rewards").has("days")).isFalse();
        assertThat(read("/api/evolution").has("profiles")).isFalse();
        for (String bad :
                List.of("/api/fleet?after=x", "/api/history/sessions?limit=0", "/api/history/rewards?days=99999")) {
            assertThat(ask(bad, TOKEN).status()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void recordsAndProfilesAreShown() throws IOException {
        Path file = Files.writeString(folder.resolve("profiles.json"), "{}");
        EvolutionReport bred = new EvolutionReport(
                "profiles.json",
                3,
                12,
                List.of("h264"),
                List.of(new HullOfGeneration(3, List.of(1.5, 2.0))),
                List.of(new Operator("leap", 4, 0.25, 60, 15)));
        Kept kept = new Kept(new AtomicBoolean(true));
        start(EdgeSettings.DEFAULT
                .withTelemetry(kept)
                .withOperations(withToken()
                        .withEvolution(Optional.of(EvolutionFile.open(file, _ -> bred, InstantSource.system())))));
        JsonNode session = read("/api/history/sessions?limit=7").at("/sessions/0");
        assertThat(session.get("session").asText()).isEqualTo("s7");
        assertThat(session.get("stallSeconds").asDouble()).isEqualTo(1.5);
        assertThat(session.has("reward")).isFalse();
        JsonNode span = read(RECORDED).at("/spans/0");
        assertThat(span.get("title").asText()).isEqualTo("0123456789abcdef0123");
        assertThat(span.get("clips").asInt()).isEqualTo(3);
        assertThat(span.get("aborted").asInt()).isEqualTo(1);
        assertThat(span.get("leastBufferSeconds").asDouble()).isEqualTo(2);
        assertThat(span.has("pathBitsPerSecond")).isFalse();
        assertThat(span.at("/mean/waiting").asDouble()).isEqualTo(-2);
        assertThat(span.at("/mix/0/share").asDouble()).isEqualTo(0.75);
        assertThat(span.at("/levels/slice").asInt()).isEqualTo(3);
        assertThat(read(RECORDED + "/clips/0").at("/clip/session").asText()).isEqualTo("0123456789abcdef0123");
        assertThat(ask(RECORDED + "/clips/1", TOKEN).status()).isEqualTo(404);
        assertThat(ask("/api/history/sessions/no-name", TOKEN).status()).isEqualTo(404);
        JsonNode day = read("/api/history/rewards").at("/days/0");
        assertThat(day.get("policy").asText()).isEqualTo("learned");
        assertThat(day.at("/mean/waiting").asDouble()).isEqualTo(-2);
        JsonNode profiles = read("/api/evolution").get("profiles");
        assertThat(profiles.at("/hulls/0/gains/1").asDouble()).isEqualTo(2);
        assertThat(profiles.at("/operators/0/operator").asText()).isEqualTo("leap");
        kept.readable().set(false);
        for (String path : List.of("/api/history/sessions", RECORDED, RECORDED + "/clips/0", "/api/history/rewards")) {
            RawClient.Answer answer = ask(path, TOKEN);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).hasLineCount(1).doesNotContain("secret");
        }
    }

    @Test
    void profilesAreShownOnceTheFileThatIsAwaitedIsThere() throws IOException {
        Path file = folder.resolve("to-come.json");
        EvolutionReport bred = new EvolutionReport("to-come.json", 1, 2, List.of("h264"), List.of(), List.of());
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        start(EdgeSettings.DEFAULT.withOperations(
                withToken().withEvolution(Optional.of(EvolutionFile.await(file, _ -> bred, now::get)))));
        assertThat(read("/api/evolution").get("awaited").asText()).isEqualTo(file.toString());
        Files.writeString(file, "{}");
        now.set(Instant.EPOCH.plusSeconds(2));
        JsonNode evolution = read("/api/evolution");
        assertThat(evolution.has("awaited")).isFalse();
        assertThat(evolution.at("/profiles/generation").asInt()).isEqualTo(1);
    }

    @Test
    void theQualityOfATitleAndOfAClipHasEveryKindOfPointThatThereIs() throws IOException {
        start(EdgeSettings.DEFAULT);
        JsonNode whole =
                JSON.readTree(RawClient.get(port(), "/api/titles/t/quality").body());
        assertThat(whole.get("seconds").asDouble()).isEqualTo(4);
        assertThat(whole.get("members")).hasSize(9);
        assertThat(whole.get("blends")).isEmpty();
        assertThat(whole.get("rungs")).isNotEmpty();
        assertThat(whole.at("/rungs/0").has("member")).isFalse();
        JsonNode clip = JSON.readTree(
                RawClient.get(port(), "/api/titles/t/quality?clip=1").body());
        assertThat(clip.get("clip").asInt()).isEqualTo(1);
        JsonNode best = clip.at("/members/0");
        assertThat(best.get("vmaf").asDouble()).isEqualTo(96);
        assertThat(best.get("bitsPerSecond").asDouble()).isBetween(80_000.0, 140_000.0);
        assertThat(clip.get("blends")).hasSize(9 * GeneratedPackage.TAILS.size());
        JsonNode tail = clip.at("/blends/0");
        assertThat(tail.get("level").asText()).isEqualTo("frame");
        assertThat(tail.at("/tail/from").asInt()).isEqualTo(10);
        assertThat(tail.get("basis").asText()).isEqualTo("measured");
        assertThat(clip.at("/rungs/0/member").asText()).isNotEmpty();
        for (String missing : List.of("/api/titles/t/quality?clip=2", "/api/titles/u/quality")) {
            assertThat(RawClient.get(port(), missing).status()).as(missing).isEqualTo(404);
        }
        assertThat(RawClient.get(port(), "/api/titles/t/quality?clip=-1").status())
                .isEqualTo(400);
    }
}
