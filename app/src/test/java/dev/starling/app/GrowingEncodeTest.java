package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.edge.EdgeServer;
import dev.starling.farm.FarmEvent;
import dev.starling.farm.Phase;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.encode.TailMode;
import dev.starling.farm.encode.TailRule;
import dev.starling.film.MediaWriter;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import dev.starling.media.clip.ClipLengths;
import dev.starling.swarm.breed.cluster.ClustersFile;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A title is played over HTTP while the rest of it is encoded into the folder that the edge serves. */
class GrowingEncodeTest {
    private static final int CLIPS = 6;
    private static final int PICTURES_PER_CLIP = 10;
    private static final FrameSize SIZE = new FrameSize(96, 64);
    private static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String PARTS = "/titles/film/sessions/" + SESSION + "/swarm/";

    private static void write(Path file) {
        int ticks = 90_000 / PICTURES_PER_CLIP;
        try (MediaWriter writer = MediaWriter.lossless(file, SIZE, new Ratio(PICTURES_PER_CLIP, 1))) {
            for (int i = 0; i < CLIPS * PICTURES_PER_CLIP; i++) {
                try (Frame frame = Frame.allocate(SIZE.width(), SIZE.height(), Colour.BT601, (long) i * ticks, ticks)) {
                    paint(frame, i);
                    writer.write(frame);
                }
            }
            writer.finish();
        }
    }

    private static void paint(Frame frame, int picture) {
        for (var plane : List.of(frame.luma(), frame.cb(), frame.cr())) {
            for (int y = 0; y < plane.height(); y++) {
                for (int x = 0; x < plane.width(); x++) {
                    byte sample = (byte) (100 + 40 * Math.sin((x + 2 * picture) * 0.2) * Math.cos(y * 0.15));
                    plane.samples().set(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x, sample);
                }
            }
        }
    }

    private static HttpResponse<String> get(HttpClient client, EdgeServer edge, String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
                            .build(),
                    BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Calls back when the last clip is read. With one core, at most two clips are in flight, so the first ones are
     * encoded by then.
     */
    private static Consumer<FarmEvent> atTheLastClip(Runnable action) {
        AtomicInteger read = new AtomicInteger();
        return event -> {
            if (event instanceof FarmEvent.Progress progress
                    && progress.phase() == Phase.ANALYSE
                    && !progress.finished()
                    && read.incrementAndGet() == CLIPS) {
                action.run();
            }
        };
    }

    @Test
    void aViewerWatchesTheFirstClipsWhileTheLastOnesAreEncoded(@TempDir Path folder) throws Exception {
        Path input = folder.resolve("film.mkv");
        write(input);
        Path titles = Files.createDirectory(folder.resolve("titles"));
        EncodeRequest request = EncodeRequest.of(input, titles.resolve("film"), 1)
                .withClusters(ClustersFile.usual())
                .withClipLengths(ClipLengths.between(Duration.ofMillis(500), Duration.ofSeconds(1)))
                .withTails(TailRule.of(TailMode.NONE));
        List<String> early = new ArrayList<>();
        List<Run> verified = new ArrayList<>();
        try (EdgeServer edge = EdgeServer.start(
                        titles,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        InstantSource.system(),
                        new SplittableRandom(1));
                HttpClient client = HttpClient.newHttpClient()) {
            new Farm().encode(request, atTheLastClip(() -> {
                int status = 0;
                while (status != 200) {
                    status = get(client, edge, "/titles/film/server.m3u8?session=" + SESSION)
                            .statusCode();
                }
                early.add(get(client, edge, PARTS + "playlist.m3u8").body());
                assertThat(get(client, edge, PARTS + "init.mp4").statusCode()).isEqualTo(200);
                assertThat(get(client, edge, PARTS + "0.m4s").statusCode()).isEqualTo(200);
                verified.add(Run.of("verify", titles, "--json"));
            }));
            assertThat(early)
                    .singleElement()
                    .asString()
                    .contains("#EXT-X-PLAYLIST-TYPE:EVENT", "\n0.m4s\n")
                    .doesNotContain("#EXT-X-ENDLIST", "\n" + (CLIPS - 1) + ".m4s");
            JsonNode beginning = verified.getFirst().json().get("packages").get(0);
            assertThat(beginning.get("whole").asBoolean()).isFalse();
            assertThat(beginning.get("problems")).isEmpty();
            assertThat(get(client, edge, PARTS + "playlist.m3u8").body())
                    .startsWith(early.getFirst())
                    .endsWith("\n" + (CLIPS - 1) + ".m4s\n#EXT-X-ENDLIST\n");
            for (int clip = 0; clip < CLIPS; clip++) {
                assertThat(get(client, edge, PARTS + clip + ".m4s").statusCode())
                        .isEqualTo(200);
            }
        }
    }
}
