package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.delivery.Fragments;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Artificial paths over real sockets: what the client receives, and what the edge takes it for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathLabTest {
    private static final double SHAPED = 400_000;
    private static final double FAST = 3_000_000;
    private static final double TOP_BITS_PER_SECOND = 1_000_000;
    /** A quiet feed has one event a second. */
    private static final int MAX_EVENTS = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    private final EdgeServer edge;
    private final HttpClient client = HttpClient.newHttpClient();

    PathLabTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        new GeneratedPackage(2, TOP_BITS_PER_SECOND, 5).write(folder.resolve("t"));
        edge = edge(PathLab.ON);
    }

    @AfterAll
    void stop() {
        client.close();
        edge.close();
    }

    private EdgeServer edge(PathLab lab) throws IOException {
        return LocalEdge.start(folder, EdgeSettings.DEFAULT.withPathLab(lab));
    }

    @Test
    void aSessionReceivesAtItsRateAndTheEdgeMeasuresIt() throws Exception {
        String session = session();
        shape(session, "{\"bitsPerSecond\": " + SHAPED + ", \"roundTripSeconds\": 0.04}");
        long start = System.nanoTime();
        byte[] clip;
        try (Response response = get(segment(session, 0) + "?CMCD=bl%3D4000")) {
            clip = response.rest();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(Fragments.read(clip).samples()).hasSize(GeneratedPackage.FRAMES);
        // It may be slower on a busy machine, but never faster.
        assertThat(clip.length * 8 / seconds).isLessThanOrEqualTo(SHAPED);

        JsonNode network = explain(session).get("network");
        // What a thread that woke late delivers at once may look a little faster.
        assertThat(network.get("bitsPerSecond").asDouble()).isBetween(SHAPED / 4, SHAPED * 1.5);
        assertThat(network.get("roundTripSeconds").asDouble()).isGreaterThanOrEqualTo(0.04);
        assertThat(explain(session).get("path").get("bitsPerSecond").asDouble()).isEqualTo(SHAPED);
        assertThat(explain(session).get("pathBitsPerSecond").asDouble()).isEqualTo(SHAPED);
        assertThat(explain(session).get("sources").get("currentBitsPerSecond").asDouble())
                .isBetween(SHAPED / 4, SHAPED * 1.5);
    }

    @Test
    void aClipInFlightIsMovedDownBeforeThePathHasCarriedTwoSeconds() throws Exception {
        String session = session();
        shape(session, "{\"bitsPerSecond\": " + FAST + "}");
        try (Response first = get(segment(session, 0) + "?CMCD=bl%3D4000")) {
            first.rest();
        }
        double after = 0.2;
        shape(
                session,
                "{\"bitsPerSecond\": " + FAST + ", \"drop\": {\"afterSeconds\": " + after + ", \"bitsPerSecond\": "
                        + SHAPED + "}}");
        byte[] clip;
        try (Response second = get(segment(session, 1) + "?CMCD=bl%3D2000")) {
            clip = second.rest();
        }
        JsonNode report = explain(session).get("clips").get(1);
        assertThat(report.get("state").asText()).isEqualTo("sent");
        assertThat(report.get("downMoves")).as(report.toPrettyString()).isNotEmpty();
        int moved = report.get("downMoves").get(0).get("accessUnit").asInt();
        long bytesUntilThen = Fragments.read(clip).samples().stream()
                .limit(moved)
                .mapToLong(sample -> sample.data().remaining())
                .sum();
        // The path is the clock: it carries so many bytes until the drop and in two seconds after it.
        assertThat(bytesUntilThen).isLessThan((long) (FAST / 8 * after + SHAPED / 8 * 2));
    }

    @Test
    void aSessionWithoutBlendingGetsTheMemberThatWasPlannedHoweverThePathFalls() throws Exception {
        String session = session();
        String manifest = "/titles/t/player.m3u8?blend=none&session=" + session;
        assertThat(getText(manifest)).startsWith("#EXTM3U");
        shape(session, "{\"bitsPerSecond\": " + FAST + "}");
        try (Response first = get(segment(session, 0) + "?CMCD=bl%3D4000")) {
            first.rest();
        }
        shape(session, "{\"bitsPerSecond\": " + SHAPED + "}");
        try (Response second = get(segment(session, 1) + "?CMCD=bl%3D2000")) {
            second.rest();
        }
        JsonNode report = explain(session).get("clips").get(1);
        assertThat(report.get("downMoves")).as(report.toPrettyString()).isEmpty();
        assertThat(report.get("plan")).as(report.toPrettyString()).hasSize(1);
        assertThat(report.get("plan").get(0).get("level").asText()).isEqualTo("gop");
        assertThat(report.get("delivered")).isEqualTo(report.get("plan"));
    }

    @Test
    void soundSharesThePathWithPictures() throws Exception {
        String session = session();
        shape(session, "{\"bitsPerSecond\": " + SHAPED + "}");
        String rendition = audioPlaylist(session);
        long start = System.nanoTime();
        byte[] sound;
        byte[] pictures;
        try (Response video = get(segment(session, 0) + "?CMCD=bl%3D4000");
                Response audio = get(rendition)) {
            sound = audio.rest();
            pictures = video.rest();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(sound).isNotEmpty();
        assertThat((sound.length + pictures.length) * 8 / seconds).isLessThanOrEqualTo(SHAPED);
    }

    @Test
    void aViewerWhoLeavesEndsTheDelivery() throws Exception {
        String session = session();
        shape(session, "{\"bitsPerSecond\": 20000}");
        try (Response response = get(segment(session, 0) + "?CMCD=bl%3D4000")) {
            assertThat(response.in.read()).isNotNegative();
        }
        // The feed tells when the delivery is over.
        HttpRequest feed = HttpRequest.newBuilder(at("/api/sessions/" + session + "/events"))
                .build();
        try (var lines = client.send(feed, BodyHandlers.ofLines()).body()) {
            assertThat(lines.anyMatch(line -> line.contains("\"state\":\"aborted\"")))
                    .isTrue();
        }
    }

    @Test
    void listenersHearWhatThePathCarries() throws Exception {
        String session = session();
        shape(session, "{\"bitsPerSecond\": " + SHAPED + "}");
        HttpRequest feed = HttpRequest.newBuilder(at("/api/sessions/" + session + "/events"))
                .build();
        try (Stream<String> lines =
                client.send(feed, BodyHandlers.ofLines()).body().filter(line -> line.startsWith("data: "))) {
            Iterator<String> data = lines.iterator();
            assertThat(pathBitsPerSecond(data.next())).isEqualTo(SHAPED);
            shape(session, "{\"bitsPerSecond\": " + FAST + "}");
            // That of a moment before may be on its way.
            assertThat(newsAfter(SHAPED, data)).isEqualTo(FAST);
            shape(
                    session,
                    "{\"bitsPerSecond\": " + FAST + ", \"drop\": {\"afterSeconds\": 0.3, \"bitsPerSecond\": " + SHAPED
                            + "}}");
            assertThat(newsAfter(FAST, data)).isEqualTo(SHAPED);
            shape(session, "{}");
            assertThat(newsAfter(SHAPED, data)).isNaN();
        }
    }

    /** The first rate in a feed that is another one; the same one if there is no news for long. */
    private static double newsAfter(double before, Iterator<String> data) throws IOException {
        double news = before;
        for (int event = 0; event < MAX_EVENTS && news == before; event++) {
            news = pathBitsPerSecond(data.next());
        }
        return news;
    }

    private static double pathBitsPerSecond(String data) throws IOException {
        return JSON.readTree(data.substring("data: ".length()))
                .path("pathBitsPerSecond")
                .asDouble(Double.NaN);
    }

    @Test
    void anEmptyShapeGivesTheRealPathBack() throws Exception {
        String session = session();
        shape(session, "{\"bitsPerSecond\": 50000}");
        shape(session, "{}");
        try (Response response = get(segment(session, 0))) {
            assertThat(Fragments.read(response.rest()).samples()).hasSize(GeneratedPackage.FRAMES);
        }
        assertThat(explain(session).has("path")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"bitsPerSecond\": 1}| bitsPerSecond is not within 20000 to 1000000000.",
                "{\"trace\": \"plane\"}| no trace is called \"plane\"; GET /api/paths lists them.",
                "{\"drop\": {\"afterSeconds\": 5}}| drop.bitsPerSecond is not within 20000 to 1000000000.",
                "[]| The body is not the JSON that is expected here."
            })
    void aBadShapeIsRefusedWithItsReason(String body, String reason) throws Exception {
        HttpResponse<String> answer = put(session(), body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body().strip()).isEqualTo(reason);
    }

    @Test
    void theLabListsItsTraces() throws Exception {
        JsonNode choices = JSON.readTree(getText("/api/paths"));
        assertThat(choices.get("shaping").asBoolean()).isTrue();
        assertThat(choices.get("traces")).hasSize(4);
    }

    @Test
    void anEdgeWithoutTheLabRefusesAndTellsSo() throws Exception {
        try (EdgeServer without = edge(PathLab.OFF)) {
            String start = "http://127.0.0.1:" + without.port();
            HttpRequest open = HttpRequest.newBuilder(URI.create(start + "/api/sessions"))
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            String session = JSON.readTree(
                            client.send(open, BodyHandlers.ofString()).body())
                    .get("id")
                    .asText();
            HttpRequest shape = HttpRequest.newBuilder(URI.create(start + "/api/sessions/" + session + "/path"))
                    .PUT(BodyPublishers.ofString("{\"bitsPerSecond\": 400000}"))
                    .build();
            assertThat(client.send(shape, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
            HttpRequest choices =
                    HttpRequest.newBuilder(URI.create(start + "/api/paths")).build();
            assertThat(client.send(choices, BodyHandlers.ofString()).body())
                    .isEqualTo("{\"shaping\":false,\"traces\":[]}");
        }
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + edge.port() + path);
    }

    private static String segment(String session, int clip) {
        String group = GeneratedPackage.group(GeneratedPackage.SIZES.getFirst()).value();
        return "/titles/t/sessions/" + session + "/groups/" + group + "/" + clip + ".m4s";
    }

    /** The first audio segment of a session. */
    private String audioPlaylist(String session) throws IOException, InterruptedException {
        String manifest = getText("/titles/t/server.m3u8?session=" + session);
        String uri = manifest.replaceAll("(?s).*?URI=\"([^\"]*audio[^\"]*)/playlist.m3u8\".*", "$1");
        return "/titles/t/" + uri + "/0.m4s";
    }

    private String session() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(at("/api/sessions"))
                .POST(BodyPublishers.ofString("{}"))
                .build();
        return JSON.readTree(client.send(request, BodyHandlers.ofString()).body())
                .get("id")
                .asText();
    }

    private void shape(String session, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = put(session, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private HttpResponse<String> put(String session, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(at("/api/sessions/" + session + "/path"))
                .PUT(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private JsonNode explain(String session) throws IOException, InterruptedException {
        return JSON.readTree(getText("/api/sessions/" + session));
    }

    private String getText(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString())
                .body();
    }

    private Response get(String target) throws IOException {
        return new Response(new Socket(InetAddress.getLoopbackAddress(), edge.port()), target);
    }

    /** A response over its own connection. */
    private static final class Response implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final boolean chunked;
        private int length;

        Response(Socket socket, String target) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            in = new BufferedInputStream(socket.getInputStream());
            boolean inChunks = false;
            for (String line = line(); !line.isEmpty(); line = line()) {
                inChunks |= line.equals("transfer-encoding: chunked");
                if (line.startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring("content-length: ".length()));
                }
            }
            chunked = inChunks;
        }

        /** Reads the content. */
        byte[] rest() throws IOException {
            if (!chunked) {
                return in.readNBytes(length);
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.write(in.readNBytes(size));
                line();
            }
            return body.toByteArray();
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException();
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
