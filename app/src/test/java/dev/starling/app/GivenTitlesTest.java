package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.film.FlashTitle;
import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRendition.AudioSegment;
import dev.starling.swarm.title.Title;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code encode} makes of files that went wrong. Those in the shared folder are skipped where it is missing. */
class GivenTitlesTest {
    @TempDir
    Path folder;

    private static Path given(String name) {
        Path path = Path.of(System.getProperty("starling.shared", "../shared"), "inputs", name);
        Assumptions.assumeTrue(Files.isReadable(path), () -> "skipped: " + path + " is not there");
        return path;
    }

    private Run encode(Path input, Object... more) {
        Stream<Object> usual = Stream.of("encode", input, "-o", folder.resolve("title"), "--threads", 1, "--json");
        Stream<Object> cheap = Stream.of("--max-height", 90, "--preset", "ultrafast", "--crf", 40, "--tails", "none");
        return Run.of(
                Stream.of(usual, cheap, Arrays.stream(more)).flatMap(it -> it).toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "encrypted.mp4, encrypted",
        "cut.mkv, truncated",
        "zeroed.mp4, pictures are damaged",
    })
    void whatCannotBeUsedIsRefusedInOneLineThatGivesTheReason(String name, String reason) {
        Path input = given(name);
        Run run = encode(input);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines().filter(it -> it.startsWith("starling: ")).toList())
                .singleElement()
                .asString()
                .contains(input.toString(), reason);
        assertThat(folder.resolve("title")).doesNotExist();
    }

    @Test
    void whatIsLostIsToldWhereItIsAllowed() throws Exception {
        Run run = encode(given("zeroed.mp4"), "--max-damage", 100);
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode damage = run.json().get("damage");
        assertThat(damage.get("pictures").asInt()).isEqualTo(75);
        assertThat(run.json().get("frames").asInt()
                        + damage.get("damagedPictures").asInt())
                .isGreaterThanOrEqualTo(75);
        assertThat(damage.get("missingEnd").asDouble()).isGreaterThan(1);
        assertThat(damage.get("line").asText()).contains("packets damaged, picture ends at ");
    }

    @Test
    void aClaimedDurationIsAHint() throws Exception {
        Run run = encode(given("flv-duration-20s.flv"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().get("frames").asInt()).isEqualTo(75);
        assertThat(run.json().get("seconds").asDouble()).isEqualTo(3);
        assertThat(run.json().get("damage").has("line")).isFalse();
    }

    @Test
    void silenceFillsTheEndOfAGivenTitle() throws Exception {
        Run run = encode(given("short-sound.mp4"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().get("frames").asInt()).isEqualTo(400);
        assertSoundLastsAsLongAsThePictures(80);
    }

    @Test
    void silenceFillsTheEndOfATitleWhoseSoundEndsEarly() throws Exception {
        Path input = folder.resolve("short.mkv");
        VideoEncoder encoder = new VideoEncoder("libx264", Map.of("preset", "ultrafast"), "yuv420p");
        Spec spec = new Spec("matroska", VideoTrack.of(encoder, new FrameSize(96, 96), new Ratio(5, 1)))
                .withAudio(new AudioTrack("pcm_s16le", 48_000, 1));
        new FlashTitle(spec, 35, 1.2).write(input);
        Run run = encode(input);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertSoundLastsAsLongAsThePictures(7);
    }

    private void assertSoundLastsAsLongAsThePictures(int seconds) throws Exception {
        Title title = PackageReader.open(folder.resolve("title")).title();
        assertThat(title.durationTicks()).isEqualTo((long) seconds * Title.TIMESCALE);
        assertThat(title.audio()).isNotEmpty();
        for (AudioRendition sound : title.audio()) {
            List<AudioSegment> segments = sound.segments();
            assertThat(segments).hasSameSizeAs(title.clips());
            long frames = segments.stream().mapToLong(AudioSegment::frameCount).sum();
            long samples = frames * AudioRendition.SAMPLES_PER_FRAME - sound.primingSamples();
            long expected = (long) seconds * sound.sampleRate();
            assertThat(samples).isBetween(expected, expected + AudioRendition.SAMPLES_PER_FRAME);
        }
    }
}
