package dev.starling.farm.spark;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.DirectoryStore;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.PackageFiles;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.pack.PackageTarget;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.TaskContext;

/**
 * A folder that misbehaves in every process that opens it. The host of its URI, {@code faulty://HOST/folder}, selects
 * how.
 *
 * <ul>
 *   <li>{@code flaky}: for every third key, the first put by a worker fails
 *   <li>{@code full}: every put by a worker fails
 *   <li>{@code swapped}: every read of an object after the first returns the object beside it whose name ends in
 *       {@code .other}
 * </ul>
 */
public final class FaultyStorage implements Storage {
    @Override
    public String scheme() {
        return "faulty";
    }

    private static Path path(URI uri) {
        return Path.of(uri.getPath());
    }

    /** Whether this is the first call with this marker in any process. */
    private static boolean isFirst(Path marker) throws IOException {
        try {
            Files.createDirectories(marker.getParent());
            Files.createFile(marker);
            return true;
        } catch (FileAlreadyExistsException notTheFirst) {
            return false;
        }
    }

    @Override
    public ResultStore results(URI place) {
        ResultStore store = new DirectoryStore(path(place));
        return new ResultStore() {
            @Override
            public Optional<byte[]> find(ContentKey key) throws IOException {
                return store.find(key);
            }

            @Override
            public void put(ContentKey key, byte[] content) throws IOException {
                // Only tasks fail, not what the driver itself puts.
                if (TaskContext.get() == null) {
                    store.put(key, content);
                    return;
                }
                boolean third = Integer.parseInt(key.value().substring(0, 2), 16) % 3 == 0;
                switch (place.getHost()) {
                    case "flaky" -> {
                        if (third && isFirst(path(place).resolve("tried").resolve(key.value()))) {
                            throw new IOException("Input/output error");
                        }
                    }
                    case "full" -> throw new IOException("No space left on device");
                    default -> throw new IllegalArgumentException(place.toString());
                }
                store.put(key, content);
            }
        };
    }

    @Override
    public InputStream read(URI object) throws IOException {
        Path file = path(object);
        boolean first = isFirst(file.resolveSibling(file.getFileName() + ".read"));
        return Files.newInputStream(first ? file : file.resolveSibling(file.getFileName() + ".other"));
    }

    @Override
    public PackageTarget packageTarget(URI place, ContentKey version) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void requireReplaceable(URI place) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PackageFiles packageFiles(URI place) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PackageShelf shelf(URI place) {
        throw new UnsupportedOperationException();
    }
}
