package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.app.Run;
import dev.starling.app.browser.Chromium.End;
import dev.starling.app.browser.Chromium.Play;
import dev.starling.edge.EdgeServer;
import dev.starling.film.FlashTitle;
import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Titles whose sound is shorter or longer than their pictures play to their end, in the libraries and on the page, with
 * little buffered, with what is usual, and with all of the title.
 */
class TitleEndsInChromiumTest {
    private static final double FAST = 4;
    private static final OptionalInt LEAST = OptionalInt.of(1);
    /**
     * After waits at a high rate, Chromium goes on only with up to three seconds of decoded sound. A player that keeps
     * less buffered, and has waited several times, stands still anywhere in a title.
     */
    private static final OptionalInt LITTLE = OptionalInt.of(4);

    private static final OptionalInt USUAL = OptionalInt.empty();
    private static final OptionalInt ALL = OptionalInt.of(60);

    @TempDir
    private Path folder;

    /** A title, and a way to play it. */
    private record Way(Title title, Play play) {}

    private Title encode(String id, Ratio frameRate, int pictures, double soundSeconds) throws IOException {
        VideoEncoder encoder = new VideoEncoder("libx264", Map.of("preset", "ultrafast"), "yuv420p");
        Spec spec = new Spec("matroska", VideoTrack.of(encoder, new FrameSize(160, 90), frameRate))
                .withAudio(new AudioTrack("pcm_s16le", 48_000, 1));
        Path file = folder.resolve(id + ".mkv");
        new FlashTitle(spec, pictures, soundSeconds).write(file);
        Run run = Run.of(
                "encode",
                file,
                "-o",
                folder.resolve("titles").resolve(id),
                "--preset",
                "ultrafast",
                "--crf",
                40,
                "--tails",
                "none",
                "--clip-seconds",
                "1-2");
        assertThat(run.exitCode()).as(run.err()).isZero();
        return PackageReader.open(folder.resolve("titles").resolve(id)).title();
    }

    @Test
    void everyPlayerComesToTheEndWithAnyBuffer() throws IOException, InterruptedException {
        Chromium chromium = Chromium.required();
        // Neither ends where a frame of sound does.
        Title early = encode("early", new Ratio(25, 2), 101, 3.3);
        Title late = encode("late", new Ratio(12_000, 1_001), 49, 6.3);
        try (EdgeServer edge = EdgeServer.start(
                folder.resolve("titles"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InstantSource.system(),
                new SecureRandom())) {
            List<Way> fast = List.of(
                    new Way(early, Play.of("hls.js", manifest(edge, "early/server.m3u8"), LITTLE)),
                    new Way(early, Play.of("dash.js", manifest(edge, "early/server.mpd"), LITTLE)),
                    new Way(early, Play.of("shaka", manifest(edge, "early/server.m3u8"), LITTLE)),
                    new Way(early, Play.of("hls.js", manifest(edge, "early/server.m3u8"), ALL)),
                    new Way(early, Play.of("dash.js", manifest(edge, "early/server.mpd"), USUAL)),
                    new Way(early, Play.of("shaka", manifest(edge, "early/server.mpd"), USUAL)),
                    new Way(early, onPage(edge, "title=early")),
                    new Way(early, onPage(edge, "title=early&steer=player&player=dash.js")),
                    new Way(late, Play.of("hls.js", manifest(edge, "late/player.m3u8"), USUAL)),
                    new Way(late, Play.of("dash.js", manifest(edge, "late/server.mpd"), ALL)),
                    new Way(late, Play.of("shaka", manifest(edge, "late/player.mpd"), ALL)),
                    new Way(late, onPage(edge, "title=late&player=dash.js")),
                    new Way(late, onPage(edge, "title=late&steer=player&player=shaka")));
            List<Way> slow = List.of(
                    new Way(late, Play.of("hls.js", manifest(edge, "late/server.m3u8"), LEAST)),
                    new Way(late, Play.of("dash.js", manifest(edge, "late/server.mpd"), LEAST)),
                    new Way(late, Play.of("dash.js", manifest(edge, "late/player.mpd"), LEAST)),
                    new Way(late, Play.of("shaka", manifest(edge, "late/player.mpd"), LEAST)));
            SoftAssertions claims = new SoftAssertions();
            play(claims, chromium, fast, FAST);
            play(claims, chromium, slow, 1);
            claims.assertAll();
        }
    }

    private static void play(SoftAssertions claims, Chromium chromium, List<Way> ways, double rate)
            throws IOException, InterruptedException {
        List<End> ends = chromium.playToTheEnd(ways.stream().map(Way::play).toList(), rate);
        for (int i = 0; i < ways.size(); i++) {
            check(claims, ways.get(i), ends.get(i), rate);
        }
    }

    private static URI manifest(EdgeServer edge, String path) {
        return Played.at(edge.port(), "/titles/" + path);
    }

    private static Play onPage(EdgeServer edge, String query) {
        return Play.onPage(Played.at(edge.port(), "/?" + query));
    }

    private static void check(SoftAssertions claims, Way way, End end, double rate) {
        Title title = way.title();
        double seconds = (double) title.durationTicks() / Title.TIMESCALE;
        double picture = seconds / title.frameCount();
        String told = way.play() + ": " + end;
        claims.assertThat(end.ended()).as("came to the end; " + told).isTrue();
        claims.assertThat(end.time()).as("where it ended; " + told).isCloseTo(seconds, within(picture));
        claims.assertThat(end.duration()).as("duration; " + told).isCloseTo(seconds, within(picture));
        claims.assertThat(end.rate()).as("rate; " + told).isEqualTo(rate);
        claims.assertThat(end.errors()).as("errors; " + told).isEmpty();
        claims.assertThat(end.console()).as("console; " + told).isEmpty();
        claims.assertThat(end.failed()).as("failed requests; " + told).isEmpty();
        claims.assertThat(end.problem()).as("message on the page; " + told).isEmpty();
    }
}
