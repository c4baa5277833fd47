package dev.starling.swarm.pack;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where a package is written: nobody sees any of it before it is published, and then all of it. One owner, one thread.
 */
public interface PackageTarget extends AutoCloseable {
    /**
     * Writes a file.
     *
     * @param name relative to the package, with slashes; every name once
     * @param parts the bytes, one part after the other
     */
    void write(String name, ByteBuffer... parts) throws IOException;

    /** Makes what was written a package, at once; an older one of that name is replaced. */
    void publish() throws IOException;

    /** Takes away what was not published, where that is possible. */
    @Override
    void close() throws IOException;
}
