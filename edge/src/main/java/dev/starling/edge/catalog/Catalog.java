package dev.starling.edge.catalog;

import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packages under a folder: each direct subfolder that is one, or the folder itself. Every look-up looks at the folder, so
 * new packages appear, replaced ones are read again and removed ones go without a restart. A damaged package is skipped and
 * logged once for each state in which it was found.
 */
public final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
    private static final String TITLE_FILE = "title.json";

    private final Path root;
    private final MemberCache members = new MemberCache();
    private final Map<Path, Entry> known = new ConcurrentHashMap<>();

    /** What a package's title file was when it was read. A replaced package has a new file, so another key. */
    private record State(
            FileTime modified, long bytes, @Nullable Object fileKey) {}

    private record Entry(State state, Optional<PublishedTitle> title) {}

    /**
     * A catalog of a folder.
     *
     * @throws IOException if it is not a readable folder
     */
    public Catalog(Path root) throws IOException {
        this.root = root.toRealPath();
        if (!Files.isDirectory(this.root)) {
            throw new NotDirectoryException(root.toString());
        }
        if (!Files.isReadable(this.root)) {
            throw new AccessDeniedException(root.toString());
        }
    }

    /** All titles, in the order of their ids. */
    public List<PublishedTitle> titles() {
        if (PackageReader.isPackage(root)) {
            return read(root).stream().toList();
        }
        List<PublishedTitle> titles = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Catalog::mayBeServed)) {
            for (Path folder : folders) {
                read(folder).ifPresent(titles::add);
            }
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        titles.sort(Comparator.comparing(PublishedTitle::id));
        return List.copyOf(titles);
    }

    /**
     * A title by its id.
     *
     * @param id anything at all; only the name of a direct subfolder (or of the folder itself) finds something
     */
    public Optional<PublishedTitle> find(String id) {
        if (PackageReader.isPackage(root)) {
            return id.equals(idOf(root)) ? read(root) : Optional.empty();
        }
        try {
            Path folder = root.resolve(id);
            // A name with a separator or a dot-dot is another path than the subfolder of that name.
            return root.equals(folder.getParent()) && id.equals(idOf(folder)) && mayBeServed(folder)
                    ? read(folder)
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Hidden folders are those that are being written or taken away. */
    private static boolean mayBeServed(Path folder) {
        return !idOf(folder).startsWith(".");
    }

    private static String idOf(Path folder) {
        Path name = folder.getFileName();
        return name == null ? "title" : name.toString();
    }

    private Optional<PublishedTitle> read(Path folder) {
        State state;
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(folder.resolve(TITLE_FILE), BasicFileAttributes.class);
            state = new State(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException notAPackage) {
            known.remove(folder);
            return Optional.empty();
        }
        return known.compute(
                        folder,
                        (path, entry) ->
                                entry != null && entry.state().equals(state) ? entry : new Entry(state, open(folder)))
                .title();
    }

    private Optional<PublishedTitle> open(Path folder) {
        try {
            PublishedTitle title = new PublishedTitle(idOf(folder), PackageReader.open(folder), members);
            LOG.info("Serving {}: {}", title.id(), folder);
            return Optional.of(title);
        } catch (PackageException e) {
            LOG.warn("Not served: {}", e.getMessage());
        } catch (IOException e) {
            LOG.warn("Not served: {}: {}", folder, e.toString());
        }
        return Optional.empty();
    }
}
