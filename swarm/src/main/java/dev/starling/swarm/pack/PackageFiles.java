package dev.starling.swarm.pack;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The files of one package in any storage. Thread-safe. {@code toString} gives the package's place for messages. */
public interface PackageFiles {
    /**
     * Reads a whole file. The buffer is read-only and stays valid as long as it is referenced.
     *
     * @param name the path in the package, with slashes
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if it cannot be read
     */
    ByteBuffer read(String name) throws IOException;
}
