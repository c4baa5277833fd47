package dev.starling.media.decoding;

import static dev.starling.media.GeneratedFiles.h264;
import static dev.starling.media.GeneratedFiles.withSound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.media.Bytes;
import dev.starling.media.GeneratedFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioReaderTest {
    @TempDir
    Path directory;

    private record Sound(AudioFormat format, List<AudioFrame> frames) {}

    private static Sound readAll(Path path, long origin) {
        try (AudioReader reader = AudioReader.open(path, origin).orElseThrow()) {
            List<AudioFrame> frames = new ArrayList<>();
            for (Optional<AudioFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                frames.add(frame.get());
            }
            return new Sound(reader.format(), frames);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aac,      48000, 1, 48000, 1",
        "aac,      44100, 2, 44100, 2",
        "flac,     48000, 6, 48000, 6",
        "flac,     96000, 2, 48000, 2",
        "flac,     22050, 1, 44100, 1",
        "pcm_s16le,32000, 3, 48000, 2",
        "pcm_s16le,48000, 8, 48000, 6"
    })
    void soundKeepsItsLayoutAsFarAsPlayersGo(String encoder, int rate, int channels, int newRate, int newChannels) {
        Path path = directory.resolve("sound.mkv");
        GeneratedFiles.write(path, withSound(h264("matroska"), encoder, rate, channels), 50);
        Sound sound = readAll(path, 0);
        assertThat(sound.format().sampleRate()).isEqualTo(newRate);
        assertThat(sound.format().channels()).isEqualTo(newChannels);
        assertThat(sound.format().primingSamples()).isEqualTo(1024);
        // ISO/IEC 14496-3, 1.6.2.1: five bits of object type (2), four of frequency index, four of channels
        Bytes config = sound.format().audioSpecificConfig();
        assertThat((config.at(0) & 0xf8) >> 3).isEqualTo(2);
        assertThat(((config.at(0) & 7) << 1) | ((config.at(1) & 0x80) >> 7)).isEqualTo(newRate == 48_000 ? 3 : 4);
        assertThat((config.at(1) & 0x78) >> 3).isEqualTo(newChannels);
        double seconds = (sound.frames().size() - 1) * 1024.0 / newRate;
        assertThat(seconds).isCloseTo(2, within(0.08));
        for (int i = 0; i < sound.frames().size(); i++) {
            assertThat(sound.frames().get(i).firstSample()).isEqualTo((i - 1) * 1024L);
        }
    }

    @Test
    void aFileWithoutSoundHasNone() {
        Path path = directory.resolve("silent.mp4");
        GeneratedFiles.write(path, h264("mp4"), 5);
        assertThat(AudioReader.open(path, 0)).isEmpty();
    }

    @Test
    void picturesThatAreNotReadDoNotMakeTheFileTruncated() {
        // Long enough that the streams are recognised before all pictures are read.
        Path path = directory.resolve("long.mp4");
        GeneratedFiles.write(path, withSound(h264("mp4"), "aac", 48_000, 6), 200);
        assertThat(readAll(path, 0).frames()).hasSizeBetween(375, 377);
    }

    @Test
    void theSameSoundGivesTheSameBytes() {
        Path path = directory.resolve("twice.mkv");
        GeneratedFiles.write(path, withSound(h264("matroska"), "pcm_s16le", 48_000, 2), 50);
        assertThat(readAll(path, 0)).isEqualTo(readAll(path, 0));
    }

    /** Decodes AAC through an ADTS file and returns the first channel without the priming samples. */
    private float[] decode(Sound sound) throws IOException {
        ByteArrayOutputStream adts = new ByteArrayOutputStream();
        int frequencyIndex = sound.format().sampleRate() == 48_000 ? 3 : 4;
        for (AudioFrame frame : sound.frames()) {
            int length = 7 + frame.data().size();
            adts.write(0xff);
            adts.write(0xf1);
            adts.write(0x40 | (frequencyIndex << 2));
            adts.write((sound.format().channels() << 6) | (length >> 11));
            adts.write(length >> 3);
            adts.write(((length & 7) << 5) | 0x1f);
            adts.write(0xfc);
            adts.write(frame.data().toArray());
        }
        Path path = Files.write(directory.resolve("decoded.aac"), adts.toByteArray());
        return SoundProbe.firstChannel(path, sound.format().primingSamples());
    }

    private static double level(float[] samples, double fromSeconds, double untilSeconds) {
        double sum = 0;
        int from = (int) (fromSeconds * 48_000);
        int until = (int) (untilSeconds * 48_000);
        for (int i = from; i < until; i++) {
            sum += samples[i] * samples[i];
        }
        return Math.sqrt(sum / (until - from));
    }

    @Test
    void soundComesBackInStepWithThePictures() throws IOException {
        Path path = directory.resolve("step.mkv");
        GeneratedFiles.write(path, withSound(h264("matroska"), "pcm_s16le", 48_000, 1), 50);
        float[] samples = decode(readAll(path, 0));
        float[] expected = GeneratedFiles.tone(0, samples.length, 48_000, 1);
        // Over the steady part, a shift of 440 Hz by one sample would give an error of 3 %.
        double error = 0;
        for (int i = 4800; i < 86_400; i++) {
            error += Math.abs(samples[i] - expected[i]);
        }
        assertThat(error / (86_400 - 4800)).isLessThan(0.01);
    }

    @Test
    void soundBeforeTheFirstPictureIsCutAndALateStartIsSilence() throws IOException {
        Path path = directory.resolve("shifted.mkv");
        GeneratedFiles.write(path, withSound(h264("matroska"), "pcm_s16le", 48_000, 1), 50);
        Sound early = readAll(path, 45_000); // the first picture appears half a second into the sound
        assertThat((early.frames().size() - 1) * 1024.0 / 48_000).isCloseTo(1.5, within(0.05));
        assertThat(early.frames().getFirst().firstSample()).isEqualTo(-1024);
        Sound late = readAll(path, -45_000); // the sound starts half a second after the first picture
        assertThat((late.frames().size() - 1) * 1024.0 / 48_000).isCloseTo(2.5, within(0.05));
        float[] samples = decode(late);
        assertThat(level(samples, 0.05, 0.45)).isLessThan(0.001);
        assertThat(level(samples, 0.55, 2.0)).isCloseTo(0.5 / Math.sqrt(2), within(0.02));
    }
}
