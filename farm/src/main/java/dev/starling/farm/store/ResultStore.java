package dev.starling.farm.store;

import java.io.IOException;
import java.util.Optional;

/**
 * Keeps results by content address. A result is stored whole or not at all. Storing one twice changes nothing, since
 * the same key means the same content. Safe for any number of threads, processes and, on shared storage, machines.
 */
public interface ResultStore {
    /**
     * Finds a result.
     *
     * @throws IOException if the storage cannot be read
     */
    Optional<byte[]> find(ContentKey key) throws IOException;

    /**
     * Stores a result; it is durable when this returns.
     *
     * @throws IOException if the storage cannot be written; then the result is not stored
     */
    void put(ContentKey key, byte[] content) throws IOException;
}
