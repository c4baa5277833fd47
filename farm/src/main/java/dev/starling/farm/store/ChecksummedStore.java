package dev.starling.farm.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Adds a checksum to every result of another store. A damaged result is reported and counts as missing, so that it is
 * made again. The stored form:
 *
 * <pre>
 *  0  u32      magic "STRS", big-endian
 *  4  32 bytes SHA-256 of the content
 * 36  the content
 * </pre>
 */
public final class ChecksummedStore implements ResultStore {
    private static final int MAGIC = 0x53545253;
    private static final int HEADER_BYTES = Integer.BYTES + Sha256.BYTES;

    private final ResultStore store;
    private final Consumer<ContentKey> damaged;

    /**
     * Wraps a store.
     *
     * @param damaged receives the key of every damaged result
     */
    public ChecksummedStore(ResultStore store, Consumer<ContentKey> damaged) {
        this.store = store;
        this.damaged = damaged;
    }

    @Override
    public Optional<byte[]> find(ContentKey key) throws IOException {
        Optional<byte[]> found = store.find(key);
        if (found.isEmpty()) {
            return found;
        }
        byte[] file = found.get();
        if (file.length < HEADER_BYTES || ByteBuffer.wrap(file).getInt() != MAGIC || !sumIsRight(file)) {
            damaged.accept(key);
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(file, HEADER_BYTES, file.length));
    }

    @Override
    public void put(ContentKey key, byte[] content) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + content.length);
        file.putInt(MAGIC).put(Sha256.digest().digest(content)).put(content);
        store.put(key, file.array());
    }

    private static boolean sumIsRight(byte[] file) {
        MessageDigest digest = Sha256.digest();
        digest.update(file, HEADER_BYTES, file.length - HEADER_BYTES);
        return MessageDigest.isEqual(digest.digest(), Arrays.copyOfRange(file, Integer.BYTES, HEADER_BYTES));
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
