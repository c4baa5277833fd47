package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.libav.Frame;
import dev.starling.testkit.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Theora repeats a picture with a packet of no bytes (Theora specification, 7.11). */
class EmptyPacketsTest {
    private static final int PICTURES = 100;
    private static final int HEADER_BYTES = 27;

    @TempDir
    Path directory;

    @Test
    void aPictureIsShownAgainAndTheStreamGoesOn() throws IOException {
        Path path = directory.resolve("repeated.ogv");
        Ffmpeg.run(
                List.of(("-f lavfi -i testsrc2=size=96x96:rate=25 -frames:v " + PICTURES
                                + " -c:v libtheora -g 1000 -pix_fmt yuv420p -f ogg -")
                        .split(" ")),
                output -> Files.write(path, withEmptyPacket(output.readAllBytes())));
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            int pictures = 0;
            long end = 0;
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    pictures++;
                    end = frame.presentationTime() + frame.duration();
                }
            }
            assertThat(pictures).isEqualTo(PICTURES);
            assertThat(end).isEqualTo((PICTURES + 1) * 3600L);
            assertThat(reader.damage().damaged()).isZero();
        }
    }

    /**
     * An Ogg file (RFC 3533, 6) with an empty packet at the end of a page of pictures. All granule positions from there
     * on count it: they are the number of a key picture, and that of pictures after it, of which there is only one.
     */
    private static byte[] withEmptyPacket(byte[] file) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        int pictures = ByteBuffer.wrap(file).getInt(14); // the first page's serial number
        boolean inserted = false;
        int pages = 0;
        for (int at = 0; at < file.length; ) {
            ByteBuffer page =
                    ByteBuffer.wrap(file, at, file.length - at).slice().order(ByteOrder.LITTLE_ENDIAN);
            int segments = page.get(26) & 0xff;
            int length = HEADER_BYTES + segments;
            for (int i = 0; i < segments; i++) {
                length += page.get(HEADER_BYTES + i) & 0xff;
            }
            boolean ofPictures = page.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(14) == pictures;
            boolean empties = ofPictures && !inserted && page.getLong(6) > 0 && segments < 255;
            pages += ofPictures ? 1 : 0;
            inserted |= empties;
            ByteBuffer out = ByteBuffer.allocate(length + (empties ? 1 : 0)).order(ByteOrder.LITTLE_ENDIAN);
            out.put(page.slice(0, HEADER_BYTES + segments));
            if (empties) {
                out.put(26, (byte) (segments + 1)).put((byte) 0);
            }
            out.put(page.slice(HEADER_BYTES + segments, length - HEADER_BYTES - segments));
            if (ofPictures && inserted && page.getLong(6) > 0) {
                out.putLong(6, page.getLong(6) + 1);
            }
            out.putInt(22, 0).putInt(22, crc(out.array()));
            changed.writeBytes(out.array());
            at += length;
        }
        assertThat(inserted).isTrue();
        assertThat(pages).isGreaterThan(3);
        return changed.toByteArray();
    }

    private static int crc(byte[] bytes) {
        int crc = 0;
        for (byte value : bytes) {
            crc ^= value << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ 0x04c11db7 : crc << 1;
            }
        }
        return crc;
    }
}
