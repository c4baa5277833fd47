package dev.starling.swarm.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A package in a folder; its files are mapped into memory. */
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
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
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
