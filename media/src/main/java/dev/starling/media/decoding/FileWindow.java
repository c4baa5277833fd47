package dev.starling.media.decoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * The bytes of a file for one that goes through its headers. Where headers are near each other, it reads much at a
 * time; elsewhere, only the headers.
 */
final class FileWindow {
    /** So many bytes are there from each position on. */
    static final int HEAD_BYTES = 27 + 255;

    private static final int WINDOW_BYTES = 1 << 20;
    /** Headers that are farther apart are read one by one. */
    private static final int NEAR_BYTES = WINDOW_BYTES / 16;

    private final SeekableByteChannel file;
    private final long size;
    private ByteBuffer window = ByteBuffer.allocate(0);
    /** Where the window starts in the file. */
    private long start;

    /** Where it was read last. */
    private long last = Long.MAX_VALUE;

    FileWindow(SeekableByteChannel file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    long size() {
        return size;
    }

    /** The bytes from a position on, at least {@value #HEAD_BYTES} of them; zeros after the end of the file. */
    ByteBuffer at(long position) throws IOException {
        long offset = position - start;
        if (offset < 0 || offset > window.capacity() - HEAD_BYTES) {
            boolean near = position >= last && position - last <= NEAR_BYTES;
            window = read(position, near ? WINDOW_BYTES : HEAD_BYTES);
            start = position;
            offset = 0;
        }
        last = position;
        return window.slice((int) offset, window.capacity() - (int) offset);
    }

    /** So many bytes from a position on; zeros after the end of the file. */
    ByteBuffer read(long position, int count) throws IOException {
        return ByteBuffer.allocate(count)
                .put(FileStructure.read(file, position, count))
                .clear();
    }
}
