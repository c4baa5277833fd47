package dev.starling.swarm.pack;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The files of one package, wherever they lie. Safe for any number of threads. Its {@code toString} is where that is,
 * for people.
 */
public interface PackageFiles {
    /**
     * A whole file, read-only; it stays readable for as long as something refers to it.
     *
     * @param name relative to the package, with slashes
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be read
     */
    ByteBuffer read(String name) throws IOException;
}
