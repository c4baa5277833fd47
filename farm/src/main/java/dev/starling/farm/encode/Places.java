package dev.starling.farm.encode;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.PackageWriter;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** What there is at a location, whether it is a path or a place in an object store. */
final class Places {
    private Places() {}

    /** @throws dev.starling.swarm.pack.PackageException if something is there that is not a package */
    static void requireReplaceable(Location output) throws IOException {
        Optional<URI> uri = output.uri();
        if (uri.isPresent()) {
            Storage.of(uri.get()).requireReplaceable(uri.get());
        } else {
            PackageWriter.requireReplaceable(output.path().orElseThrow());
        }
    }

    /** Starts a package whose content {@code version} names. */
    static PackageWriter packageWriter(Location output, ContentKey version) throws IOException {
        Optional<URI> uri = output.uri();
        return uri.isPresent()
                ? new PackageWriter(Storage.of(uri.get()).packageTarget(uri.get(), version))
                : PackageWriter.create(output.path().orElseThrow());
    }
}
