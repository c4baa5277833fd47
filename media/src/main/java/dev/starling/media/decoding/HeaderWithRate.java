package dev.starling.media.decoding;

import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy of the header of an IVF file that gives no rate, with a rate. FFmpeg reads the pictures by such a header. Owns
 * a file of {@value #BYTES} bytes, which may be deleted as soon as it is open.
 */
final class HeaderWithRate implements AutoCloseable {
    static final int BYTES = 32;
    /** Where the header has the ticks in a second, and after that those of the clock's unit. */
    private static final int TICKS_PER_SECOND = 16;

    private static final int UNIT_TICKS = 20;
    /** Where nothing is told, libvpx's decoder takes the pictures of a second for so many, too. */
    private static final int USUAL_RATE = 30;
    /** More ticks in a second are no pictures. */
    private static final int MAX_RATE = 300;

    private final Path file;

    /**
     * Copies a header.
     *
     * @param start of it in the file, in bytes
     * @throws MediaException IO if it cannot be read or written
     */
    HeaderWithRate(Path source, long start) {
        try (SeekableByteChannel channel = Files.newByteChannel(source)) {
            ByteBuffer header = ByteBuffer.allocate(BYTES)
                    .put(FileStructure.read(channel, start, BYTES))
                    .clear()
                    .order(ByteOrder.LITTLE_ENDIAN);
            int ticks = header.getInt(TICKS_PER_SECOND);
            boolean mayBeRate = ticks > 0 && ticks <= MAX_RATE;
            header.putInt(TICKS_PER_SECOND, mayBeRate ? ticks : USUAL_RATE).putInt(UNIT_TICKS, 1);
            file = temporary(header.array());
        } catch (IOException e) {
            throw MediaException.of(Kind.IO, source, String.valueOf(e.getMessage()), e);
        }
    }

    private static Path temporary(byte[] header) throws IOException {
        Path file = Files.createTempFile("starling", ".ivf");
        try {
            return Files.write(file, header);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    Path file() {
        return file;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw MediaException.of(Kind.IO, file, String.valueOf(e.getMessage()), e);
        }
    }
}
