package dev.starling.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.AudioFormat;
import dev.starling.media.decoding.AudioFormat.Origin;
import dev.starling.media.decoding.AudioFrame;
import dev.starling.media.decoding.AudioReader;
import dev.starling.media.decoding.ChannelLayout;
import dev.starling.media.decoding.DecodedSound;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import java.io.IOException;
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
    void surroundSoundOfAFilmIsCopiedAndMixedDown() {
        Path path = shared("demo/bbb_1080p25_31s_aac.mp4");
        try (AudioReader reader = AudioReader.open(path, 0, 0)) {
            long[] ends = new long[3];
            for (Optional<AudioFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                ends[frame.get().stream()] = frame.get().firstSample() + AudioFormat.SAMPLES_PER_FRAME;
            }
            assertThat(reader.formats())
                    .extracting(AudioFormat::origin, AudioFormat::layout)
                    .containsExactly(
                            tuple(Origin.COPIED, ChannelLayout.SURROUND),
                            tuple(Origin.ENCODED, ChannelLayout.STEREO),
                            tuple(Origin.ENCODED, ChannelLayout.STEREO));
            assertThat(reader.formats().getFirst().bitsPerSecond()).isBetween(127_000, 131_000);
            for (long end : ends) {
                assertThat(end / 48_000.0).isCloseTo(31.58, within(0.1));
            }
            assertThat(reader.warnings()).isEmpty();
        }
    }

    private static List<DecodedSound> sound(Path path) throws IOException {
        long origin;
        try (VideoReader video = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            origin = video.origin();
        }
        return DecodedSound.all(path, 0, origin);
    }

    @Test
    void aShortTrackIsCopied() throws IOException {
        List<DecodedSound> all = sound(shared("inputs/short-sound.mp4"));
        assertThat(all).hasSize(1);
        assertThat(all.getFirst().format().origin()).isEqualTo(Origin.COPIED);
        assertThat(all.getFirst().samples().length / 44_100.0).isCloseTo(15, within(0.05));
        assertThat(all.getFirst().level(0.1, 14.9)).isCloseTo(0.088, within(0.005));
    }
}
