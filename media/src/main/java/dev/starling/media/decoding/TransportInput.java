package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EIO;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import dev.starling.libav.Natives;
import dev.starling.media.decoding.FileParts.ByteRange;
import dev.starling.media.decoding.FileParts.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The bytes of a transport stream for FFmpeg's demuxer, which takes a packet that was sent twice for two. A packet that
 * only repeats another one becomes stuffing, so the others stay where they are. One owner, one thread.
 */
final class TransportInput implements AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 16;
    private static final int SEEK_SET = 0;

    private final FileChannel file;
    /** The bytes of the file that are read, in order. */
    private final List<ByteRange> ranges;

    private final AVIOContext context;
    /** FFmpeg calls these as long as the context lives. */
    private final Reader reader = new Reader();

    private final Seeker seeker = new Seeker();
    private final RepeatedPackets repeats = new RepeatedPackets();
    /** What was read last: FFmpeg has what is before {@code given}, and may have what is before {@code ready}. */
    private final byte[] block = new byte[BLOCK_BYTES];

    private int given;
    private int ready;
    private int filled;
    /** The position after the block, in the bytes of all ranges. */
    private long next;

    private final class Reader extends Read_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer opaque, BytePointer buffer, int size) {
            try {
                if (given == ready) {
                    readOn();
                }
            } catch (IOException _) {
                return AVERROR_EIO();
            }
            int count = Math.min(size, ready - given);
            buffer.put(block, given, count);
            given += count;
            return count == 0 ? AVERROR_EOF : count;
        }
    }

    private final class Seeker extends Seek_Pointer_long_int {
        @Override
        public long call(Pointer opaque, long offset, int whence) {
            if ((whence & AVSEEK_SIZE) != 0) {
                return ranges.stream().mapToLong(ByteRange::bytes).sum();
            }
            if (whence != SEEK_SET || offset < 0) {
                return AVERROR_EIO(); // FFmpeg makes all others one of these
            }
            goTo(offset);
            return offset;
        }
    }

    /** Opens a part of a file. */
    TransportInput(Path path, Part part) throws IOException {
        this.file = FileChannel.open(path);
        this.ranges = new ArrayList<>();
        ranges.add(new ByteRange(part.start(), part.end().orElse(file.size())));
        ranges.addAll(part.rest());
        this.context = Natives.allocated(
                avio_alloc_context(
                        new BytePointer(Natives.allocated(av_malloc(BLOCK_BYTES), "av_malloc")),
                        BLOCK_BYTES,
                        0,
                        null,
                        reader,
                        (Write_packet_Pointer_BytePointer_int) null,
                        seeker),
                "avio_alloc_context");
    }

    /** What FFmpeg reads from, which this owns. */
    AVIOContext context() {
        return context;
    }

    private void goTo(long offset) {
        repeats.forget();
        given = 0;
        ready = 0;
        filled = 0;
        next = offset;
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
        av_free(context.buffer()); // FFmpeg may have replaced it
        avio_context_free(context);
        reader.close();
        seeker.close();
        try {
            file.close();
        } catch (IOException _) {
            // It was only read.
        }
    }
}
