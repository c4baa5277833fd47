package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings of 60 pictures a second that lack frames of sound. */
class LostSoundTest {
    private static final int PACKET_BYTES = 188;
    private static final int SOUND_PID = 0x101;
    private static final int SECONDS = 6;

    @TempDir
    private Path directory;

    /** Whole frames are lost: one, or one in so many. */
    @ParameterizedTest
    @CsvSource({"40, 100000", "7, 12"})
    void soundStaysWithinAPictureOfItsTime(int first, int distance) throws IOException {
        String[] format = "-c:v libx264 -c:a aac -f mpegts -pes_payload_size 0 -muxdelay 0".split(" ", -1);
        byte[] whole = LateStreamsTest.title(SECONDS, 60, 0, format);
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        int frames = 0;
        boolean lost = false;
        for (int at = 0; at < whole.length; at += PACKET_BYTES) {
            boolean sound = ((whole[at + 1] & 0x1f) << 8 | (whole[at + 2] & 0xff)) == SOUND_PID;
            if (sound && (whole[at + 1] & 0x40) != 0) {
                frames++;
                lost = frames >= first && (frames - first) % distance == 0;
            }
            if (!sound || !lost) {
                rest.write(whole, at, PACKET_BYTES);
            }
        }
        assertThat(frames).isGreaterThan(SECONDS * 40);
        Path path = directory.resolve("lost.ts");
        Files.write(path, rest.toByteArray());
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.tones()).hasSize(SECONDS);
        assertThat(read.tonesAtFlashes(1 / 60.0)).isEqualTo(SECONDS);
    }
}
