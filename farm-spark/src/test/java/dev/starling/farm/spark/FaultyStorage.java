package dev.starling.farm.spark;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.DirectoryStore;
import dev.starling.farm.store.InputFile;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Reservation;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.farm.store.StorageProvider;
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
public final class FaultyStorage implements StorageProvider {
    @Override
    public String scheme() {
        return "faulty";
    }

    @Override
    public Storage at(URI place) {
        return new Folder(place.getHost(), Path.of(place.getPath()));
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

    private record Folder(String fault, Path path) implements Storage {
        @Override
        public ResultStore results() {
            ResultStore store = new DirectoryStore(path);
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
                    switch (fault) {
                        case "flaky" -> {
                            if (third && isFirst(path.resolve("tried").resolve(key.value()))) {
                                throw new IOException("Input/output error");
                            }
                        }
                        case "full" -> throw new IOException("No space left on device");
                        default -> throw new IllegalArgumentException(fault);
                    }
                    store.put(key, content);
                }
            };
        }

        @Override
        public InputFile input(Path scratch) throws IOException {
            boolean first = isFirst(path.resolveSibling(path.getFileName() + ".read"));
            Path read = first ? path : path.resolveSibling(path.getFileName() + ".other");
            try (InputStream object = Files.newInputStream(read)) {
                return InputFile.copyOf(object, scratch);
            }
        }

        @Override
        public Optional<Location> temporaryStore() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Reservation reserve() {
            throw new UnsupportedOperationException();
        }

        @Override
        public PackageTarget packageTarget(ContentKey version) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void requireReplaceable() {
            throw new UnsupportedOperationException();
        }

        @Override
        public PackageFiles packageFiles() {
            throw new UnsupportedOperationException();
        }

        @Override
        public PackageShelf shelf() {
            throw new UnsupportedOperationException();
        }
    }
}
