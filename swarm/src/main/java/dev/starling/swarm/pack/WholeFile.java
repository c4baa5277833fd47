package dev.starling.swarm.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads files whole: settings, secrets, certificates, policies. A wrong name may lead to a device or a pipe that does
 * not end; reading it neither fills the memory nor lasts forever.
 */
public final class WholeFile {
    /** A pipe from a command, as of {@code <(command)}, may wait for another machine or a person. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private WholeFile() {}

    /**
     * Reads a file, a device or a pipe to its end.
     *
     * @param maxBytes the largest content that is read
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws FileSystemException if it is a folder, is larger, or does not end in 30 s; the message is one line with
     *     the path, and tells what to do
     * @throws IOException if it cannot be read
     */
    public static byte[] read(Path file, int maxBytes) throws IOException {
        return read(file, maxBytes, MAX_WAIT);
    }

    /**
     * The same for a stream that a program may take long to write: there is no limit of time.
     *
     * @param maxBytes the largest content that is read
     * @throws FileSystemException if it is a folder or larger; the message is one line with the path
     * @throws IOException if it cannot be read
     */
    public static byte[] readStream(Path file, int maxBytes) throws IOException {
        requireFile(file);
        return requireFits(start(file, maxBytes), file, maxBytes);
    }

    /**
     * The same.
     *
     * @param maxWait for the end of what is no regular file
     */
    static byte[] read(Path file, int maxBytes, Duration maxWait) throws IOException {
        requireFile(file);
        return requireFits(
                Files.isRegularFile(file) ? start(file, maxBytes) : startInTime(file, maxBytes, maxWait),
                file,
                maxBytes);
    }

    private static void requireFile(Path file) throws FileSystemException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "a folder; name a file");
        }
    }

    private static byte[] requireFits(byte[] content, Path file, int maxBytes) throws FileSystemException {
        if (content.length > maxBytes) {
            throw new FileSystemException(
                    file.toString(), null, "larger than " + maxBytes + " bytes; name the right file");
        }
        return content;
    }

    /** One byte more than allowed, if there are so many: what is no regular file does not tell its size. */
    private static byte[] start(Path file, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(maxBytes + 1);
        }
    }

    /** Opening a pipe that nobody writes to cannot be interrupted, so a thread of its own waits. */
    private static byte[] startInTime(Path file, int maxBytes, Duration maxWait) throws IOException {
        CompletableFuture<byte[]> content = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("reads " + file).start(() -> {
            try {
                content.complete(start(file, maxBytes));
            } catch (IOException | RuntimeException e) {
                content.completeExceptionally(e);
            }
        });
        try {
            return content.get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new FileSystemException(
                    file.toString(), null, "does not end within " + maxWait.toSeconds() + " s; name the right file");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FileSystemException(file.toString(), null, "interrupted while it was read");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(file + ": " + e, e);
        }
    }
}
