package dev.starling.media.decoding;

import static dev.starling.media.GeneratedFiles.h264;
import static dev.starling.media.GeneratedFiles.withSound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.media.Bytes;
import dev.starling.media.GeneratedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound that is encoded; {@link CopyableSoundTest} has that which is copied. */
class AudioReaderTest {
    @TempDir
    Path directory;

    private static String streams(List<DecodedSound> sound) {
        return sound.stream()
                .map(it -> it.format().layout() + " " + it.format().bitsPerSecond() / 1000)
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource({
        "flac,     48000, 1, 48000, 'MONO 80, MONO 48'",
        "flac,     44100, 2, 44100, 'STEREO 128, STEREO 64'",
        "flac,     48000, 6, 48000, 'SURROUND 384, STEREO 128, STEREO 64'",
        "flac,     96000, 2, 48000, 'STEREO 128, STEREO 64'",
        "flac,     22050, 1, 44100, 'MONO 80, MONO 48'",
        "pcm_s16le,32000, 3, 48000, 'STEREO 128, STEREO 64'",
        "pcm_s16le,48000, 8, 48000, 'SURROUND 384, STEREO 128, STEREO 64'"
    })
    void soundKeepsItsLayoutAsFarAsPlayersGo(String encoder, int rate, int channels, int newRate, String expected)
            throws IOException {
        Path path = directory.resolve("sound.mkv");
        GeneratedFiles.write(path, withSound(h264("matroska"), encoder, rate, channels), 50);
        List<DecodedSound> all = DecodedSound.all(path, 0, 0);
        assertThat(streams(all)).isEqualTo(expected);
        for (DecodedSound sound : all) {
            AudioFormat format = sound.format();
            assertThat(format.origin()).isEqualTo(AudioFormat.Origin.ENCODED);
            assertThat(format.sampleRate()).isEqualTo(newRate);
            assertThat(format.primingSamples()).isEqualTo(1024);
            // ISO/IEC 14496-3, 1.6.2.1: five bits of object type (2), four of frequency index, four of channels
            Bytes config = format.audioSpecificConfig();
            assertThat((config.at(0) & 0xf8) >> 3).isEqualTo(2);
            assertThat(((config.at(0) & 7) << 1) | ((config.at(1) & 0x80) >> 7)).isEqualTo(newRate == 48_000 ? 3 : 4);
            assertThat((config.at(1) & 0x78) >> 3).isEqualTo(format.layout().channels());
            double seconds = (sound.frames().size() - 1) * 1024.0 / newRate;
            assertThat(seconds).isCloseTo(2, within(0.08));
            for (int i = 0; i < sound.frames().size(); i++) {
                assertThat(sound.frames().get(i).firstSample()).isEqualTo((i - 1) * 1024L);
            }
        }
    }

    @Test
    void aFileWithoutSoundHasNone() {
        Path path = directory.resolve("silent.mp4");
        GeneratedFiles.write(path, h264("mp4"), 5);
        assertThat(Probe.read(path, MediaLimits.DEFAULT).audio()).isEmpty();
    }

    @Test
    void picturesThatAreNotReadDoNotMakeTheFileTruncated() throws IOException {
        // Long enough that the streams are recognised before all pictures are read.
        Path path = directory.resolve("long.mp4");
        GeneratedFiles.write(path, withSound(h264("mp4"), "aac", 48_000, 6), 200);
        assertThat(DecodedSound.all(path, 0, 0))
                .allSatisfy(it -> assertThat(it.frames()).hasSizeBetween(375, 377));
    }

    @Test
    void theSameSoundGivesTheSameBytes() throws IOException {
        Path path = directory.resolve("twice.mkv");
        GeneratedFiles.write(path, withSound(h264("matroska"), "pcm_s16le", 48_000, 2), 50);
        List<List<AudioFrame>> once =
                DecodedSound.all(path, 0, 0).stream().map(DecodedSound::frames).toList();
        assertThat(DecodedSound.all(path, 0, 0).stream().map(DecodedSound::frames))
                .isEqualTo(once);
    }

    @Test
    void soundComesBackInStepWithThePictures() throws IOException {
        Path path = directory.resolve("step.mkv");
        GeneratedFiles.write(path, withSound(h264("matroska"), "pcm_s16le", 48_000, 1), 50);
        for (DecodedSound sound : DecodedSound.all(path, 0, 0)) {
            float[] samples = sound.samples();
            float[] expected = GeneratedFiles.tone(0, samples.length, 48_000, 1);
            // Over the steady part, a shift of 440 Hz by one sample would give an error of 3 %.
            double error = 0;
            for (int i = 4800; i < 86_400; i++) {
                error += Math.abs(samples[i] - expected[i]);
            }
            assertThat(error / (86_400 - 4800)).isLessThan(0.01);
        }
    }

    @Test
    void aFrameOfSilenceIsSilentAfterSound() throws IOException {
        Path path = directory.resolve("ends.mkv");
        GeneratedFiles.write(path, withSound(h264("matroska"), "pcm_s16le", 48_000, 6), 25);
        for (DecodedSound sound : DecodedSound.all(path, 0, 0)) {
            List<AudioFrame> frames = new ArrayList<>(sound.frames());
            double from = (frames.size() + 1) * 1024 - sound.format().primingSamples();
            for (int i = 0; i < 10; i++) {
                frames.add(new AudioFrame(0, sound.format().silence(), 0));
            }
            DecodedSound filled = DecodedSound.of(sound.format(), frames);
            assertThat(filled.level(from / 48_000, filled.samples().length / 48_000.0))
                    .isLessThan(1e-4);
        }
    }

    @Test
    void soundBeforeTheFirstPictureIsCutAndALateStartIsSilence() throws IOException {
        Path path = directory.resolve("shifted.mkv");
        GeneratedFiles.write(path, withSound(h264("matroska"), "pcm_s16le", 48_000, 1), 50);
        // The first picture appears half a second into the sound.
        DecodedSound early = DecodedSound.all(path, 0, 45_000).getFirst();
        assertThat((early.frames().size() - 1) * 1024.0 / 48_000).isCloseTo(1.5, within(0.05));
        assertThat(early.frames().getFirst().firstSample()).isEqualTo(-1024);
        // The sound starts half a second after the first picture.
        DecodedSound late = DecodedSound.all(path, 0, -45_000).getFirst();
        assertThat((late.frames().size() - 1) * 1024.0 / 48_000).isCloseTo(2.5, within(0.05));
        assertThat(late.level(0.05, 0.45)).isLessThan(0.001);
        assertThat(late.level(0.55, 2.0)).isCloseTo(0.5 / Math.sqrt(2), within(0.02));
    }
}
