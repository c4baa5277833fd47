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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a package to a folder. Everything goes to a temporary folder beside the target, which the first
 * {@link #publish} renames. Each further one moves what was written since into the package, {@code title.json} last: as
 * no other file of a title that grows changes what its earlier state names, readers see that state or the new one. What
 * is not published is deleted by {@link #close} or, after a crash, by the next writer of the same target.
 */
public final class FolderTarget implements PackageTarget {
    private final Path target;
    private final Path partial;
    private State state = State.NEW;

    private enum State {
        /** Nothing is visible. */
        NEW,
        /** The target is a package that this has written. */
        PUBLISHED
    }

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

    /**
     * Deletes a package that is the beginning of a title whose encode was given up. Anything else stays.
     *
     * @throws IOException if it cannot be deleted
     */
    public static void deleteBeginning(Path target) throws IOException {
        try {
            if (PackageReader.open(target).title().growth().isEmpty()) {
                return;
            }
        } catch (PackageException somethingElse) {
            return;
        }
        Path deleted = replaced(target);
        delete(deleted);
        Files.move(target, deleted, StandardCopyOption.ATOMIC_MOVE);
        delete(deleted);
    }

    /** Where a package is on its way out. */
    private static Path replaced(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".replaced");
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
        switch (state) {
            case NEW -> rename();
            case PUBLISHED -> grow();
        }
        state = State.PUBLISHED;
    }

    private void rename() throws IOException {
        requireReplaceable(target);
        try (Stream<Path> all = Files.walk(partial)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                DurableFile.force(folder);
            }
        }
        Path replaced = replaced(target);
        delete(replaced);
        if (Files.exists(target)) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        DurableFile.rename(partial, target);
        delete(replaced);
    }

    private void grow() throws IOException {
        Path title = target.resolve(PackageLayout.TITLE);
        if (!Files.exists(title)) {
            throw new PackageException(target, "was removed while it was encoded; run the same command again");
        }
        List<Path> written;
        try (Stream<Path> all = Files.walk(partial)) {
            written = all.filter(Files::isRegularFile).map(partial::relativize).toList();
        }
        Set<Path> folders = new HashSet<>();
        for (Path name : written) {
            Path file = target.resolve(name);
            if (!file.equals(title)) {
                Path folder = DurableFile.folder(file);
                Files.createDirectories(folder);
                while (folders.add(folder) && !folder.equals(target)) {
                    folder = DurableFile.folder(folder);
                }
                Files.move(partial.resolve(name), file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        for (Path folder : folders) {
            DurableFile.force(folder);
        }
        DurableFile.rename(partial.resolve(PackageLayout.TITLE), title);
        delete(partial);
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
