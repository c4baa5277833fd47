package dev.starling.farm.store;

import java.io.IOException;
import java.net.URI;
import java.util.ServiceLoader;

/** Opens storage of one kind beside the file system; {@link ServiceLoader} finds it by the scheme of its URIs. */
public interface StorageProvider {
    /** The scheme of its URIs, in lower case. */
    String scheme();

    /**
     * The storage at a place.
     *
     * @throws IOException if settings are missing; the message is one line
     */
    Storage at(URI place) throws IOException;

    /**
     * The provider for a URI.
     *
     * @throws IOException if there is none for its scheme; the message is one line
     */
    static StorageProvider of(URI uri) throws IOException {
        return ServiceLoader.load(StorageProvider.class, StorageProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(it -> it.scheme().equalsIgnoreCase(uri.getScheme()))
                .findFirst()
                .orElseThrow(() -> new IOException(uri + ": no storage is known for this scheme"));
    }
}
