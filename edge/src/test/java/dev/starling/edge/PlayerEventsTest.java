package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.client.TrustedProxies;
import dev.starling.swarm.pack.FolderShelf;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Players report events, over real sockets; the clock stands still. */
class PlayerEventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger SESSIONS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    private final String session = "%022d".formatted(SESSIONS.incrementAndGet());

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(2, 100_000, 1).write(folder.resolve("t"));
        edge = LocalEdge.start(
                new FolderShelf(folder),
                EdgeSettings.DEFAULT.withProxies(TrustedProxies.parse("127.0.0.0/8,::1")),
                () -> Instant.EPOCH);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private RawClient.Answer get(String target, String client) throws IOException {
        return RawClient.once(
                edge.port(),
                "GET " + target + " HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + client
                        + "\r\nConnection: close\r\n\r\n");
    }

    private RawClient.Answer post(String type, String body, String client) throws IOException {
        return RawClient.once(
                edge.port(),
                "POST /cmcd HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nX-Forwarded-For: " + client
                        + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private int events(String body, String client) throws IOException {
        return post("application/cmcd", body, client).status();
    }

    private JsonNode explain() throws IOException {
        return JSON.readTree(get("/api/sessions/" + session, "192.0.2.1").body());
    }

    private void play(String cmcd) throws IOException {
        String query = cmcd.isEmpty() ? "" : "?CMCD=" + URLEncoder.encode(cmcd, StandardCharsets.UTF_8);
        assertThat(get("/titles/t/sessions/" + session + "/swarm/0.m4s" + query, "192.0.2.1")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aBatchIsCountedForTheSessionThatItNames() throws IOException {
        play("");
        String id = ",sid=\"" + session + "\",v=2";
        String batch = String.join(
                "\n",
                "e=ps,sta=s,ts=1000" + id,
                "e=ps,sta=p,msd=420,ts=1420" + id,
                "e=ps,sta=r,bl=(0;v),bsa=(1;v),ts=5000" + id,
                "e=t,sta=p,bl=(6300;v),bsda=(700;v),dfa=3,mtp=(8000;v),ts=6000" + id,
                "e=nonsense,ts=7" + id);
        assertThat(events(batch, "198.51.100.7")).isEqualTo(204);
        JsonNode playback = explain().get("playback");
        assertThat(playback.get("state").asText()).isEqualTo("playing");
        assertThat(playback.get("startSeconds").asDouble()).isEqualTo(0.42);
        assertThat(playback.get("stalls").asInt()).isEqualTo(1);
        assertThat(playback.get("stallSeconds").asDouble()).isEqualTo(0.7);
        assertThat(playback.get("droppedFrames").asInt()).isEqualTo(3);
        assertThat(playback.get("events").asInt()).isEqualTo(4);
        assertThat(explain().get("cmcd").get("malformed").asInt()).isEqualTo(1);
        assertThat(explain().get("network").get("bufferSeconds").asDouble()).isEqualTo(6.3);
        assertThat(explain().get("sources").get("clientBitsPerSecond").asDouble())
                .isEqualTo(8e6);
        assertThat(events("e=ps,sta=r,ts=6500" + id, "198.51.100.7")).isEqualTo(204);
        assertThat(explain().get("network").get("bufferSeconds").asDouble()).isZero();
    }

    @Test
    void aPlayersOwnIdCountsFromTheAddressThatPlays() throws IOException {
        play("sid=\"mine " + session + "\",bl=4000");
        String event = "e=t,dfa=%d,ts=1,sid=\"mine " + session + "\",v=2";
        assertThat(events(event.formatted(5), "192.0.2.1")).isEqualTo(204);
        assertThat(explain().get("playback").get("droppedFrames").asInt()).isEqualTo(5);
        // A stranger who knows the id is not believed, and is not told so.
        assertThat(events(event.formatted(999), "192.0.2.2")).isEqualTo(204);
        assertThat(explain().get("playback").get("droppedFrames").asInt()).isEqualTo(5);
    }

    @Test
    void jsonIsReadToo() throws IOException {
        play("");
        String json = "{\"sid\":\"" + session + "\",\"bl\":4200,\"su\":true,\"ot\":\"v\"}";
        assertThat(post("application/json", json, "192.0.2.1").status()).isEqualTo(204);
        assertThat(explain().get("network").get("bufferSeconds").asDouble()).isEqualTo(4.2);
    }

    @Test
    void whatIsNoReportIsRefusedAndWhatIsTooLargeToo() throws IOException {
        assertThat(events("", "192.0.2.1")).isEqualTo(400);
        assertThat(events("nonsense", "192.0.2.1")).isEqualTo(400);
        // Events need a type and a time.
        assertThat(events("sta=p,ts=1,v=2", "192.0.2.1")).isEqualTo(400);
        assertThat(events("e=ps,sta=p,v=2", "192.0.2.1")).isEqualTo(400);
        assertThat(post("application/json", "{\"bl\":", "192.0.2.1").status()).isEqualTo(400);
        String line = "e=t,ts=1,com.example-x=\"" + "x".repeat(60) + "\",v=2\n";
        assertThat(events(line.repeat(200), "192.0.2.1")).isEqualTo(204);
        assertThat(events(line.repeat(1000), "192.0.2.1")).isEqualTo(413);
        assertThat(get("/cmcd", "192.0.2.1").status()).isEqualTo(405);
        assertThat(get("/metrics", "192.0.2.1").body()).contains("starling_player_events_total");
    }
}
