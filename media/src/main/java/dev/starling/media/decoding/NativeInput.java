package dev.starling.media.decoding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EIO;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import dev.starling.libav.Natives;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * An AVIOContext whose bytes Java reads. Its callbacks are upcall stubs: those of JavaCPP are at most ten in a process,
 * and threads that make some at once may share one. Nothing thrown by the source passes through FFmpeg, which takes it
 * for a read error; {@link #requireRead} throws it again. One owner, one thread.
 */
final class NativeInput implements AutoCloseable {
    /** Where the bytes come from. */
    interface Source {
        /** Puts the next bytes into a buffer, as many as fit or fewer; returns how many, 0 at the end. */
        int read(MemorySegment buffer) throws IOException;

        /** The next byte is that at a position. */
        void seek(long position);

        /** The number of all bytes. */
        long bytes();
    }

    private static final int BLOCK_BYTES = 1 << 16;
    private static final int SEEK_SET = 0;

    private final Arena arena = Arena.ofShared(); // a thread may open what another one reads
    private final AVIOContext context;
    private final Callbacks callbacks;

    /** The C functions of an AVIOContext. */
    private static final class Callbacks {
        private static final FunctionDescriptor READ = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
        private static final FunctionDescriptor SEEK = FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT);

        private final Source source;
        private @Nullable Throwable failure;

        Callbacks(Source source) {
            this.source = source;
        }

        /** {@code int (*)(void* opaque, uint8_t* buf, int buf_size)}. */
        @SuppressWarnings({"restricted", "UnusedMethod", "UnusedVariable"}) // FFmpeg gives the size
        private int read(MemorySegment opaque, MemorySegment buffer, int size) {
            try {
                int count = source.read(buffer.reinterpret(size));
                return count == 0 ? AVERROR_EOF : count;
            } catch (Throwable e) {
                return fail(e);
            }
        }

        /** {@code int64_t (*)(void* opaque, int64_t offset, int whence)}. */
        @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called by FFmpeg
        private long seek(MemorySegment opaque, long offset, int whence) {
            try {
                if ((whence & AVSEEK_SIZE) != 0) {
                    return source.bytes();
                }
                if (whence != SEEK_SET || offset < 0) {
                    return AVERROR_EIO(); // FFmpeg makes all others one of these
                }
                source.seek(offset);
                return offset;
            } catch (Throwable e) {
                return fail(e);
            }
        }

        private int fail(Throwable cause) {
            failure = cause;
            return AVERROR_EIO();
        }

        /** A C function that calls the method of this with the name and the type. */
        @SuppressWarnings("restricted") // the types are those of C
        private Pointer function(String name, FunctionDescriptor type, Arena arena) {
            MethodType method = type.toMethodType();
            try {
                MemorySegment stub =
                        Linker.nativeLinker().upcallStub(MethodHandles.lookup().bind(this, name, method), type, arena);
                // A function pointer of JavaCPP is the address of a C function, and an object that ours has not.
                MemorySegment pointer = arena.allocate(MemoryLayout.sequenceLayout(2, ADDRESS));
                pointer.set(ADDRESS, 0, stub);
                return new Pointer(pointer.asByteBuffer());
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("no callback " + name, e);
            }
        }
    }

    /** Makes a context that reads from the start of a source. */
    NativeInput(Source source) {
        this.callbacks = new Callbacks(source);
        try {
            this.context = context();
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    private AVIOContext context() {
        var read = new Read_packet_Pointer_BytePointer_int(callbacks.function("read", Callbacks.READ, arena));
        var seek = new Seek_Pointer_long_int(callbacks.function("seek", Callbacks.SEEK, arena));
        Pointer block = Natives.allocated(av_malloc(BLOCK_BYTES), "av_malloc");
        try {
            return Natives.allocated(
                    avio_alloc_context(
                            new BytePointer(block),
                            BLOCK_BYTES,
                            0,
                            null,
                            read,
                            (Write_packet_Pointer_BytePointer_int) null,
                            seek),
                    "avio_alloc_context");
        } catch (Throwable e) {
            av_free(block);
            throw e;
        }
    }

    /** What FFmpeg reads from, which this owns. */
    AVIOContext pb() {
        return context;
    }

    /**
     * Throws what the source threw, if it did.
     *
     * @throws IOException if the bytes cannot be read
     */
    void requireRead() throws IOException {
        switch (callbacks.failure) {
            case null -> {
                // All that was to be read was read.
            }
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(callbacks.failure);
        }
    }

    @Override
    public void close() {
        av_free(context.buffer()); // FFmpeg may have replaced it
        avio_context_free(context);
        arena.close();
    }
}
