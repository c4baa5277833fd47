package dev.starling.farm.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Results as files: {@code <folder>/<first two digits of the key>/<key>}. A result is written under a temporary name,
 * made durable, and renamed, so that {@code kill -9} or a power cut leaves nothing that could be taken for one.
 */
public final class DirectoryStore implements ResultStore {
    private static final int PREFIX_DIGITS = 2;

    /**
     * Workers may be other users than the driver: a file's usual rights, less what the umask takes. Temporary files
     * have fewer.
     */
    private static final FileAttribute<?> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-"));

    private final Path folder;

    /** A store in a folder, which is made when the first result is put. */
    public DirectoryStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<byte[]> find(ContentKey key) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(path(key)));
        } catch (NoSuchFileException notThere) {
            return Optional.empty();
        }
    }

    @Override
    public void put(ContentKey key, byte[] content) throws IOException {
        Path path = path(key);
        Path parent = Files.createDirectories(folder.resolve(prefix(key)));
        Path partial = Files.createTempFile(parent, key.value(), ".partial", READABLE);
        try {
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException named) {
            throw named;
        } catch (IOException e) { // a full disk, for one, of which the operating system does not say where
            throw new IOException(path + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private Path path(ContentKey key) {
        return folder.resolve(prefix(key)).resolve(key.value());
    }

    private static String prefix(ContentKey key) {
        return key.value().substring(0, PREFIX_DIGITS);
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
