package dev.starling.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.AudioFormat;
import dev.starling.media.decoding.AudioFrame;
import dev.starling.media.decoding.AudioReader;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Real recordings; skipped if the folder with them is missing. */
class SharedMediaTest {
    private static Path shared(String name) {
        Path path = Path.of(System.getProperty("starling.shared", "shared")).resolve(name);
        Assumptions.assumeTrue(Files.isReadable(path), () -> "skipped: " + path + " is not there");
        return path;
    }

    private record Clip(long start, boolean startsAtSceneCut, int pictures) {}

    private static List<Clip> clips(Path path) {
        List<Clip> clips = new ArrayList<>();
        try (ClipReader reader = new ClipReader(VideoReader.open(path, MediaLimits.DEFAULT, 1), ClipLengths.DEFAULT)) {
            for (Optional<SourceClip> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (SourceClip clip = next.get()) {
                    clips.add(new Clip(
                            clip.start(), clip.startsAtSceneCut(), clip.frames().size()));
                }
            }
        }
        return clips;
    }

    @Test
    void clipsOfAFilmStartAtItsCuts() {
        List<Clip> clips = clips(shared("clips/envivio_dark_1280x720_25.mp4"));
        assertThat(clips.stream().mapToInt(Clip::pictures).sum()).isEqualTo(204);
        assertThat(clips.stream().filter(Clip::startsAtSceneCut).map(Clip::start))
                .containsExactly(273_600L, 511_200L);
    }

    @Test
    void aPanOverFineTextureHasNoCuts() {
        List<Clip> clips = clips(shared("clips/davis_bmx-trees_854x480_24.mkv"));
        assertThat(clips).noneMatch(Clip::startsAtSceneCut);
        assertThat(clips.stream().mapToInt(Clip::pictures).sum()).isEqualTo(80);
    }

    @Test
    void surroundSoundOfAFilmStaysSurround() {
        Path path = shared("demo/bbb_1080p25_31s_aac.mp4");
        try (AudioReader reader = AudioReader.open(path, 0).orElseThrow()) {
            long end = 0;
            for (Optional<AudioFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                end = frame.get().firstSample() + AudioFormat.SAMPLES_PER_FRAME;
            }
            assertThat(reader.format().channels()).isEqualTo(6);
            assertThat(end / 48_000.0).isCloseTo(31.58, within(0.1));
            assertThat(reader.warnings()).isEmpty();
        }
    }
}
