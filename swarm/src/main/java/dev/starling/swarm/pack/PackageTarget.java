package dev.starling.swarm.pack;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The destination of a new package. The package becomes visible as a whole when it is published. For one owner and one
 * thread at a time.
 */
public interface PackageTarget extends AutoCloseable {
    /**
     * Writes a file.
     *
     * @param name the path in the package, with slashes; each only once before it is published
     * @param parts the parts of the file, in order
     */
    void write(String name, ByteBuffer... parts) throws IOException;

    /**
     * Makes the package visible atomically; it replaces an older one of the same name. A target for titles that grow
     * takes more files afterwards, or newer ones in place of those that it has, and is published again.
     */
    void publish() throws IOException;

    /** Removes files that were not published, where that is possible. */
    @Override
    void close() throws IOException;
}
