package dev.starling.app.terminal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/** The terminal behind a standard stream. Uses the C library, because Java only reports on both streams together. */
public enum Terminal {
    /** Standard output. */
    OUT(1),
    /** Standard error. */
    ERR(2);

    private static final int DEFAULT_COLUMNS = 80;
    /** {@code TIOCGWINSZ} on Linux: fills a {@code struct winsize}, four unsigned shorts, the second the columns. */
    private static final long TIOCGWINSZ = 0x5413;

    private static final int WINSIZE_BYTES = 8;
    private static final int WINSIZE_COLUMNS = 2;

    private final int fileDescriptor;

    Terminal(int fileDescriptor) {
        this.fileDescriptor = fileDescriptor;
    }

    /** The width in characters; empty if the stream is not a terminal. */
    @SuppressWarnings("restricted") // two calls whose signatures POSIX fixes
    public OptionalInt columns() {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            var isatty = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("isatty"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
            if ((int) isatty.invokeExact(fileDescriptor) == 0) {
                return OptionalInt.empty();
            }
            var ioctl = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.firstVariadicArg(2));
            MemorySegment winsize = arena.allocate(WINSIZE_BYTES, Long.BYTES);
            int result = (int) ioctl.invokeExact(fileDescriptor, TIOCGWINSZ, winsize);
            int columns = Short.toUnsignedInt(winsize.get(JAVA_SHORT, WINSIZE_COLUMNS));
            return OptionalInt.of(result == 0 && columns > 0 ? columns : DEFAULT_COLUMNS);
        } catch (Throwable e) {
            throw new IllegalStateException("the C library's isatty or ioctl failed", e);
        }
    }
}
