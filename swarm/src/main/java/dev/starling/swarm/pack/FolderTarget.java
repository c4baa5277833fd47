package dev.starling.swarm.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A package that becomes a folder: everything is written under a temporary name beside the target, which
 * {@link #publish} renames. Not published, it is taken away again by {@link #close} or, after a crash, by the next
 * writer of the same target.
 */
final class FolderTarget implements PackageTarget {
    private final Path target;
    private final Path partial;

    private FolderTarget(Path target, Path partial) {
        this.target = target;
        this.partial = partial;
    }

    /**
     * Starts a package.
     *
     * @param target the package's folder: missing, empty, or an older package that is to be replaced
     * @throws PackageException if the target holds something else
     * @throws IOException if its parent cannot be written
     */
    static FolderTarget create(Path target) throws IOException {
        requireReplaceable(target);
        Path absolute = target.toAbsolutePath().normalize();
        Path name = absolute.getFileName();
        Path parent = absolute.getParent();
        if (name == null || parent == null) {
            throw new PackageException(target, "the root folder cannot be a package; name a folder in it");
        }
        Files.createDirectories(parent);
        Path partial = parent.resolve("." + name + ".partial");
        delete(partial);
        Files.createDirectory(partial);
        return new FolderTarget(absolute, partial);
    }

    /**
     * Checks that a package may be written to a folder.
     *
     * @throws PackageException if something is there that is not a package
     */
    static void requireReplaceable(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new PackageException(target, "is a file; name a folder for the package");
        }
        if (!Files.exists(target.resolve(PackageLayout.TITLE))) {
            try (var entries = Files.list(target)) {
                if (entries.findAny().isPresent()) {
                    throw new PackageException(
                            target, "holds files that are not a Starling package; name another folder or empty it");
                }
            }
        }
    }

    @Override
    public void write(String name, ByteBuffer... parts) throws IOException {
        Path path = partial.resolve(name);
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer part : parts) {
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            channel.force(true);
        } catch (FileSystemException named) {
            throw named;
        } catch (IOException e) { // a full disk, for one, of which the operating system does not say where
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void publish() throws IOException {
        requireReplaceable(target);
        Path replaced = target.resolveSibling("." + target.getFileName() + ".replaced");
        delete(replaced);
        if (Files.exists(target)) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        delete(replaced);
    }

    @Override
    public void close() throws IOException {
        delete(partial);
    }

    private static void delete(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException nothingThere) {
            return;
        }
    }
}
