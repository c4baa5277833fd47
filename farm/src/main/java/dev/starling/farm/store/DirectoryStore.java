package dev.starling.farm.store;

import dev.starling.swarm.pack.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Results as files: {@code <folder>/<first two digits of the key>/<key>}. */
public final class DirectoryStore implements ResultStore {
    private static final int PREFIX_DIGITS = 2;

    private final Path folder;

    /** A store in a folder, which is created when the first result is put. */
    public DirectoryStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<byte[]> find(ContentKey key) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(folderOf(key).resolve(key.value())));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    @Override
    public void put(ContentKey key, byte[] content) throws IOException {
        Path parent = Files.createDirectories(folderOf(key));
        DurableFile.replace(parent.resolve(key.value()), ByteBuffer.wrap(content));
    }

    private Path folderOf(ContentKey key) {
        return folder.resolve(key.value().substring(0, PREFIX_DIGITS));
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
