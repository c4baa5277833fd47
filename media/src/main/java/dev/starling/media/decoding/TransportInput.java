package dev.starling.media.decoding;

import dev.starling.media.decoding.FileParts.ByteRange;
import dev.starling.media.decoding.FileParts.Part;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVIOContext;

/**
 * The bytes of a transport stream for FFmpeg's demuxer, which takes a packet that was sent twice for two. A packet that
 * only repeats another one becomes stuffing, so the others stay where they are. One owner, one thread.
 */
final class TransportInput implements NativeInput.Source, AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 16;

    private final FileChannel file;
    /** The bytes of the file that are read, in order. */
    private final List<ByteRange> ranges;

    private final NativeInput input;
    private final RepeatedPackets repeats = new RepeatedPackets();
    /** What was read last: FFmpeg has what is before {@code given}, and may have what is before {@code ready}. */
    private final byte[] block = new byte[BLOCK_BYTES];

    private int given;
    private int ready;
    private int filled;
    /** The position after the block, in the bytes of all ranges. */
    private long next;

    /**
     * Opens a part of a file.
     *
     * @throws IOException if it cannot be read
     */
    TransportInput(Path path, Part part) throws IOException {
        this.file = FileChannel.open(path);
        try {
            this.ranges = new ArrayList<>();
            ranges.add(new ByteRange(part.start(), part.end().orElse(file.size())));
            ranges.addAll(part.rest());
            this.input = new NativeInput(this);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** What FFmpeg reads from, which this owns. */
    AVIOContext context() {
        return input.pb();
    }

    /**
     * Requires that all that FFmpeg read could be read.
     *
     * @throws IOException if not
     */
    void requireRead() throws IOException {
        input.requireRead();
    }

    @Override
    public int read(MemorySegment buffer) throws IOException {
        if (given == ready) {
            readOn();
        }
        int count = (int) Math.min(buffer.byteSize(), ready - given);
        MemorySegment.copy(block, given, buffer, ValueLayout.JAVA_BYTE, 0, count);
        given += count;
        return count;
    }

    @Override
    public long bytes() {
        return ranges.stream().mapToLong(ByteRange::bytes).sum();
    }

    @Override
    public void seek(long position) {
        repeats.forget();
        given = 0;
        ready = 0;
        filled = 0;
        next = position;
    }

    /** Reads on, behind the rest of a packet that is not whole yet. */
    private void readOn() throws IOException {
        filled -= ready;
        System.arraycopy(block, ready, block, 0, filled);
        given = 0;
        boolean ended = false;
        while (filled < block.length && !ended) {
            int read = read(ByteBuffer.wrap(block, filled, block.length - filled));
            ended = read <= 0;
            filled += Math.max(0, read);
        }
        int whole = TransportPackets.visit(block, filled, this::dropRepeat);
        ready = ended ? filled : whole;
    }

    private int read(ByteBuffer bytes) throws IOException {
        long start = 0;
        for (ByteRange range : ranges) {
            long left = start + range.bytes() - next;
            if (left > 0) {
                bytes.limit((int) Math.min(bytes.limit(), bytes.position() + left));
                int read = file.read(bytes, range.start() + next - start);
                next += Math.max(0, read);
                return read;
            }
            start += range.bytes();
        }
        return -1;
    }

    private void dropRepeat(byte[] bytes, int at) {
        if (repeats.take(bytes, at)) {
            bytes[at + 1] = (byte) (TransportPackets.STUFFING_PID >> 8);
            bytes[at + 2] = (byte) TransportPackets.STUFFING_PID;
        }
    }

    @Override
    public void close() {
        input.close();
        try {
            file.close();
        } catch (IOException _) {
            // It was only read.
        }
    }
}
