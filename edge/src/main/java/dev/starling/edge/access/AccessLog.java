package dev.starling.edge.access;

import dev.starling.swarm.pack.FailureLine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each request, on a thread of its own. Delivery never waits for it: if the disk is slow, full or
 * gone, lines are lost, which is counted, and logged once until it works again. A file that was renamed or deleted, as
 * by log rotation, is made anew within a second.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    /** Each up to about 1 kB; a second of a busy edge. */
    private static final int MAX_WAITING = 8_192;

    private static final int MAX_BATCH = 512;
    /** How often it is looked whether the file is still the one at its path. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private final AccessLogFormat format;
    private final Sink sink;
    private final BlockingQueue<Optional<AccessEntry>> waiting;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;

    /**
     * Counts of lines.
     *
     * @param written those that were written
     * @param lost those that were not
     */
    public record Counts(long written, long lost) {}

    /** Takes whole lines. */
    interface Sink {
        void write(byte[] lines) throws IOException;

        void close() throws IOException;
    }

    private AccessLog(AccessLogFormat format, Sink sink, int maxWaiting) {
        this.format = format;
        this.sink = sink;
        this.waiting = new ArrayBlockingQueue<>(maxWaiting);
        this.thread = Thread.ofPlatform().name("access-log").daemon().unstarted(this::write);
    }

    /**
     * Writes to a file, after what it has.
     *
     * @throws IOException if it cannot be written
     */
    public static AccessLog toFile(Path file, AccessLogFormat format, InstantSource clock) throws IOException {
        return start(format, new RotatedFile(file, clock), MAX_WAITING);
    }

    /** Writes to a stream, and leaves it open. */
    public static AccessLog toStream(OutputStream stream, AccessLogFormat format) {
        return start(
                format,
                new Sink() {
                    @Override
                    public void write(byte[] lines) throws IOException {
                        stream.write(lines);
                        stream.flush();
                    }

                    @Override
                    public void close() {}
                },
                MAX_WAITING);
    }

    static AccessLog start(AccessLogFormat format, Sink sink, int maxWaiting) {
        AccessLog log = new AccessLog(format, sink, maxWaiting);
        log.thread.start();
        return log;
    }

    /** Adds a line; it is lost if too many wait. */
    public void add(AccessEntry entry) {
        if (!waiting.offer(Optional.of(entry))) {
            lost.incrementAndGet();
        }
    }

    /** What was written and lost so far. */
    public Counts counts() {
        return new Counts(written.get(), lost.get());
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        try {
            waiting.put(Optional.empty());
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The writing thread. */
    private void write() {
        boolean failing = false;
        boolean ended = false;
        List<Optional<AccessEntry>> batch = new ArrayList<>();
        try {
            while (!ended) {
                batch.add(waiting.take());
                waiting.drainTo(batch, MAX_BATCH - 1);
                ended = batch.contains(Optional.<AccessEntry>empty());
                int lines = batch.size() - (ended ? 1 : 0);
                try {
                    if (lines > 0) {
                        sink.write(text(batch));
                    }
                    written.addAndGet(lines);
                    if (failing && lines > 0) {
                        failing = false;
                        LOG.info("the access log is written again");
                    }
                } catch (IOException | RuntimeException e) {
                    lost.addAndGet(lines);
                    if (!failing) {
                        failing = true;
                        LOG.warn("the access log is lost until it can be written again: {}", FailureLine.of(e));
                    }
                }
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            try {
                sink.close();
            } catch (IOException e) {
                LOG.warn("the access log: {}", FailureLine.of(e));
            }
        }
    }

    private byte[] text(List<Optional<AccessEntry>> batch) {
        StringBuilder lines = new StringBuilder();
        for (Optional<AccessEntry> entry : batch) {
            entry.ifPresent(it -> lines.append(format.line(it)).append('\n'));
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A file that others may rename or delete. */
    private static final class RotatedFile implements Sink {
        private final Path file;
        private final InstantSource clock;
        private FileChannel channel;
        private @Nullable Object key;
        private Instant looked;
        /** Whether the last write ended inside a line. */
        private boolean torn;

        RotatedFile(Path file, InstantSource clock) throws IOException {
            this.file = file;
            this.clock = clock;
            this.channel = open();
            this.key = key();
            this.looked = clock.instant();
        }

        private FileChannel open() throws IOException {
            return FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        }

        /** Tells the file at the path from any other one; null if there is none. */
        private @Nullable Object key() throws IOException {
            try {
                return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            } catch (NoSuchFileException e) {
                return null;
            }
        }

        @Override
        public void write(byte[] lines) throws IOException {
            Instant now = clock.instant();
            if (Duration.between(looked, now).compareTo(LOOK_INTERVAL) >= 0) {
                looked = now;
                Object found = key();
                if (found == null || !found.equals(key)) {
                    key = null;
                    channel.close();
                    channel = open();
                    key = key();
                    torn = false;
                }
            }
            if (torn) {
                writeAll(ByteBuffer.wrap(new byte[] {'\n'}));
                torn = false;
            }
            writeAll(ByteBuffer.wrap(lines));
        }

        private void writeAll(ByteBuffer bytes) throws IOException {
            int start = bytes.position();
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                torn |= bytes.position() > start;
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
