package dev.starling.swarm.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a package to a folder. Everything goes to a temporary folder beside the target, which {@link #publish}
 * renames. What is not published is deleted by {@link #close} or, after a crash, by the next writer of the same target.
 */
public final class FolderTarget implements PackageTarget {
    private final Path target;
    private final Path partial;

    private FolderTarget(Path target, Path partial) {
        this.target = target;
        this.partial = partial;
    }

    /**
     * Starts a package.
     *
     * @param target the package's folder: missing, empty, or an older package to replace
     * @throws PackageException if the target holds something else
     * @throws IOException if its parent cannot be written
     */
    public static FolderTarget create(Path target) throws IOException {
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
    public static void requireReplaceable(Path target) throws IOException {
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
        DurableFile.create(path, parts);
    }

    @Override
    public void publish() throws IOException {
        requireReplaceable(target);
        try (Stream<Path> all = Files.walk(partial)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                DurableFile.force(folder);
            }
        }
        Path replaced = target.resolveSibling("." + target.getFileName() + ".replaced");
        delete(replaced);
        if (Files.exists(target)) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        DurableFile.rename(partial, target);
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
