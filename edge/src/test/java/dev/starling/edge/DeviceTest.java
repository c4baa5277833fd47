package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.client.TrustedProxies;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client and its address are known to be, over real sockets. */
class DeviceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(2, 100_000, 1).write(folder.resolve("t"));
        edge = LocalEdge.start(folder, EdgeSettings.DEFAULT.withProxies(TrustedProxies.parse("127.0.0.0/8,::1")));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static RawClient.Answer post(String device) throws IOException {
        return RawClient.once(
                edge.port(),
                "POST /api/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + device.length()
                        + "\r\n\r\n" + device);
    }

    private static JsonNode explain(String session) throws IOException {
        return JSON.readTree(
                RawClient.get(edge.port(), "/api/sessions/" + session).body());
    }

    private static RawClient.Answer get(String target, String... headers) throws IOException {
        return RawClient.once(
                edge.port(),
                "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + String.join("\r\n", headers)
                        + (headers.length == 0 ? "\r\n" : "\r\n\r\n"));
    }

    private static String decoding(String codecs, int width, int height, String answer) {
        return "{\"codecs\":\"%s\",\"width\":%d,\"height\":%d,%s}".formatted(codecs, width, height, answer);
    }

    @Test
    void whatMediaCapabilitiesTellBecomesHeights() throws IOException {
        String device = "{\"decoding\":["
                + String.join(
                        ",",
                        decoding("avc1.640033", 3840, 2160, "\"smooth\":false,\"powerEfficient\":false"),
                        decoding("avc1.640028", 1920, 1080, "\"smooth\":true,\"powerEfficient\":false"),
                        decoding("avc1.64001f", 720, 1280, "\"smooth\":true,\"powerEfficient\":true"),
                        decoding("avc1.42E01E", 3840, 2160, "\"smooth\":true,\"powerEfficient\":true"),
                        decoding("av01.0.08M.08", 3840, 2160, "\"smooth\":true,\"powerEfficient\":true"))
                + "],\"dataSaver\":true,\"battery\":{\"level\":0.35,\"charging\":false}}";
        JsonNode client =
                explain(JSON.readTree(post(device).body()).get("id").asText()).get("client");
        assertThat(client.get("smoothHeight").asInt()).isEqualTo(1080);
        assertThat(client.get("efficientHeight").asInt()).isEqualTo(720);
        assertThat(client.get("decoders")).hasToString("[\"H264\"]");
        assertThat(client.get("dataSaver").asBoolean()).isTrue();
        assertThat(client.get("battery").get("level").asDouble()).isEqualTo(0.35);
        assertThat(client.has("screenHeight")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"battery\":{\"level\":1.1,\"charging\":true}}",
                "{\"battery\":{\"level\":\"x\"}}",
                "{\"decoding\":[{\"width\":1,\"height\":1}]}",
                "{\"decoding\":[{\"codecs\":\"avc1.640028\",\"width\":0,\"height\":1}]}",
                "{\"decoding\":[null]}",
                "{\"efficientHeight\":0}",
                "{\"downlinkBitsPerSecond\":0}",
                "{\"downlinkBitsPerSecond\":1e13}",
                "{\"downlinkBitsPerSecond\":\"NaN\"}",
                "{\"dataSaver\":{}}"
            })
    void anImpossibleDeviceIsRefused(String device) throws IOException {
        assertThat(post(device).status()).isEqualTo(400);
    }

    @Test
    void theFirstClipIsChosenForTheThroughputThatTheClientHasMeasured() throws IOException {
        double megabits = firstPlannedBitsPerSecond("{\"downlinkBitsPerSecond\":20e6}");
        double kilobits = firstPlannedBitsPerSecond("{\"downlinkBitsPerSecond\":200e3}");
        assertThat(kilobits).isLessThan(megabits);
    }

    private static double firstPlannedBitsPerSecond(String device) throws IOException {
        // An address of its own, from which nothing has been measured.
        String address = "127.0.0." + (100 + device.length());
        try (RawClient client = RawClient.from(address, edge.port())) {
            client.send("POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: " + device.length() + "\r\n\r\n"
                    + device);
            String session = JSON.readTree(client.read(true).body()).get("id").asText();
            client.send("GET /titles/t/sessions/" + session + "/swarm/0.m4s HTTP/1.1\r\nHost: x\r\n\r\n");
            // The plan is told before the clip's last byte.
            assertThat(client.read(true).status()).isEqualTo(200);
            return explain(session).at("/clips/0/predicted/bitsPerSecond").asDouble();
        }
    }

    @Test
    void hintsCountUntilThePageDescribesTheDevice() throws IOException {
        RawClient.Answer manifest = get(
                "/titles/t/server.m3u8",
                "Sec-CH-Viewport-Width: 412",
                "Sec-CH-Viewport-Height: 915",
                "Sec-CH-DPR: 2.625",
                "Save-Data: on",
                "Sec-CH-Device-Memory: 4",
                "X-Forwarded-For: 192.0.2.10");
        String session = sessionOf(manifest);
        JsonNode client = explain(session).get("client");
        assertThat(client.get("screenHeight").asInt()).isEqualTo(1081);
        assertThat(client.get("memoryGibibytes").asDouble()).isEqualTo(4);
        assertThat(client.get("dataSaver").asBoolean()).isTrue();
        String device = "{\"screenHeight\":360,\"dataSaver\":false}";
        RawClient.once(
                edge.port(),
                "PUT /api/sessions/" + session + "/device HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                        + device.length() + "\r\n\r\n" + device);
        client = explain(session).get("client");
        assertThat(client.get("screenHeight").asInt()).isEqualTo(360);
        assertThat(client.get("dataSaver").asBoolean()).isFalse();
        assertThat(client.get("memoryGibibytes").asDouble()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1e9", "NaN", "99999999999999999999", "x", "1;2", ""})
    void aHintThatIsNotPossibleIsUnknown(String value) throws IOException {
        String session = sessionOf(get(
                "/titles/t/server.m3u8",
                "Sec-CH-Viewport-Width: " + value,
                "Sec-CH-Viewport-Height: 915",
                "Sec-CH-DPR: 2",
                "Sec-CH-Device-Memory: " + value,
                "Save-Data: " + value));
        assertThat(explain(session).get("client")).isEmpty();
    }

    /** Session ids differ by case, and this client's headers are in lower case: the id is read from the content. */
    private static String sessionOf(RawClient.Answer manifest) {
        assertThat(manifest.status()).isEqualTo(200);
        String line = manifest.body()
                .lines()
                .filter(it -> !it.startsWith("#"))
                .findFirst()
                .orElseThrow();
        return line.split("/", -1)[1];
    }

    @Test
    void aViewerWhoComesBackStartsFromWhatIsKnownOfTheAddress() throws IOException {
        String first = sessionOf(get("/titles/t/server.m3u8", "X-Forwarded-For: 192.0.2.77"));
        assertThat(explain(first).get("network").has("bandwidth")).isFalse();
        for (int clip = 0; clip < 2; clip++) {
            String path = "/titles/t/sessions/" + first + "/swarm/" + clip + ".m4s";
            assertThat(get(path, "X-Forwarded-For: 192.0.2.77").status()).isEqualTo(200);
        }
        double measured = explain(first)
                .get("network")
                .get("bandwidth")
                .get("longBitsPerSecond")
                .asDouble();
        String again = sessionOf(get("/titles/t/server.m3u8", "X-Forwarded-For: 192.0.2.77"));
        assertThat(explain(again)
                        .get("network")
                        .get("bandwidth")
                        .get("longBitsPerSecond")
                        .asDouble())
                .isEqualTo(measured);
        assertThat(explain(again).get("sources").get("rememberedBitsPerSecond").asDouble())
                .isEqualTo(measured);
        String other = sessionOf(get("/titles/t/server.m3u8", "X-Forwarded-For: 192.0.2.78"));
        assertThat(explain(other).get("network").has("bandwidth")).isFalse();
    }
}
