package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.starling.media.Bytes;
import dev.starling.media.decoding.AudioFormat.Origin;
import dev.starling.testkit.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which sound is copied and which is encoded; the files are written by the ffmpeg command. */
class CopyableSoundTest {
    /** Noise, so that an encoder needs its bits, and a tone of 0.1 s at 0.5, 1.5 and 2.5 s. */
    private static final String TONES = "0.01*(random(0)-0.5)+if(between(mod(t\\,1)\\,0.5\\,0.6)\\,0.5*sin(6283*t))";

    @TempDir
    Path directory;

    /** Writes three seconds of sound, and pictures. */
    private Path file(String name, String channels, String... arguments) {
        Path path = directory.resolve(name);
        List<String> all =
                new ArrayList<>(List.of("-y", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25:duration=3"));
        String layout = switch (channels) {
            case "1" -> "mono";
            case "2" -> "stereo";
            default -> "5.1";
        };
        String expressions = String.join("|", Collections.nCopies(Integer.parseInt(channels), TONES));
        all.addAll(List.of("-f", "lavfi", "-i", "aevalsrc=" + expressions + ":c=" + layout + ":s=48000:d=3"));
        all.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast"));
        all.addAll(List.of(arguments));
        all.add(path.toString());
        Ffmpeg.run(all, InputStream::readAllBytes);
        return path;
    }

    private static long origin(Path path) {
        try (VideoReader video = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            return video.origin();
        }
    }

    /** The source's own frames, as the ffmpeg command copies them. */
    private static List<Bytes> sourceFrames(Path path) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>();
        if (path.toString().endsWith(".mp4") || path.toString().endsWith(".mov")) {
            arguments.addAll(List.of("-ignore_editlist", "1"));
        }
        arguments.addAll(List.of("-i", path.toString(), "-map", "0:a:0", "-c", "copy", "-f", "adts", "-"));
        Ffmpeg.run(arguments, in -> in.transferTo(out));
        byte[] adts = out.toByteArray();
        List<Bytes> frames = new ArrayList<>();
        for (int at = 0; at < adts.length; ) {
            int length = (adts[at + 3] & 3) << 11 | (adts[at + 4] & 0xFF) << 3 | (adts[at + 5] & 0xE0) >> 5;
            frames.add(Bytes.copyOf(adts, at + 7, at + length));
            at += length;
        }
        return frames;
    }

    @ParameterizedTest
    @CsvSource({"s.mp4", "s.mov", "s.mkv", "s.flv", "s.ts"})
    void aFittingTrackIsCopiedAndInStep(String name) throws IOException {
        Path path = file(name, "2", "-c:a", "aac", "-b:a", "128k");
        List<DecodedSound> all = DecodedSound.all(path, 0, origin(path));
        assertThat(all)
                .extracting(it -> it.format().origin(), it -> it.format().layout())
                .containsExactly(
                        tuple(Origin.COPIED, ChannelLayout.STEREO), tuple(Origin.ENCODED, ChannelLayout.STEREO));
        AudioFormat copied = all.getFirst().format();
        AudioFormat encoded = all.getLast().format();
        assertThat(copied.bitsPerSecond()).isBetween(100_000, 140_000);
        assertThat(encoded.bitsPerSecond()).isEqualTo(64_000);
        assertThat(copied.primingSamples()).isEqualTo(encoded.primingSamples()).isBetween(1024, 2047);
        assertThat(copied.audioSpecificConfig()).isEqualTo(encoded.audioSpecificConfig());
        for (DecodedSound sound : all) {
            for (int i = 0; i < sound.frames().size(); i++) {
                assertThat(sound.frames().get(i).firstSample()).isEqualTo(i * 1024L - copied.primingSamples());
            }
            for (int second = 0; second < 3; second++) {
                assertThat(sound.onset(second, second + 1)).isCloseTo(second + 0.5, within(0.003));
            }
        }
        List<Bytes> frames =
                all.getFirst().frames().stream().map(AudioFrame::data).toList();
        List<Bytes> source = sourceFrames(path);
        List<Bytes> delivered = frames.stream().filter(source::contains).toList();
        assertThat(frames.size() - delivered.size())
                .as("frames of silence before")
                .isLessThanOrEqualTo(2);
        assertThat(delivered).isEqualTo(source.subList(source.size() - delivered.size(), source.size()));
        assertThat(delivered.size()).isGreaterThan(138);
    }

    @ParameterizedTest
    @CsvSource({
        "too many bits,      s.mkv, 2, -c:a aac -b:a 256k",
        "another codec,      s.mkv, 2, -c:a libmp3lame -b:a 128k",
        "another rate,       s.mkv, 2, -c:a aac -b:a 128k -ar 32000",
        "a gap,              s.mkv, 2, '-c:a aac -b:a 128k -bsf:a noise=drop=eq(n\\,40)'",
        "damaged frames,     s.mkv, 2, -c:a aac -b:a 128k -bsf:a noise=amount=50",
        "seven channels,     s.mkv, 6, -c:a aac -b:a 500k -channel_layout 7.1"
    })
    void whatDoesNotFitIsEncoded(String why, String name, String channels, String arguments) throws IOException {
        Path path = file(name, channels, arguments.split(" "));
        List<DecodedSound> all = DecodedSound.all(path, 0, origin(path));
        assertThat(all)
                .as(why)
                .allSatisfy(it -> assertThat(it.format().origin()).isEqualTo(Origin.ENCODED));
        assertThat(all.getLast().format().bitsPerSecond()).isEqualTo(64_000);
        if (!why.startsWith("damaged")) {
            assertThat(all.getLast().onset(2, 3)).isCloseTo(2.5, within(0.04));
        }
    }

    @Test
    void aMonoTrackOfFewBitsNeedsNoOther() throws IOException {
        Path path = file("mono.mp4", "1", "-c:a", "aac", "-b:a", "48k");
        assertThat(DecodedSound.all(path, 0, origin(path)))
                .extracting(it -> it.format().origin())
                .containsExactly(Origin.COPIED);
    }

    @Test
    void surroundIsCopiedAndMixedDown() throws IOException {
        Path path = file("surround.mp4", "6", "-c:a", "aac", "-b:a", "320k");
        List<DecodedSound> all = DecodedSound.all(path, 0, origin(path));
        assertThat(all)
                .extracting(it -> it.format().layout(), it -> it.format().origin())
                .containsExactly(
                        tuple(ChannelLayout.SURROUND, Origin.COPIED),
                        tuple(ChannelLayout.STEREO, Origin.ENCODED),
                        tuple(ChannelLayout.STEREO, Origin.ENCODED));
        assertThat(all).allSatisfy(it -> assertThat(it.onset(1, 2)).isCloseTo(1.5, within(0.003)));
    }

    @Test
    void soundThatStartsLateIsCopiedBehindSilence() throws IOException {
        Path path = file("s.mkv", "2", "-c:a", "aac", "-b:a", "128k");
        DecodedSound late = DecodedSound.all(path, 0, origin(path) - 45_000).getFirst();
        assertThat(late.format().origin()).isEqualTo(Origin.COPIED);
        assertThat(late.onset(0, 1.4)).isCloseTo(1.0, within(0.003));
        assertThat(late.level(0.1, 0.4)).isLessThan(1e-4);
        DecodedSound early = DecodedSound.all(path, 0, origin(path) + 22_500).getFirst();
        assertThat(early.format().origin()).isEqualTo(Origin.COPIED);
        assertThat(early.onset(0, 0.7)).isCloseTo(0.25, within(0.003));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.2414", "0.9, 0.89"})
    void aMixHasTheStandardCoefficientsAndIsNotClipped(double amplitude, double expected) throws IOException {
        String tone = amplitude + "*sin(6283*t)";
        Path path = directory.resolve("loud.mkv");
        Ffmpeg.run(
                List.of(
                        "-y",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=64x64:rate=25:duration=2",
                        "-f",
                        "lavfi",
                        "-i",
                        "aevalsrc=" + String.join("|", Collections.nCopies(6, tone)) + ":c=5.1:s=48000:d=2",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-c:a",
                        "flac",
                        path.toString()),
                InputStream::readAllBytes);
        for (DecodedSound sound : DecodedSound.all(path, 0, 0)) {
            if (sound.format().layout() == ChannelLayout.STEREO) {
                // Left = front left + 0.707 centre + 0.707 back left
                assertThat(sound.level(0.5, 1.5) * Math.sqrt(2)).isCloseTo(expected, within(expected * 0.06));
                // After the onset, which an encoder of few bits spreads.
                assertThat(sound.peak(0.1, 1.9)).isLessThan(0.99);
            }
        }
    }

    @Test
    void everyTrackOfAFileIsToldWithItsLanguage() {
        Path path = file(
                "languages.mkv",
                "2",
                "-map",
                "0:v",
                "-map",
                "1:a",
                "-map",
                "1:a",
                "-map",
                "1:a",
                "-c:a",
                "aac",
                "-ac",
                "2",
                "-metadata:s:a:0",
                "language=ger",
                "-metadata:s:a:1",
                "language=eng",
                "-metadata:s:a:1",
                "title=Director's cut",
                "-metadata:s:a:2",
                "title= ",
                "-disposition:a:0",
                "0",
                "-disposition:a:1",
                "default",
                "-disposition:a:2",
                "comment");
        assertThat(Probe.read(path, MediaLimits.DEFAULT).audio())
                .extracting(it -> it.language(), it -> it.name(), it -> it.purpose())
                .containsExactly(
                        tuple("en", Optional.of("Director's cut"), SourceInfo.Audio.Purpose.SOUND),
                        tuple("de", Optional.empty(), SourceInfo.Audio.Purpose.SOUND),
                        tuple("und", Optional.empty(), SourceInfo.Audio.Purpose.COMMENTARY));
    }

    @ParameterizedTest
    @CsvSource({
        "eng, en",
        "ger, de",
        "deu, de",
        "fre, fr",
        "pt-BR, pt-BR",
        "zxx, zxx",
        "und, und",
        "'', und",
        "'?', und"
    })
    void languagesHaveTheirShortestTag(String code, String tag) {
        assertThat(LanguageTag.of(code)).isEqualTo(tag);
    }

    @Test
    void everyConfigurationIsReadAsItIsWritten() {
        for (int rate : new int[] {44_100, 48_000}) {
            for (ChannelLayout layout : ChannelLayout.values()) {
                AacConfig config = new AacConfig(rate, layout);
                assertThat(AacConfig.ofSpecificConfig(config.toSpecificConfig().toArray()))
                        .contains(config);
            }
        }
        // AAC-LC of 960 samples, HE-AAC, 32 kHz, a configuration of its own, nothing
        for (int bits : new int[] {0x1194, 0x2b92, 0x1290, 0x1180, 0}) {
            assertThat(AacConfig.ofSpecificConfig(new byte[] {(byte) (bits >> 8), (byte) bits}))
                    .isEmpty();
        }
        assertThat(AacConfig.ofSpecificConfig(new byte[1])).isEmpty();
        byte[] adts = {(byte) 0xff, (byte) 0xf1, 0x4c, (byte) 0x80, 1, 0x1f, (byte) 0xfc, 0};
        assertThat(AacConfig.ofAdts(adts)).contains(new AacConfig(48_000, ChannelLayout.STEREO));
        for (int length = 0; length < adts.length; length++) {
            assertThat(AacConfig.ofAdts(Arrays.copyOf(adts, length))).isEmpty();
        }
    }
}
