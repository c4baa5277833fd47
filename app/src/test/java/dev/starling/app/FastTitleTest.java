package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.EdgeServer;
import dev.starling.film.MediaWriter;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Titles of many pictures per second, whose containers claim other rates, from the file to the playlist. */
class FastTitleTest {
    private static final FrameSize SIZE = new FrameSize(160, 96);
    private static final int PICTURES = 20;

    @TempDir
    Path folder;

    /** 60 macroblocks in a picture: level 3 allows 675 pictures per second, level 3.1 1800. */
    @ParameterizedTest
    @CsvSource({"mpegts, 500, 500.000, 1E", "matroska, 1000, 1000.000, 1F"})
    void theLevelAndTheDeclaredRateAreThoseOfThePictures(String container, int rate, String declared, String level)
            throws Exception {
        Path input = folder.resolve("fast");
        VideoEncoder encoder = new VideoEncoder("libx264", Map.of("preset", "ultrafast"), "yuv420p");
        Spec spec = new Spec(container, VideoTrack.of(encoder, SIZE, new Ratio(rate, 1)));
        int ticks = 90_000 / rate;
        try (MediaWriter writer = MediaWriter.open(input, spec, Colour.BT601)) {
            for (int i = 0; i < PICTURES; i++) {
                try (Frame frame = Frame.allocate(SIZE.width(), SIZE.height(), Colour.BT601, (long) i * ticks, ticks)) {
                    paint(frame, i);
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        Path output = folder.resolve("title");
        Run encoded = Run.of(
                "encode", input, "-o", output, "--threads", 1, "--preset", "ultrafast", "--crf", 30, "--tails", "none");
        assertThat(encoded.exitCode()).as(encoded.err()).isZero();
        assertThat(playlist(output))
                .contains(",FRAME-RATE=" + declared)
                .containsPattern("CODECS=\"avc[13]\\.[0-9A-F]{4}" + level + "\"");
    }

    private static void paint(Frame frame, int picture) {
        frame.luma().samples().fill((byte) 60);
        frame.cb().samples().fill((byte) 128);
        frame.cr().samples().fill((byte) 128);
        for (int y = 20; y < 60; y++) {
            for (int x = 0; x < 40; x++) {
                frame.luma()
                        .samples()
                        .set(ValueLayout.JAVA_BYTE, (long) y * frame.luma().strideBytes() + x + picture, (byte) 200);
            }
        }
    }

    private static String playlist(Path title) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (EdgeServer edge = EdgeServer.start(title, address, InstantSource.system(), new SplittableRandom(1));
                HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://localhost:" + edge.port() + "/titles/title/server.m3u8");
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }
}
