package dev.starling.media.encoding;

import dev.starling.libav.NativeEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures the processor time of an encoder that has threads of its own. On Linux, a new thread inherits the name of
 * the thread that creates it (clone(2) copies {@code comm}). So the caller's thread gets a unique name while the
 * encoder is opened, and all threads of that name are then the encoder's. They live until the encoder is closed.
 */
final class EncoderThreads {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path CALLER = Path.of("/proc/thread-self");

    /** The name of the encoder's threads; null if the caller is a virtual thread. */
    private final @Nullable String name;

    private final long callersNanosBefore;

    private EncoderThreads(@Nullable String name, long callersNanosBefore) {
        this.name = name;
        this.callersNanosBefore = callersNanosBefore;
    }

    /** Starts to measure an encoder that the calling thread opens and uses. */
    static EncoderThreads ofCaller() {
        // The JVM has no processor time for virtual threads.
        if (Thread.currentThread().isVirtual()) {
            return new EncoderThreads(null, 0);
        }
        try {
            // Linux allows 15 characters; the number of a thread has at most seven.
            String name = "enc-" + CALLER.toRealPath().getFileName();
            return new EncoderThreads(name, callersNanos());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the processor time of threads: " + CALLER, e);
        }
    }

    /** Opens an encoder and recognises the threads that it starts meanwhile. */
    NativeEncoder opened(Supplier<NativeEncoder> opening) {
        if (name == null) {
            return opening.get();
        }
        try {
            Path comm = CALLER.toRealPath().resolve("comm");
            String before = Files.readString(comm).strip();
            Files.writeString(comm, name);
            try {
                return opening.get();
            } finally {
                Files.writeString(comm, before);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processor time of the caller and the encoder's threads so far; empty on a virtual thread. */
    Optional<Duration> cpuTime() {
        if (name == null) {
            return Optional.empty();
        }
        long nanos = callersNanos() - callersNanosBefore;
        for (Path thread : own()) {
            nanos += nanosOf(thread);
        }
        return Optional.of(Duration.ofNanos(nanos));
    }

    /** The encoder's own live threads, as folders of {@code /proc}. */
    List<Path> own() {
        try (Stream<Path> all = Files.list(TASKS)) {
            return all.filter(this::isOwn).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOwn(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip().equals(name);
        } catch (IOException e) {
            // An unrelated thread has ended meanwhile.
            return false;
        }
    }

    /** The first field of {@code schedstat}: time on a processor, in nanoseconds. */
    private static long nanosOf(Path thread) {
        try {
            String schedstat = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(schedstat, 0, schedstat.indexOf(' '), 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long callersNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
