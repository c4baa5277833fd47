package dev.starling.farm.store;

import dev.starling.farm.FarmException;
import dev.starling.swarm.pack.RunningEncode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * {@code <output>.work}, beside the output: keeps finished results until the package is published, and locks the output
 * against a second encode. The operating system releases the lock when the process ends, however it ends.
 */
final class WorkFolder implements Reservation {
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lock;

    private WorkFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens the folder of an output and creates it if it is missing.
     *
     * @throws FarmException if another encode uses it, or it holds other files
     */
    static WorkFolder open(Path output) throws IOException {
        Path folder = RunningEncode.workFolder(output);
        if (Files.exists(folder) && !Files.exists(folder.resolve(LOCK)) && !isOnlyAnnounced(folder)) {
            throw new FarmException(folder + ": is in the way, and not Starling's; move it, or name another output");
        }
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!lock(channel)) {
            channel.close();
            throw new FarmException(output + ": another starling encode is writing this package; wait for it to end");
        }
        return new WorkFolder(folder, channel);
    }

    /** Where the results for an output are kept, unless the user names a store. */
    static Path storeOf(Path output) {
        return RunningEncode.workFolder(output).resolve("store");
    }

    private static boolean isOnlyAnnounced(Path folder) throws IOException {
        return Files.isDirectory(folder) && RunningEncode.isOnlyAnnounced(folder);
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    /** Deletes the folder, the lock last. */
    @Override
    public void published() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
