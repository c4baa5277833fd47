package dev.starling.swarm.pack;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A place that holds packages by id; they may appear, be replaced and disappear at any time. Thread-safe. */
public interface PackageShelf {
    /**
     * The ids of possible packages, in any order.
     *
     * @throws IOException if the place cannot be read
     */
    List<String> ids() throws IOException;

    /**
     * A token for the current state of a package: it changes when the package is replaced.
     *
     * @param id any string
     * @return empty if there is no such package
     * @throws IOException if the place cannot be read
     */
    Optional<Object> state(String id) throws IOException;

    /**
     * The same, if it is known without waiting for another machine.
     *
     * @return empty if that is not known, or there is no such package
     */
    Optional<Object> knownState(String id);

    /**
     * Opens a package.
     *
     * @param id an id for which {@link #state} is present
     * @throws PackageException if the package is damaged
     * @throws IOException if it cannot be read
     */
    PackageReader open(String id) throws IOException;
}
