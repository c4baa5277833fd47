package dev.starling.swarm.pack;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A place where packages appear, are replaced and go, each under an id. Safe for any number of threads. */
public interface PackageShelf {
    /**
     * The ids of what may be packages, in any order.
     *
     * @throws IOException if the place cannot be read
     */
    List<String> ids() throws IOException;

    /**
     * What stands for a package as it is now: another value once it is replaced.
     *
     * @param id anything at all
     * @return empty if there is no such package
     * @throws IOException if the place cannot be read
     */
    Optional<Object> state(String id) throws IOException;

    /**
     * Opens a package.
     *
     * @param id one that {@link #state} knows
     * @throws PackageException if it is damaged
     * @throws IOException if it cannot be read
     */
    PackageReader open(String id) throws IOException;
}
