package dev.starling.swarm.pack;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The packages under a folder: each direct subfolder that is a package, or the folder itself. Every call reads the
 * folder anew.
 */
public final class FolderShelf implements PackageShelf {
    private final Path root;

    /** The attributes of a package's title file. A replaced package has a new file, so another key. */
    private record State(
            FileTime modified, long bytes, @Nullable Object fileKey) {
        /** The state of a file that exists and has no attributes for us. */
        static final State UNREADABLE = new State(FileTime.fromMillis(0), -1, null);

        static State of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /**
     * The packages under a folder.
     *
     * @param root a package, or a folder of packages
     * @throws IOException if it is not a readable folder
     */
    public FolderShelf(Path root) throws IOException {
        this.root = root.toRealPath();
        if (!Files.isDirectory(this.root)) {
            throw new NotDirectoryException(root.toString());
        }
        if (!Files.isReadable(this.root)) {
            throw new AccessDeniedException(root.toString());
        }
    }

    @Override
    public List<String> ids() throws IOException {
        if (PackageReader.isPackage(root)) {
            return List.of(idOf(root));
        }
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, FolderShelf::mayBeServed)) {
            folders.forEach(folder -> ids.add(idOf(folder)));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return ids;
    }

    @Override
    public Optional<Object> state(String id) {
        return folder(id).flatMap(folder -> {
            Path title = folder.resolve(PackageLayout.TITLE);
            try {
                return Optional.of(State.of(title));
            } catch (NoSuchFileException e) {
                // A link to nothing is a damaged package, and opening it gives the reason.
                return Files.isSymbolicLink(title) ? Optional.of(State.UNREADABLE) : Optional.empty();
            } catch (IOException e) {
                return Files.isDirectory(folder) ? Optional.of(State.UNREADABLE) : Optional.empty();
            }
        });
    }

    @Override
    public Optional<Object> knownState(String id) {
        return state(id);
    }

    @Override
    public PackageReader open(String id) throws IOException {
        return PackageReader.open(folder(id).orElseThrow(() -> new IllegalArgumentException("no such package: " + id)));
    }

    /** The folder of a package. Only names of direct subfolders, or of the folder itself, are ids. */
    private Optional<Path> folder(String id) {
        if (PackageReader.isPackage(root)) {
            return id.equals(idOf(root)) ? Optional.of(root) : Optional.empty();
        }
        try {
            Path folder = root.resolve(id);
            // A name with a separator or ".." resolves to a path that is no direct subfolder.
            return root.equals(folder.getParent()) && id.equals(idOf(folder)) && mayBeServed(folder)
                    ? Optional.of(folder)
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Hidden folders hold packages that are being written or deleted. */
    private static boolean mayBeServed(Path folder) {
        return !idOf(folder).startsWith(".");
    }

    private static String idOf(Path folder) {
        Path name = folder.getFileName();
        return name == null ? "title" : name.toString();
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
