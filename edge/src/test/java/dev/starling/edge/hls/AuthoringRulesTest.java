package dev.starling.edge.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.EdgeServer;
import dev.starling.edge.GeneratedPackage;
import dev.starling.edge.LocalEdge;
import dev.starling.edge.hls.AuthoringRules.Failure;
import dev.starling.edge.hls.Source.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge offers keeps Apple's rules, and the checker finds what does not. */
class AuthoringRulesTest {
    /**
     * The rules about several variants and their bitrates. In a server-steered set the edge adapts to the path within
     * one variant, so there is no second one, and BANDWIDTH is what the best members need.
     */
    private static final Set<String> OF_PLAYER_STEERING = Set.of("9.9", "1.26", "1.27");

    /** The PPS of generated packages. */
    private static final String PPS = "h\u0001\u0002";

    @TempDir
    private static Path folder;

    private static final Source HTTP = Source.http();

    private static EdgeServer edge;
    /** All answers of the intact set with sound, so that a fault costs no requests. */
    private static final Map<String, Answer> INTACT = new ConcurrentHashMap<>();

    private static URI playerSteered;

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(4, 1_000_000, 42).write(folder.resolve("sound"));
        new GeneratedPackage(5, 3_000_000, 7).writeSilent(folder.resolve("silent"));
        edge = LocalEdge.start(folder);
        playerSteered = manifest("sound", "player");
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static URI manifest(String title, String steering) {
        return URI.create("http://127.0.0.1:" + edge.port() + "/titles/" + title + "/" + steering
                + ".m3u8?session=AAAAAAAAAAAAAAAAAAAAAA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sound", "silent"})
    void aPlayerSteeredSetKeepsAllRules(String title) {
        assertThat(AuthoringRules.failures(HTTP, manifest(title, "player"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sound", "silent"})
    void aServerSteeredSetKeepsAllRulesButThoseOfPlayersThatChoose(String title) {
        assertThat(AuthoringRules.failures(HTTP, manifest(title, "server")))
                .allMatch(it -> OF_PLAYER_STEERING.contains(it.rule()))
                .anyMatch(it -> it.rule().equals("9.9"));
    }

    private static Answer intact(URI uri, Map<String, String> headers) {
        return INTACT.computeIfAbsent(uri + " " + headers, _ -> HTTP.get(uri, headers));
    }

    /**
     * A fault.
     *
     * @param rule the one that it breaks
     * @param path of the resources that have it
     */
    record Fault(String rule, String path, UnaryOperator<Answer> change) {
        @Override
        public String toString() {
            return rule + " in " + path;
        }
    }

    private static Fault text(String rule, String path, String pattern, String replacement) {
        return new Fault(rule, path, answer -> answer.withText(it -> it.replaceAll(pattern, replacement)));
    }

    /** Changes bytes; the place of a four-character code is found in the content as text. */
    private static Fault media(String rule, String path, BiConsumer<ByteBuffer, String> change) {
        return new Fault(rule, path, answer -> {
            byte[] content = answer.bytes();
            change.accept(ByteBuffer.wrap(content), new String(content, StandardCharsets.ISO_8859_1));
            return new Answer(answer.status(), answer.headers(), ByteBuffer.wrap(content));
        });
    }

    private static Stream<Fault> faults() {
        String multivariant = ".*player\\.m3u8";
        String playlist = ".*/playlist\\.m3u8";
        String sound = ".*/audio1-stereo-64/playlist\\.m3u8";
        String rung = ".*/rungs/0/playlist\\.m3u8";
        String iFrames = ".*/iframes/.*";
        String streamInf = "(#EXT-X-STREAM-INF.*)";
        String onlyI = "(#EXT-X-I-FRAME-STREAM-INF.*)";
        return Stream.of(
                text("RFC 4.4.1.1", playlist, "#EXTM3U", "#EXTM3V"),
                text("RFC 8", playlist, "VERSION:7", "VERSION:5"),
                new Fault("10.1", playlist, it -> new Answer(200, Map.of(), StandardCharsets.UTF_8.encode(it.text()))),
                text("9.1", multivariant, streamInf + "CODECS=\"[^\"]*\",", "$1"),
                text("9.2", multivariant, streamInf + "RESOLUTION=[^,]*,", "$1"),
                text("9.14", multivariant, streamInf + "AVERAGE-BANDWIDTH=[^,]*,", "$1"),
                text("9.15", multivariant, ",FRAME-RATE=25.000", ""),
                text("1.19", multivariant, "FRAME-RATE=25.000", "FRAME-RATE=90.000"),
                text("RFC 4.4.6.2", multivariant, "FRAME-RATE=25.000", "FRAME-RATE=24.000"),
                text("RFC 4.4.6.2", multivariant, "avc1.640028", "avc1.64001F"),
                text("RFC 4.4.6.2", multivariant, "1280x720", "1280x738"),
                text("RFC 4.4.6.2", multivariant, ",mp4a.40.2", ""),
                text("RFC 4.4.6.2", multivariant, "AUDIO=\"surround\"", "AUDIO=\"around\""),
                text("9.16", multivariant, "FRAME-RATE=25.000", "FRAME-RATE=25.000,VIDEO-RANGE=PQ"),
                text("1.26", multivariant, "AVERAGE-BANDWIDTH=(.)", "AVERAGE-BANDWIDTH=1$1"),
                text("1.27", multivariant, ":BANDWIDTH=(.)", ":BANDWIDTH=1$1"),
                text("9.12", ".*\\.m3u8", "#EXT-X-INDEPENDENT-SEGMENTS\n", ""),
                text("8.10", multivariant, "LANGUAGE=\"en\",", ""),
                text("9.6", multivariant, ",URI=\"[^\"]*audio2[^\"]*\"", ""),
                text("RFC 4.4.6.1", multivariant, "CHANNELS=\"6\"", "CHANNELS=\"2\""),
                text("RFC 4.4.6.1.1", multivariant, "#EXT-X-MEDIA.*audio2-stereo-64.*\n", ""),
                text("2.3", multivariant, "CHANNELS=\"2\"", "CHANNELS=\"6\""),
                text(
                        "2.13",
                        multivariant,
                        "AUTOSELECT=YES",
                        "AUTOSELECT=NO,CHARACTERISTICS=\"public.accessibility.describes-video\""),
                text("9.9", multivariant, "rungs/[0-9]+", "rungs/6"),
                text("6.1", multivariant, onlyI + "\n", ""),
                text("9.3", multivariant, onlyI + "CODECS=\"[^\"]*\",", "$1"),
                text("9.4", multivariant, onlyI + "RESOLUTION=[^,]*,", "$1"),
                text("8.6", playlist, "#EXT-X-PLAYLIST-TYPE:VOD\n", ""),
                text("RFC 4.4.3.4", playlist, "#EXT-X-ENDLIST\n", ""),
                text("8.20", playlist, "#EXT-X-MAP.*\n", ""),
                text("8.2", sound, "TARGETDURATION:2", "TARGETDURATION:3"),
                text("7.7", rung, "TARGETDURATION:2", "TARGETDURATION:1"),
                text("RFC 4.4.3.1", rung, "TARGETDURATION:2", "TARGETDURATION:1"),
                text("8.1", rung, "EXTINF:2.0", "EXTINF:2.1"),
                text("8.3", sound, "#EXTINF.*\n3.m4s\n", ""),
                text("8.15", rung, "(#EXTINF.*\n2.m4s)", "#EXT-X-DISCONTINUITY\n$1"),
                text("7.3", rung, "2.m4s", "1.m4s"),
                text("8.22", rung, "EXTINF:2.00(.*\n[02].m4s)", "EXTINF:2.02$1"),
                text("6.8", iFrames, "#EXT-X-I-FRAMES-ONLY\n", ""),
                text("6.10", iFrames, "BYTERANGE:(.*)@24", "BYTERANGE:$1@25"),
                text("6.10", iFrames, "BYTERANGE:.*@24", "BYTERANGE:300@24"),
                text("6.10", iFrames, "BYTERANGE:.*@24", "BYTERANGE:300@0"),
                text("RFC 4.4.4.2", iFrames, "BYTERANGE:.*@24", "BYTERANGE:9000000@24"),
                text("8.1", iFrames, "EXTINF:2.0", "EXTINF:1.0"),
                text("8.7", iFrames, "#EXTINF.*(\\n.*\\n.*\\n#EXT-X-ENDLIST)", "#EXTINF:0.5,$1"),
                new Fault("8.18", ".*/rungs/0/2.m4s", it -> new Answer(307, it.headers(), it.content())),
                new Fault("RFC 6.2.1", ".*/rungs/0/2.m4s", it -> new Answer(204, it.headers(), it.content())),
                media("7.4", ".*/rungs/0/2.m4s", (file, text) -> file.put(text.indexOf("mdat") + 8, (byte) 0x41)),
                media("7.3", ".*/rungs/0/2.m4s", (file, text) -> file.putInt(text.lastIndexOf("trun") + 16, 17)),
                media("8.14", ".*/rungs/0/2.m4s", (file, text) -> file.putInt(text.lastIndexOf("trun") + 16, 180_000)),
                media("RFC 3.1.2", ".*/rungs/0/2.m4s", (file, text) -> file.put(text.indexOf("mdat"), (byte) 'M')),
                media("1.3b", ".*/rungs/0/init.mp4", (file, text) -> file.put(text.indexOf("avcC") + 7, (byte) 60)),
                media("1.1", ".*/rungs/0/init.mp4", (file, text) -> file.put(text.indexOf("avc1"), (byte) 'h')),
                media(
                        "RFC 4.4.3.6",
                        ".*/editions/.*m4s",
                        (file, text) -> file.put(text.indexOf(PPS) + 7, (byte) 0x41)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsFound(Fault fault) {
        Source faulty = (uri, headers) -> {
            Answer answer = intact(uri, headers);
            return uri.getPath().matches(fault.path()) ? fault.change().apply(answer) : answer;
        };
        assertThat(AuthoringRules.failures(faulty, playerSteered))
                .extracting(Failure::rule)
                .contains(fault.rule());
    }

    @Test
    void anUnchangedSetHasNoFailure() {
        assertThat(AuthoringRules.failures(AuthoringRulesTest::intact, playerSteered))
                .isEmpty();
    }
}
