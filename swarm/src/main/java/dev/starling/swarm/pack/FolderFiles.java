package dev.starling.swarm.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A package in a folder; its files are mapped into memory. Only regular files inside the folder are read: a link may
 * not leave it, and opening a pipe would block.
 */
public final class FolderFiles implements PackageFiles {
    private final Path root;

    private FolderFiles(Path root) {
        this.root = root;
    }

    /**
     * The files of a package.
     *
     * @param root the package's folder
     * @throws PackageException if {@code root} is a file
     */
    public static FolderFiles in(Path root) {
        if (Files.isRegularFile(root)) {
            throw new PackageException(root, "a file; a Starling package is a folder");
        }
        return new FolderFiles(root);
    }

    @Override
    public ByteBuffer read(String name) throws IOException {
        Path path = root.resolve(name);
        Path real;
        try {
            real = path.toRealPath();
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(path)) {
                throw new PackageException(path, "a symbolic link to nothing", e);
            }
            throw e;
        }
        if (!real.startsWith(root.toRealPath())) {
            throw new PackageException(path, "a symbolic link that leaves the package");
        }
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new PackageException(path, "not a regular file");
        }
        try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new PackageException(path, "larger than 2 GiB");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
