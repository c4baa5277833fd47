package dev.starling.farm.store;

import dev.starling.swarm.pack.PackageFiles;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.pack.PackageTarget;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.ServiceLoader;

/** Storage of one kind beside the file system, found by the scheme of its URIs through {@link ServiceLoader}. */
public interface Storage {
    /** The scheme of its URIs, in lower case. */
    String scheme();

    /** Keeps results below a place. */
    ResultStore results(URI place) throws IOException;

    /** The bytes of an object. */
    InputStream read(URI object) throws IOException;

    /**
     * Starts a package at a place.
     *
     * @param version names the package's content: the same for the same package, another for every other
     * @throws dev.starling.swarm.pack.PackageException if something is there that is not a package
     */
    PackageTarget packageTarget(URI place, ContentKey version) throws IOException;

    /**
     * Checks that a package may be written to a place.
     *
     * @throws dev.starling.swarm.pack.PackageException if something is there that is not a package
     */
    void requireReplaceable(URI place) throws IOException;

    /**
     * The files of a package at a place.
     *
     * @throws dev.starling.swarm.pack.PackageException if there is none
     */
    PackageFiles packageFiles(URI place) throws IOException;

    /** The packages below a place, or the one at it. */
    PackageShelf shelf(URI place) throws IOException;

    /**
     * The results that are kept at a location.
     *
     * @throws IOException if there is no storage of its kind; the message is one line
     */
    static ResultStore resultsAt(Location location) throws IOException {
        Optional<URI> uri = location.uri();
        return uri.isPresent()
                ? of(uri.get()).results(uri.get())
                : new DirectoryStore(location.path().orElseThrow());
    }

    /**
     * The storage of a URI.
     *
     * @throws IOException if there is none of its kind; the message is one line
     */
    static Storage of(URI uri) throws IOException {
        return ServiceLoader.load(Storage.class, Storage.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(it -> it.scheme().equalsIgnoreCase(uri.getScheme()))
                .findFirst()
                .orElseThrow(() -> new IOException(uri + ": no storage of this kind is known here"));
    }
}
