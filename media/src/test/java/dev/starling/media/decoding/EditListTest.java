package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.film.FlashTitle;
import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MP4 files whose edit lists present parts of their media: ISO/IEC 14496-12, 8.6.6. Cameras and phones trim so. */
class EditListTest {
    private static final int SECONDS = 3;
    private static final int MOVIE_TIMESCALE = 1000;
    private static final int BOX_HEADER_BYTES = 8;

    @TempDir
    private Path directory;

    /** Edits are parts of the media, in seconds. A flash and a tone start in the middle of each second. */
    @ParameterizedTest
    @CsvSource({
        "0-1.32,             33, 1",
        "0.2-1.8,            40, 2",
        "0-1 2-3,            50, 2",
        "2-3 0-1,            50, 2",
        "1-2 1-2 1-2,        75, 3"
    })
    void whatEditsLeaveOutIsNotMissing(String edits, int pictures, int flashes) throws IOException {
        Path path = directory.resolve("edited.mp4");
        VideoEncoder encoder = new VideoEncoder("libx264", Map.of("preset", "ultrafast", "g", "25"), "yuv420p");
        Spec spec = new Spec("mp4", VideoTrack.of(encoder, new FrameSize(96, 96), new Ratio(25, 1)));
        new FlashTitle(spec.withAudio(new AudioTrack("aac", 48_000, 1)), SECONDS * 25, SECONDS).write(path);
        Files.write(path, edited(Files.readAllBytes(path), edits.split(" ")));

        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isEqualTo(pictures);
        assertThat(read.undecodable()).isZero();
        assertThat(read.missing()).isZero();
        assertThat(read.pictureEnd()).isEqualTo(pictures / 25.0);
        assertThat(read.flashes()).hasSize(flashes);
        assertThat(read.tonesAtFlashes(0.04)).isEqualTo(flashes);
    }

    /** The same boxes with other edits in each track. The movie box is the last one, so nothing else moves. */
    private static byte[] edited(byte[] boxes, String... edits) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.wrap(boxes);
        for (int at = 0; at < boxes.length; at += in.getInt(at)) {
            byte[] content = Arrays.copyOfRange(boxes, at + BOX_HEADER_BYTES, at + in.getInt(at));
            String type = new String(boxes, at + 4, 4, StandardCharsets.US_ASCII);
            switch (type) {
                case "moov" -> out.writeBytes(box(type, edited(content, edits)));
                case "trak" -> out.writeBytes(box(type, editedTrack(content, edits)));
                default -> out.writeBytes(box(type, content));
            }
        }
        return out.toByteArray();
    }

    private static byte[] editedTrack(byte[] track, String... edits) {
        String text = new String(track, StandardCharsets.ISO_8859_1);
        ByteBuffer in = ByteBuffer.wrap(track);
        int timescale = in.getInt(text.indexOf("mdhd") + 16);
        int list = text.indexOf("edts");
        int start = in.getInt(text.indexOf("elst") + 16);
        ByteBuffer entries =
                ByteBuffer.allocate(8 + 12 * edits.length).putInt(0).putInt(edits.length);
        for (String edit : edits) {
            int dash = edit.indexOf('-');
            double from = Double.parseDouble(edit.substring(0, dash));
            double until = Double.parseDouble(edit.substring(dash + 1));
            entries.putInt((int) Math.round((until - from) * MOVIE_TIMESCALE))
                    .putInt(start + (int) Math.round(from * timescale))
                    .putInt(1 << 16);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(track, 0, list - 4);
        out.writeBytes(box("edts", box("elst", entries.array())));
        int after = list - 4 + in.getInt(list - 4);
        out.write(track, after, track.length - after);
        return out.toByteArray();
    }

    private static byte[] box(String type, byte[] content) {
        return ByteBuffer.allocate(BOX_HEADER_BYTES + content.length)
                .putInt(BOX_HEADER_BYTES + content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
    }
}
