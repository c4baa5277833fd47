package dev.starling.farm.store;

import java.io.IOException;
import java.util.Optional;

/**
 * Keeps results by content address. A result is there whole or not at all; putting one that is there already changes
 * nothing, since the same key means the same content. Safe for any number of threads, processes and, where its storage
 * is shared, machines.
 */
public interface ResultStore {
    /**
     * A result, if it is there.
     *
     * @throws IOException if the storage cannot be read
     */
    Optional<byte[]> find(ContentKey key) throws IOException;

    /**
     * Keeps a result, durably once this returns.
     *
     * @throws IOException if the storage cannot be written; then the result is not there
     */
    void put(ContentKey key, byte[] content) throws IOException;
}
