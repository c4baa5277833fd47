package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.Fragments;
import dev.starling.edge.delivery.NamedSegments;
import dev.starling.edge.delivery.RequantisingWorkers;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Segments that are the same for everyone. */
class NamedPlansTest {
    private static final RequantisingWorkers WORKERS = new RequantisingWorkers(1);
    private static final BlendGroupId GROUP = GeneratedPackage.group(GeneratedPackage.SIZES.getFirst());
    private static final List<ClusterId> MEMBERS = GeneratedPackage.members(GeneratedPackage.SIZES.getFirst());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(2, 2_000_000, 1).write(folder.resolve("a title"), GeneratedPackage.TAILS);
        edge = edge();
    }

    private static EdgeServer edge() throws IOException {
        return LocalEdge.start(folder);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static HttpResponse<byte[]> get(EdgeServer from, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + from.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String path(int clip, String plan) throws IOException {
        return "/titles/a%20title/editions/"
                + PackageReader.open(folder.resolve("a title")).edition() + "/groups/" + GROUP + "/" + clip + "/" + plan
                + ".m4s";
    }

    @Test
    void everyEdgeGivesTheSameBytesAndTheirParts() throws Exception {
        String plan = MEMBERS.get(0) + "~10~T12";
        HttpResponse<byte[]> whole = get(edge, path(0, plan));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("cache-control")).contains("public, max-age=31536000, immutable");
        assertThat(whole.headers().firstValue("content-type")).contains("video/mp4");
        String tag = whole.headers().firstValue("etag").orElseThrow();
        try (EdgeServer other = edge()) {
            HttpResponse<byte[]> again = get(other, path(0, plan));
            assertThat(again.body()).isEqualTo(whole.body());
            assertThat(again.headers().firstValue("etag")).contains(tag);
        }
        HttpResponse<byte[]> part = get(edge, path(0, plan), "range", "bytes=100-299");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 100, 300));
        assertThat(get(edge, path(0, plan), "if-none-match", "\"x\", W/" + tag).statusCode())
                .isEqualTo(304);
    }

    @Test
    void aPlanHasTheAccessUnitsThatItNames() throws Exception {
        PackageReader reader = PackageReader.open(folder.resolve("a title"));
        MappedMember higher = reader.member(0, MEMBERS.get(0));
        MappedMember lower = reader.member(0, MEMBERS.get(1));
        String plan = MEMBERS.get(0) + "~10~" + MEMBERS.get(1);
        Fragments segment = Fragments.read(get(edge, path(0, plan)).body());
        assertThat(segment.samples()).hasSize(GeneratedPackage.FRAMES);
        byte[] media = segment.media();
        int sets = Math.toIntExact(media.length
                - higher.bytes(0, 10).remaining()
                - lower.bytes(10, GeneratedPackage.FRAMES).remaining());
        assertThat(sets).as("parameter sets in band").isPositive();
        assertThat(ByteBuffer.wrap(media, sets, higher.bytes(0, 10).remaining()))
                .isEqualTo(higher.bytes(0, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "%d",
                "h264-1080p-crf27~10~h264-1080p-crf23",
                "h264-1080p-crf23~2~h264-1080p-crf27",
                "h264-1080p-crf23~11~T12",
                "h264-1080p-crf23~10~T11",
                "h264-1080p-crf23~10~h264-720p-crf27",
                "h264-720p-crf23",
                "h264-1080p-crf23~10~T12~19~T12",
                "h264-1080p-crf23~50~h264-1080p-crf27"
            })
    void otherPlansDoNotExist(String plan) throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(lines);
        lines.start();
        try {
            assertThat(get(edge, path(0, plan.replace("%d", "%25d"))).statusCode())
                    .isEqualTo(404);
        } finally {
            root.detachAppender(lines);
        }
        assertThat(lines.list).as("what a client writes wrong is not logged").isEmpty();
    }

    @Test
    void anotherEditionClipOrGroupDoesNotExist() throws Exception {
        String known = path(0, MEMBERS.getFirst().value());
        assertThat(get(edge, known).statusCode()).isEqualTo(200);
        for (String other : List.of(
                known.replaceFirst("editions/[0-9a-f]+", "editions/0a"),
                known.replace("/0/", "/2/"),
                known.replace("/0/", "/999999999/"),
                known.replace("groups/h264-1080p", "groups/h264-720p"))) {
            assertThat(get(edge, other).statusCode()).as(other).isEqualTo(404);
        }
    }

    @Test
    void aRedirectedSessionPlaysNamedPlans() throws Exception {
        for (String manifest : List.of("server.m3u8", "player.m3u8")) {
            String text = new String(
                    get(edge, "/titles/a%20title/" + manifest + "?delivery=redirect")
                            .body(),
                    StandardCharsets.UTF_8);
            assertThat(text).contains("avc3").doesNotContain("avc1");
            String playlist = text.lines()
                    .filter(it -> it.endsWith("playlist.m3u8?delivery=redirect") && !it.startsWith("#"))
                    .findFirst()
                    .orElseThrow();
            String folder = "/titles/a%20title/" + playlist.replace("playlist.m3u8?delivery=redirect", "");
            assertThat(new String(get(edge, folder + "init.mp4").body(), StandardCharsets.ISO_8859_1))
                    .contains("avc3");
            HttpResponse<byte[]> clip = get(edge, folder + "1.m4s");
            assertThat(clip.statusCode()).isEqualTo(307);
            String location = clip.headers().firstValue("location").orElseThrow();
            assertThat(location).startsWith("../");
            URI plan = URI.create("http://127.0.0.1" + folder + "1.m4s").resolve(location);
            HttpResponse<byte[]> segment = get(edge, plan.getRawPath());
            assertThat(segment.statusCode()).isEqualTo(200);
            assertThat(Fragments.read(segment.body()).samples()).hasSize(GeneratedPackage.FRAMES);
            Matcher session = Pattern.compile("sessions/([^/]+)/").matcher(playlist);
            assertThat(session.find()).isTrue();
            assertThat(new ObjectMapper()
                            .readTree(get(edge, "/api/sessions/" + session.group(1))
                                    .body())
                            .at("/clips/0/state")
                            .asText())
                    .isEqualTo("sent");
        }
    }

    @Test
    void anEdgeThatDoesNotKnowARedirectedSessionRedirectsItToo() throws Exception {
        URI start = URI.create("http://127.0.0.1/titles/a%20title/player.m3u8");
        String playlist = new String(
                        get(edge, start.getPath().replace(" ", "%20") + "?delivery=redirect")
                                .body(),
                        StandardCharsets.UTF_8)
                .lines()
                .filter(it -> !it.startsWith("#"))
                .findFirst()
                .orElseThrow();
        URI media = start.resolve(playlist);
        try (EdgeServer other = edge()) {
            String text = new String(
                    get(other, media.getRawPath() + "?" + media.getRawQuery()).body(), StandardCharsets.UTF_8);
            assertThat(text).contains("URI=\"init.mp4?delivery=redirect\"").contains("\n1.m4s?delivery=redirect\n");
            String folder = media.resolve(".").getRawPath();
            assertThat(new String(
                            get(other, folder + "init.mp4?delivery=redirect").body(), StandardCharsets.ISO_8859_1))
                    .contains("avc3");
            assertThat(get(other, folder + "1.m4s?delivery=redirect").statusCode())
                    .isEqualTo(307);
        }
    }

    @Test
    void aSegmentIsMadeOnceForClientsThatComeTogether() throws Exception {
        PublishedTitle title = new Catalog(folder).find("a title").orElseThrow();
        NamedSegments segments = new NamedSegments(1 << 20, WORKERS, PooledByteBufAllocator.DEFAULT);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<byte[]>> requests = IntStream.range(0, 64)
                    .<Callable<byte[]>>mapToObj(_ -> () -> bytes(segments, title, MEMBERS.get(2)))
                    .toList();
            List<byte[]> bodies =
                    threads.invokeAll(requests).stream().map(Future::resultNow).toList();
            assertThat(bodies).allSatisfy(it -> assertThat(it).isEqualTo(bodies.getFirst()));
        }
        assertThat(segments.made()).isEqualTo(1);
    }

    @Test
    void nothingIsKeptBeyondTheLimitAndNothingIsLost() throws Exception {
        PublishedTitle title = new Catalog(folder).find("a title").orElseThrow();
        NamedSegments none = new NamedSegments(0, WORKERS, PooledByteBufAllocator.DEFAULT);
        NamedSegments all = new NamedSegments(100 << 20, WORKERS, PooledByteBufAllocator.DEFAULT);
        for (int i = 0; i < 3; i++) {
            for (ClusterId member : MEMBERS) {
                assertThat(bytes(none, title, member)).isEqualTo(bytes(all, title, member));
            }
        }
        assertThat(all.made()).isEqualTo(MEMBERS.size());
        assertThat(none.made()).isGreaterThan(MEMBERS.size());
    }

    private static byte[] bytes(NamedSegments segments, PublishedTitle title, ClusterId member) throws IOException {
        ByteBuf body = segments.find(new NamedSegments.Name(title.edition(), GROUP, 0, member.value()), title, _ -> {})
                .orElseThrow();
        try {
            return ByteBufUtil.getBytes(body);
        } finally {
            body.release();
        }
    }

    @Test
    void aDamagedMemberLeavesPlansOfOthers() throws Exception {
        Path broken = folder.resolve("broken");
        new GeneratedPackage(1, 1_000_000, 2).write(broken);
        try (Stream<Path> all = Files.walk(broken)) {
            Path member = all.filter(it ->
                            it.getFileName().toString().contains(MEMBERS.get(1).value()))
                    .findFirst()
                    .orElseThrow();
            Files.write(member, new byte[] {1, 2, 3});
        }
        String base = "/titles/broken/editions/" + PackageReader.open(broken).edition() + "/groups/" + GROUP + "/0/";
        assertThat(get(edge, base + MEMBERS.get(0) + ".m4s").statusCode()).isEqualTo(200);
        assertThat(get(edge, base + MEMBERS.get(1) + ".m4s").statusCode()).isEqualTo(404);
        assertThat(get(edge, base + MEMBERS.get(2) + ".m4s").statusCode()).isEqualTo(200);
    }
}
