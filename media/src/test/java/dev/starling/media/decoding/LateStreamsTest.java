package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.testkit.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams that FFmpeg does not know when it has opened a file. */
class LateStreamsTest {
    private static final double PICTURE_SECONDS = 0.04;

    @TempDir
    Path directory;

    /** White flashes and tones of 0.1 s, half a second after each second; sound may come later than pictures. */
    static byte[] title(int seconds, int rate, int soundFrom, String... format) {
        return title(new Spans(seconds, soundFrom, seconds - soundFrom), rate, format);
    }

    /** How long there are pictures, from when and how long there is sound, in seconds. */
    record Spans(int pictures, int soundFrom, int sound) {}

    static byte[] title(Spans spans, int rate, String... format) {
        String flashes = "color=c=0x282828:s=96x96:r=" + rate + ":d=" + spans.pictures()
                + ",drawbox=c=white:t=fill:enable='lt(mod(t+0.501,1),0.0999)'";
        String tones =
                "aevalsrc='if(lt(mod(t+0.5,1),0.1),0.5*sin(2*PI*1000*t),0)':s=48000:d=" + Math.max(1, spans.sound());
        List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", flashes));
        arguments.addAll(List.of("-itsoffset", "" + spans.soundFrom(), "-f", "lavfi", "-i", tones));
        arguments.addAll(List.of("-threads", "1", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"));
        arguments.addAll(List.of(format));
        arguments.add("-");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Ffmpeg.run(arguments, output -> output.transferTo(bytes));
        return bytes.toByteArray();
    }

    private FlashAndTone read(byte[]... parts) throws IOException {
        Path path = directory.resolve("title");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            file.writeBytes(part);
        }
        Files.write(path, file.toByteArray());
        return FlashAndTone.of(path);
    }

    private static void assertInStep(FlashAndTone read, int firstTone, int tones) {
        assertThat(read.tones()).hasSize(tones);
        assertThat(read.tones().getFirst()).isCloseTo(firstTone + 0.5, within(PICTURE_SECONDS));
        assertThat(read.tonesAtFlashes(PICTURE_SECONDS)).isEqualTo(tones);
    }

    @ParameterizedTest
    @CsvSource({
        "mpegts, libx264, aac",
        "mpegts, mpeg2video, mp2",
        "vob, mpeg2video, mp2",
        "vob, mpeg2video, ac3",
    })
    void soundThatStartsLateIsTaken(String container, String video, String sound) throws IOException {
        FlashAndTone read = read(title(14, 25, 11, "-c:v", video, "-c:a", sound, "-f", container));
        assertThat(read.pictures()).isEqualTo(350);
        assertInStep(read, 11, 3);
    }

    @ParameterizedTest
    @CsvSource({"mpegts, mpeg2video, mp2", "vob, mpeg2video, mp2"})
    void picturesThatStartLateAreTaken(String container, String video, String sound) throws IOException {
        byte[] whole = title(12, 25, 0, "-c:v", video, "-c:a", sound, "-f", container);
        Path path = directory.resolve("whole");
        Files.write(path, whole);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of("-i", path.toString(), "-itsoffset", "9"));
        arguments.addAll(List.of("-i", path.toString(), "-map", "0:a", "-map", "1:v", "-t", "12", "-c", "copy"));
        arguments.addAll(List.of("-f", container, "-"));
        Ffmpeg.run(arguments, output -> output.transferTo(bytes));
        FlashAndTone read = read(bytes.toByteArray());
        assertThat(read.pictures()).isBetween(72, 76);
        assertInStep(read, 0, 3);
    }

    /** Of two pictures a second, few are in the part of a file that FFmpeg reads first. */
    @Test
    void soundOfFewPicturesIsTaken() throws IOException {
        FlashAndTone read = read(title(12, 2, 0, "-c:v", "libx264", "-c:a", "mp2", "-f", "vob"));
        assertThat(read.pictures()).isEqualTo(24);
        assertThat(read.tones()).hasSize(12);
    }

    private static byte[] program(int seconds, int number, int pid) {
        String[] format = {"-c:v", "libx264", "-c:a", "aac", "-f", "mpegts"};
        List<String> all = new ArrayList<>(List.of(format));
        all.addAll(List.of("-mpegts_service_id", "" + number, "-mpegts_start_pid", "" + pid));
        all.addAll(List.of("-mpegts_pmt_start_pid", "" + (0x1000 + number)));
        return title(seconds, 25, 0, all.toArray(String[]::new));
    }

    @Test
    void recordingsOfSeveralProgramsThatWereJoinedAreOneTitle() throws IOException {
        FlashAndTone read = read(program(3, 7, 0x200), program(4, 1, 0x300), program(3, 9, 0x100));
        assertThat(read.pictures()).isEqualTo(250);
        assertThat(read.flashes()).hasSize(10);
        assertInStep(read, 0, 10);
    }

    @Test
    void ofProgramsThatRunAtTheSameTimeOneIsTaken() throws IOException {
        Path path = directory.resolve("one.ts");
        Files.write(path, program(3, 1, 0x100));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of("-i", path.toString(), "-i", path.toString()));
        for (String map : List.of("0:v", "0:a", "1:v", "1:a")) {
            arguments.addAll(List.of("-map", map));
        }
        arguments.addAll(List.of("-program", "program_num=1:st=0:st=1", "-program", "program_num=2:st=2:st=3"));
        arguments.addAll(List.of("-c", "copy", "-f", "mpegts", "-"));
        Ffmpeg.run(arguments, output -> output.transferTo(bytes));
        FlashAndTone read = read(bytes.toByteArray());
        assertThat(read.pictures()).isEqualTo(75);
        assertInStep(read, 0, 3);
    }

    /** Recordings whose identifiers, and whose programs in the second case, return to the first ones. */
    @ParameterizedTest
    @CsvSource({"libx264, aac, 1", "mpeg2video, mp2, 7"})
    void aStreamThatComesBackGoesOnInItsTrack(String video, String sound, String service) throws IOException {
        String[] format = {"-c:v", video, "-c:a", sound, "-f", "mpegts"};
        String[] other = {
            "-c:v", video, "-c:a", sound, "-mpegts_start_pid", "0x200", "-mpegts_service_id", service, "-f", "mpegts"
        };
        byte[] programme = title(3, 25, 0, format);
        byte[] break1 = title(3, 25, 0, other);
        FlashAndTone read = read(programme, break1, programme, break1, programme);
        assertThat(read.pictures()).isEqualTo(375);
        assertInStep(read, 0, 15);
    }
}
