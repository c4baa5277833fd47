package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Title;
import dev.starling.testkit.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Soundtracks of a file that the ffmpeg command writes, in a package. */
class CopiedSoundTest {
    @TempDir
    Path folder;

    /** Two seconds of pictures; half a second less of sound, in two languages. */
    private Path input() {
        Path path = folder.resolve("title.mp4");
        String noise = "anoisesrc=r=48000:a=0.2:d=1.5:s=";
        List<String> arguments = new ArrayList<>(List.of("-y", "-f", "lavfi"));
        arguments.addAll(List.of("-i", "testsrc2=size=96x64:rate=10:duration=2"));
        arguments.addAll(List.of("-f", "lavfi", "-i", noise + "1", "-f", "lavfi", "-i", noise + "2"));
        arguments.addAll(List.of("-map", "0:v", "-map", "1:a", "-map", "2:a", "-c:v", "libx264", "-ac", "2"));
        arguments.addAll(List.of("-c:a:0", "aac", "-b:a:0", "129k", "-c:a:1", "ac3"));
        arguments.addAll(List.of("-metadata:s:a:0", "language=swe", "-metadata:s:a:1", "language=fra"));
        arguments.add(path.toString());
        Ffmpeg.run(arguments, InputStream::readAllBytes);
        return path;
    }

    private static List<ByteBuffer> sourceFrames(Path input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Ffmpeg.run(
                List.of("-ignore_editlist", "1", "-i", "" + input, "-map", "0:a:0", "-c", "copy", "-f", "adts", "-"),
                in -> in.transferTo(out));
        byte[] adts = out.toByteArray();
        List<ByteBuffer> frames = new ArrayList<>();
        for (int at = 0; at < adts.length; ) {
            int length = (adts[at + 3] & 3) << 11 | (adts[at + 4] & 0xFF) << 3 | (adts[at + 5] & 0xE0) >> 5;
            frames.add(ByteBuffer.wrap(adts, at + 7, length - 7).slice());
            at += length;
        }
        return frames;
    }

    private static List<ByteBuffer> frames(PackageReader reader, AudioRendition rendition) throws Exception {
        List<ByteBuffer> frames = new ArrayList<>();
        for (Clip clip : reader.title().clips()) {
            MappedMember media = reader.audio(rendition.id(), clip.index());
            for (int i = 0; i < media.accessUnits().size(); i++) {
                frames.add(media.bytes(i, i + 1));
            }
        }
        return frames;
    }

    @Test
    void theSourcesFramesAreDeliveredAndSilenceFillsTheEnd() throws Exception {
        Path input = input();
        Path output = folder.resolve("package");
        new Farm().encode(EncodeRequest.of(input, output, 2), event -> {});
        PackageReader reader = PackageReader.open(output);
        Title title = reader.title();
        assertThat(title.audio())
                .extracting(
                        AudioRendition::origin,
                        it -> it.track().language(),
                        it -> it.track().role())
                .containsExactly(
                        tuple(AudioRendition.Origin.COPIED, "sv", AudioTrack.Role.MAIN),
                        tuple(AudioRendition.Origin.ENCODED, "sv", AudioTrack.Role.MAIN),
                        tuple(AudioRendition.Origin.ENCODED, "fr", AudioTrack.Role.ALTERNATE),
                        tuple(AudioRendition.Origin.ENCODED, "fr", AudioTrack.Role.ALTERNATE));
        assertThat(title.audio()).extracting(it -> it.track().name()).containsOnly(Optional.empty());
        List<ByteBuffer> source = sourceFrames(input);
        List<ByteBuffer> copied = frames(reader, title.audio().getFirst());
        assertThat(copied.subList(0, source.size())).isEqualTo(source);
        assertThat(copied.subList(source.size(), copied.size()))
                .hasSizeGreaterThan(20)
                .allMatch(frame -> frame.equals(copied.getLast()));
        for (AudioRendition rendition : title.audio()) {
            long samples = frames(reader, rendition).size() * 1024L - rendition.primingSamples();
            assertThat(samples).as("until the last picture ends").isBetween(96_000L, 96_000L + 1023);
        }
        assertThat(reader.problems()).isEmpty();
    }
}
