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

/**
 * The processor time of an encoder that has threads of its own beside the caller's. Linux names a new thread after the
 * one that made it (clone(2) copies {@code comm}), so the caller has a name that no other thread has while the encoder
 * is opened, and all threads that have it afterwards are the encoder's. They live until it is closed.
 */
final class EncoderThreads {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path CALLER = Path.of("/proc/thread-self");

    private final boolean known;
    private final String name;
    private final long callersNanosBefore;

    private EncoderThreads(boolean known, String name, long callersNanosBefore) {
        this.known = known;
        this.name = name;
        this.callersNanosBefore = callersNanosBefore;
    }

    /** Begins to count. */
    static EncoderThreads ofCaller() {
        // The processor time of a virtual thread is not kept by the JVM.
        if (Thread.currentThread().isVirtual()) {
            return new EncoderThreads(false, "", 0);
        }
        try {
            // At most 15 characters: the number of a thread has seven.
            String name = "enc-" + CALLER.toRealPath().getFileName();
            return new EncoderThreads(true, name, callersNanos());
        } catch (IOException e) {
            throw new UncheckedIOException("The processor time of threads is not to be had: " + CALLER, e);
        }
    }

    /** Opens an encoder, whose threads are then known. */
    NativeEncoder opened(Supplier<NativeEncoder> opening) {
        if (!known) {
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

    /** What the caller and the encoder's threads took so far; empty on a virtual thread. */
    Optional<Duration> cpuTime() {
        if (!known) {
            return Optional.empty();
        }
        long nanos = callersNanos() - callersNanosBefore;
        for (Path thread : own()) {
            nanos += nanosOf(thread);
        }
        return Optional.of(Duration.ofNanos(nanos));
    }

    /** The encoder's own threads that live. */
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
            // Threads that have nothing to do with this end at any time.
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
