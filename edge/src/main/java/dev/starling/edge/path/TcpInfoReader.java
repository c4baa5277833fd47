package dev.starling.edge.path;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.starling.swarm.steer.TcpInfo;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code TCP_INFO} of the kernel. Only Linux has it. */
final class TcpInfoReader {
    /** {@code IPPROTO_TCP} and {@code TCP_INFO} of Linux. */
    private static final int IPPROTO_TCP = 6;

    private static final int TCP_INFO = 11;

    private static final @Nullable MethodHandle GETSOCKOPT = getsockopt();

    private TcpInfoReader() {}

    @SuppressWarnings("restricted") // The C declaration: int getsockopt(int, int, int, void *, socklen_t *).
    private static @Nullable MethodHandle getsockopt() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("getsockopt")
                .map(function -> linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
                        // It copies some bytes, and waits at most for a write to the same socket: it may fill arrays.
                        Linker.Option.critical(true)))
                .orElse(null);
    }

    /**
     * Reads the kernel's statistics of a socket.
     *
     * @param descriptor the file descriptor of the socket
     * @return empty if this is not Linux, the kernel is too old, or the descriptor is not a TCP socket
     */
    static Optional<TcpInfo> read(int descriptor) {
        if (GETSOCKOPT == null) {
            return Optional.empty();
        }
        MemorySegment info = MemorySegment.ofArray(new long[TcpInfoStruct.BYTES / Long.BYTES]);
        MemorySegment length = MemorySegment.ofArray(new int[] {TcpInfoStruct.BYTES});
        try {
            int failed = (int) GETSOCKOPT.invokeExact(descriptor, IPPROTO_TCP, TCP_INFO, info, length);
            return failed == 0 ? TcpInfoStruct.read(info, length.get(JAVA_INT, 0)) : Optional.empty();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("getsockopt is a C function and throws nothing", e);
        }
    }
}
