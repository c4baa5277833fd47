package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that no client library would send, over a raw socket. */
class HostileRequestsTest {
    private static final String SECRET = "not to be served";
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n");
    private static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    @BeforeAll
    static void start() throws IOException {
        Path served = Files.createDirectory(folder.resolve("served"));
        new GeneratedPackage(1, 100_000, 1).write(served.resolve("t"));
        Files.writeString(folder.resolve("secret.html"), SECRET);
        Files.writeString(served.resolve("secret.html"), SECRET);
        edge = LocalEdge.start(served);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    /** Sends a request and reads the answer, up to the end of its body. */
    private static String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[65_536];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                if (isWhole(answer)) {
                    break;
                }
            }
            return answer.toString();
        }
    }

    private static boolean isWhole(CharSequence answer) {
        String text = answer.toString();
        int body = text.indexOf("\r\n\r\n") + 4;
        if (body < 4) {
            return false;
        }
        Matcher length = CONTENT_LENGTH.matcher(text);
        return length.find()
                ? text.length() - body >= Integer.parseInt(length.group(1))
                : text.startsWith("HTTP/1.1 204") || text.endsWith("\r\n0\r\n\r\n");
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    }

    private static Stream<Arguments> refused() {
        String media = "/titles/t/sessions/" + SESSION;
        return Stream.of(
                Arguments.of("no such path", get("/nothing"), 404),
                Arguments.of("a path that climbs", get("/../secret.html"), 400),
                Arguments.of("a path that climbs, encoded", get("/%2e%2e/secret.html"), 400),
                Arguments.of("a path that climbs, half encoded", get("/assets/..%2f..%2fsecret.html"), 400),
                Arguments.of("a title that climbs", get("/titles/..%2fserved/server.m3u8"), 400),
                Arguments.of("a title with a backslash", get("/titles/..%5cserved/server.m3u8"), 400),
                Arguments.of("a title with a zero", get("/titles/t%00/server.m3u8"), 400),
                Arguments.of("a title that is a file", get("/titles/secret.html/server.m3u8"), 404),
                Arguments.of("a title that is empty", get("/titles//server.m3u8"), 404),
                Arguments.of("an encoding that is none", get("/titles/%zz/server.m3u8"), 400),
                Arguments.of("no such clip", get(media + "/swarm/1.m4s"), 404),
                Arguments.of("no such group", get(media + "/groups/none/0.m4s"), 404),
                Arguments.of("no such audio", get(media + "/audio/audio1-stereo-64/77.m4s"), 404),
                Arguments.of("no session id", get("/titles/t/sessions/x/swarm/0.m4s"), 404),
                Arguments.of("an unknown session explained", get("/api/sessions/" + SESSION + "x"), 404),
                Arguments.of(
                        "a method that is not allowed",
                        "DELETE /api/titles HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                        405),
                Arguments.of("a method that is none", "BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405),
                Arguments.of("a huge URL", get("/" + "a".repeat(100_000)), 414),
                Arguments.of(
                        "huge headers", "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(100_000) + "\r\n\r\n", 431),
                Arguments.of("JSON that is none", post("{"), 400),
                Arguments.of("JSON of another shape", post("[1]"), 400),
                Arguments.of("JSON that is null", post("null"), 400),
                Arguments.of("JSON twice", post("{}{}"), 400),
                Arguments.of("JSON out of range", post("{\"screenHeight\":-1}"), 400),
                Arguments.of("JSON of a wrong type", post("{\"screenHeight\":{}}"), 400),
                Arguments.of("JSON nested deep", post("{\"x\":" + "[".repeat(5_000)), 400),
                Arguments.of("a body too long", post("\"" + "a".repeat(20_000) + "\""), 413),
                Arguments.of("no HTTP", "hello\r\n\r\n", 400),
                Arguments.of(
                        "a length that is none",
                        "POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                        400));
    }

    private static String post(String json) {
        return "POST /api/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + json.length()
                + "\r\n\r\n" + json;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedWithASafeText(String name, String request, int status) throws IOException {
        String answer = exchange(request);
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer)
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("dev.starling")
                .doesNotContain(folder.toString())
                .doesNotContain(SECRET);
    }

    @Test
    void noneOfItsFilesCanBeHadByName() throws IOException {
        for (String path :
                new String[] {"/secret.html", "/t/title.json", "/titles/t/title.json", "/package-info.class"}) {
            assertThat(exchange(get(path))).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void malformedCmcdNeverBreaksDelivery() throws IOException {
        String clip = "/titles/t/sessions/" + SESSION + "/swarm/0.m4s";
        for (String payload : new String[] {"bl=x", "%0A", "%ff%fe", "a".repeat(9_000), ",,,", "sid=%22"}) {
            assertThat(exchange(get(clip + "?CMCD=" + payload))).as(payload).startsWith("HTTP/1.1 200 ");
        }
        assertThat(exchange("GET " + clip
                        + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + "CMCD-Request: bl=12,mtp=\u00e9\r\nCMCD-Session: v=9,,\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(exchange(get("/api/sessions/" + SESSION))).contains("\"malformed\":7");
    }

    @Test
    void aRangeOfBlendedMediaIsIgnored() throws IOException {
        String clip = "/titles/t/sessions/" + SESSION + "/swarm/0.m4s";
        assertThat(exchange("GET " + clip + " HTTP/1.1\r\nHost: x\r\nRange: bytes=5-9\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("accept-ranges: none");
    }

    @Test
    void anotherOriginsPlayerMayAskWithCmcdHeaders() throws IOException {
        String preflight = String.join(
                "\r\n",
                "OPTIONS /titles/t/server.mpd HTTP/1.1",
                "Host: x",
                "Connection: close",
                "Origin: http://player.example",
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: cmcd-request",
                "",
                "");
        assertThat(exchange(preflight))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("access-control-allow-origin: *")
                .containsIgnoringCase("access-control-max-age: 86400")
                .containsIgnoringCase("cmcd-request")
                .containsIgnoringCase("cmcd-object")
                .containsIgnoringCase("cmcd-status")
                .containsIgnoringCase("cmcd-session");
    }

    @Test
    void everyAnswerMayBeReadByPagesOfAllOrigins() throws IOException {
        String clip = "/titles/t/sessions/" + SESSION + "/swarm/0.m4s";
        for (String path : List.of("/", "/api/titles", "/titles/t/player.m3u8", clip, "/nothing", "/%zz", "/../x")) {
            for (String origin : List.of("", "Origin: http://player.example\r\n")) {
                String answer =
                        exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + origin + "\r\n");
                String head = answer.substring(0, answer.indexOf("\r\n\r\n") + 2);
                for (String header : List.of(
                        "access-control-allow-origin: *\r\n",
                        "access-control-expose-headers: *\r\n",
                        "timing-allow-origin: *\r\n",
                        "x-content-type-options: nosniff\r\n")) {
                    assertThat(head).as(path).containsOnlyOnce(header);
                }
            }
        }
    }

    @Test
    void optionsNamesTheMethodsOfAPath() throws IOException {
        assertThat(exchange("OPTIONS /api/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 204 ")
                .containsIgnoringCase("allow: GET, HEAD, POST\r\n");
    }

    @Test
    void aRangeOfAnInitializationSegmentIsAnswered() throws IOException {
        String init = "/titles/t/sessions/" + SESSION + "/audio/audio1-stereo-64/init.mp4";
        String whole = exchange(get(init));
        assertThat(exchange("GET " + init + " HTTP/1.1\r\nHost: x\r\nRange: bytes=4-7\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 206 ")
                .endsWith("\r\n\r\nftyp");
        assertThat(whole).containsIgnoringCase("accept-ranges: bytes");
    }

    @Test
    void aHeadHasHeadersOnly() throws IOException {
        String session = "/titles/t/sessions/" + SESSION;
        for (String path : List.of("/titles/t/player.m3u8", session + "/swarm/init.mp4", session + "/swarm/0.m4s")) {
            String answer = exchange("HEAD " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
            assertThat(answer.indexOf("\r\n\r\n")).isEqualTo(answer.length() - 4);
        }
    }

    @Test
    void afterAllOfThisItStillServes() throws IOException {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[random.nextInt(1, 400)];
            random.nextBytes(noise);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
                socket.getOutputStream().write(noise);
            }
        }
        assertThat(exchange(get("/api/titles"))).startsWith("HTTP/1.1 200 ");
    }
}
