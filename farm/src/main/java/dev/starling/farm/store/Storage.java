package dev.starling.farm.store;

import dev.starling.swarm.pack.PackageFiles;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.pack.PackageTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The storage at one location: inputs, results and packages, whether that is a folder ({@link FolderStorage}) or a
 * place in an object store. {@link #at} is the only code that tells the two apart. Nothing is read or written before it
 * is needed.
 */
public interface Storage {
    /**
     * The storage at a location.
     *
     * @throws IOException if no storage has the location's scheme, or its settings are incomplete; the message is one
     *     line
     */
    static Storage at(Location location) throws IOException {
        Optional<URI> uri = location.uri();
        return uri.isPresent()
                ? StorageProvider.of(uri.get()).at(uri.get())
                : new FolderStorage(location.path().orElseThrow());
    }

    /**
     * The file at this location; an object is copied to this machine first.
     *
     * @param scratch the folder for copies
     * @throws IOException if an object cannot be read, or its copy cannot be written
     */
    InputFile input(Path scratch) throws IOException;

    /** The results that are kept below this location. */
    ResultStore results();

    /**
     * Where the results of an encode may be kept until its package is published here; empty if the user has to name a
     * store.
     */
    Optional<Location> temporaryStore();

    /**
     * Reserves this location for one encode.
     *
     * @throws dev.starling.farm.FarmException if another encode writes a package here
     */
    Reservation reserve() throws IOException;

    /**
     * Checks that a package may be written here: to a missing or empty place, or over an older package.
     *
     * @throws dev.starling.swarm.pack.PackageException if this location holds something else
     */
    void requireReplaceable() throws IOException;

    /**
     * Starts a package here.
     *
     * @param version names the package's content: equal for equal packages, and different for all others
     * @throws dev.starling.swarm.pack.PackageException if this location holds something other than a package
     */
    PackageTarget packageTarget(ContentKey version) throws IOException;

    /**
     * Starts a package here that is published while its title grows.
     *
     * @return empty if packages here appear as a whole only
     * @throws dev.starling.swarm.pack.PackageException if this location holds something other than a package
     */
    default Optional<PackageTarget> growingTarget() throws IOException {
        return Optional.empty();
    }

    /**
     * Deletes the package here if it is the beginning of a title, which nothing lets grow any more. Anything else
     * stays.
     *
     * @throws IOException if it cannot be deleted
     */
    default void deleteBeginning() throws IOException {}

    /**
     * The files of the package here.
     *
     * @throws dev.starling.swarm.pack.PackageException if there is none
     */
    PackageFiles packageFiles() throws IOException;

    /**
     * The packages below this location, or the package at it.
     *
     * @throws dev.starling.swarm.pack.PackageException if this cannot be a place of packages
     */
    PackageShelf shelf() throws IOException;
}
