package dev.starling.libav;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * FFmpeg's warnings and errors about one handle. FFmpeg has a single log function for the whole process. This class is
 * that function and passes each message to the log of the handle it is about:
 *
 * <ul>
 *   <li>A message with a codec context goes to the log attached to that context, whichever thread it comes from. The
 *       context carries the log's number in its {@code opaque} field, which FFmpeg copies to the contexts of its
 *       threads.
 *   <li>Any other message goes to the log that {@linkplain #listen() listens} on the current thread.
 *   <li>A message without an owner is dropped, so nothing ever reaches stderr.
 * </ul>
 *
 * <p>The single C function is the reason for the static fields; nothing else reads them.
 */
public final class NativeLog implements AutoCloseable {
    /** Enough for any diagnosis. A broken stream can log a line per macroblock; further lines are only counted. */
    private static final int MAX_LINES = 100;

    private static final AtomicLong NEXT_ID = new AtomicLong(1);
    private static final ConcurrentMap<Long, NativeLog> BY_ID = new ConcurrentHashMap<>();
    private static final ThreadLocal<@Nullable NativeLog> ON_THREAD = new ThreadLocal<>();

    private final long id = NEXT_ID.getAndIncrement();
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder partialLine = new StringBuilder();
    private long lineCount;

    /** Receives all messages of {@code context} and its threads from now on. */
    public void attach(AVCodecContext context) {
        BY_ID.put(id, this);
        Natives.memory(context, Libavutil.OPAQUE_OFFSET + Long.BYTES).set(JAVA_LONG, Libavutil.OPAQUE_OFFSET, id);
    }

    /** Receives all messages of this thread that have no other owner, until the scope is closed. Scopes nest. */
    public Scope listen() {
        NativeLog outer = ON_THREAD.get();
        ON_THREAD.set(this);
        return () -> ON_THREAD.set(outer);
    }

    /** A part of a thread's run. Closing it restores the log that listened before. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Warnings and errors so far, oldest first; at most {@value #MAX_LINES}. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** The number of warnings and errors so far, including those that are not kept. */
    public synchronized long lineCount() {
        return lineCount;
    }

    /** Whether a kept line contains {@code words}. */
    public boolean mentions(String words) {
        return lines().stream().anyMatch(line -> line.contains(words));
    }

    /** The last three kept lines, or {@code otherwise} if there are none. */
    public String lastWords(String otherwise) {
        List<String> all = lines();
        return all.isEmpty() ? otherwise : String.join("; ", all.subList(Math.max(0, all.size() - 3), all.size()));
    }

    @Override
    public void close() {
        BY_ID.remove(id);
    }

    /** Adds a line of our own, for failures that FFmpeg reports without a message. */
    public void note(String line) {
        append(line + "\n");
    }

    private synchronized void append(String text) {
        partialLine.append(text);
        int until;
        while ((until = partialLine.indexOf("\n")) >= 0) {
            String line = partialLine.substring(0, until).strip();
            partialLine.delete(0, until + 1);
            if (!line.isEmpty()) {
                lineCount++;
                if (lines.size() == MAX_LINES) {
                    lines.removeLast(); // keep the first lines, which tell the cause, and the last, which tells the
                    // outcome
                }
                lines.add(line);
            }
        }
    }

    /** Makes this class FFmpeg's log function. Called once, by {@link Natives}. */
    @SuppressWarnings("restricted")
    static void install() {
        Linker linker = Linker.nativeLinker();
        try {
            MethodHandle receive = MethodHandles.lookup()
                    .findStatic(
                            NativeLog.class,
                            "receive",
                            MethodType.methodType(
                                    void.class,
                                    MemorySegment.class,
                                    int.class,
                                    MemorySegment.class,
                                    MemorySegment.class));
            MemorySegment stub = linker.upcallStub(
                    receive, FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS, ADDRESS), Arena.global());
            linker.downcallHandle(
                            Libavutil.SYMBOLS.findOrThrow("av_log_set_callback"), FunctionDescriptor.ofVoid(ADDRESS))
                    .invokeExact(stub);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * {@code void (*)(void* avcl, int level, const char* fmt, va_list vl)}. A {@code va_list} is passed as an address
     * on the System V x86-64 and AArch64 ABIs alike. An exception must not leave an upcall: it would end the process.
     */
    @SuppressWarnings("UnusedMethod") // called by FFmpeg, through the stub that install() makes
    private static void receive(MemorySegment context, int level, MemorySegment format, MemorySegment arguments) {
        if ((level & 0xff) > AV_LOG_WARNING) {
            return;
        }
        try {
            NativeLog log = owner(context);
            if (log != null) {
                log.append(Libavutil.line(context, level, format, arguments));
            }
        } catch (Throwable e) {
            // Better to lose a line than to end the process.
            assert false : e;
        }
    }

    @SuppressWarnings("restricted") // FFmpeg passes one of its contexts or null
    private static @Nullable NativeLog owner(MemorySegment context) {
        if (context.address() != 0) {
            MemorySegment fields = context.reinterpret(Libavutil.OPAQUE_OFFSET + Long.BYTES);
            if (fields.get(ADDRESS, 0).address() == Libavutil.CODEC_CONTEXT_CLASS) {
                NativeLog log = BY_ID.get(fields.get(JAVA_LONG, Libavutil.OPAQUE_OFFSET));
                if (log != null) {
                    return log;
                }
            }
        }
        return ON_THREAD.get();
    }

    /** Functions of libavutil that JavaCPP cannot call, because it has no type for {@code va_list}. */
    @SuppressWarnings("restricted")
    private static final class Libavutil {
        static final SymbolLookup SYMBOLS = symbols();
        static final long CODEC_CONTEXT_CLASS = avcodec.avcodec_get_class().address();
        static final long OPAQUE_OFFSET = Pointer.offsetof(AVCodecContext.class, "opaque");
        private static final MethodHandle FORMAT_LINE = Linker.nativeLinker()
                .downcallHandle(
                        SYMBOLS.findOrThrow("av_log_format_line2"),
                        FunctionDescriptor.of(
                                JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
        private static final int MAX_LINE_BYTES = 2048;

        private Libavutil() {}

        /** The formatted message without the context's name and address, which differs from run to run. */
        static String line(MemorySegment context, int level, MemorySegment format, MemorySegment arguments)
                throws Throwable {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment line = arena.allocate(MAX_LINE_BYTES);
                MemorySegment printPrefix = arena.allocateFrom(JAVA_INT, 0);
                int length = (int)
                        FORMAT_LINE.invokeExact(context, level, format, arguments, line, MAX_LINE_BYTES, printPrefix);
                int kept = Math.clamp(length, 0, MAX_LINE_BYTES - 1);
                byte[] text = line.asSlice(0, kept).toArray(JAVA_BYTE);
                return new String(text, StandardCharsets.UTF_8);
            }
        }

        private static SymbolLookup symbols() {
            // JavaCPP unpacks libavutil beside its own glue library. Opening the file again gives the loaded library.
            Path glue = Path.of(Loader.load(avutil.class)).toAbsolutePath();
            return SymbolLookup.libraryLookup(
                    glue.resolveSibling("libavutil.so." + avutil.LIBAVUTIL_VERSION_MAJOR), Arena.global());
        }
    }
}
