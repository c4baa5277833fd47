package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.testkit.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings with soundtracks in several languages that were joined; identifiers and clock change. */
class JoinedLanguagesTest {
    private static final int SECONDS = 3;
    private static final double LOUD = 0.3;
    private static final double QUIET = 0.1;

    @TempDir
    private Path directory;

    /** English is loud, and German is not. */
    @ParameterizedTest
    @CsvSource({"eng deu, eng deu, 6", "eng deu, deu eng, 6", "eng deu, deu, 3"})
    void eachSoundtrackGoesOnInItsLanguage(String first, String second, int englishTones) throws IOException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(recording(10, 0x100, first.split(" ", -1)));
        joined.writeBytes(recording(900, 0x300, second.split(" ", -1)));
        Path path = directory.resolve("joined.ts");
        Files.write(path, joined.toByteArray());
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isEqualTo(2 * SECONDS * 25);
        assertThat(read.flashes()).hasSize(2 * SECONDS);
        long origin;
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            origin = reader.origin();
        }
        DecodedSound english = DecodedSound.all(path, 0, origin).getLast();
        DecodedSound german = DecodedSound.all(path, 1, origin).getLast();
        for (int i = 0; i < 2 * SECONDS; i++) {
            double tone = read.flashes().get(i) + 0.03;
            assertThat(german.level(tone, tone + 0.03)).as("German tone %d", i).isBetween(QUIET, LOUD);
            if (i < englishTones) {
                assertThat(english.level(tone, tone + 0.03))
                        .as("English tone %d", i)
                        .isGreaterThan(LOUD);
            }
        }
    }

    /** White flashes and tones of 0.1 s in the middle of each second. */
    private static byte[] recording(int startSeconds, int pid, String... languages) {
        String pictures = "color=c=0x282828:s=96x96:r=25:d=" + SECONDS
                + ",drawbox=c=white:t=fill:enable='lt(mod(t+0.501,1),0.0999)'";
        List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", pictures));
        List<String> maps = new ArrayList<>(List.of("-map", "0"));
        for (int i = 0; i < languages.length; i++) {
            String peak = languages[i].equals("eng") ? "0.7" : "0.25";
            arguments.addAll(List.of("-f", "lavfi", "-i"));
            arguments.add("aevalsrc='if(lt(mod(t+0.5,1),0.1)," + peak + "*sin(2*PI*1000*t),0)':s=48000:d=" + SECONDS);
            maps.addAll(List.of("-map", "" + (i + 1), "-metadata:s:a:" + i, "language=" + languages[i]));
        }
        arguments.addAll(maps);
        arguments.addAll(List.of("-threads", "1", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25"));
        arguments.addAll(List.of("-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k", "-f", "mpegts"));
        arguments.addAll(List.of("-output_ts_offset", "" + startSeconds, "-mpegts_start_pid", "" + pid, "-"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Ffmpeg.run(arguments, output -> output.transferTo(bytes));
        return bytes.toByteArray();
    }
}
