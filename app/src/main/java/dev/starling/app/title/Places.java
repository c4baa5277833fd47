package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.edge.catalog.FolderShelf;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.pack.PackageShelf;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens packages in folders and object stores. */
public final class Places {
    private Places() {}

    /** The package at a location. */
    public static PackageReader packageReader(Location location) throws IOException {
        Optional<URI> uri = location.uri();
        return uri.isPresent()
                ? PackageReader.open(Storage.of(uri.get()).packageFiles(uri.get()))
                : PackageReader.open(location.path().orElseThrow());
    }

    /** The packages in a location, or the one at the location itself. */
    public static PackageShelf shelf(Location location) throws IOException {
        Optional<URI> uri = location.uri();
        if (uri.isPresent()) {
            return Storage.of(uri.get()).shelf(uri.get());
        }
        Path folder = location.path().orElseThrow();
        if (!Files.isDirectory(folder)) {
            throw new CommandException(folder + ": not a folder; name a package or a folder of packages");
        }
        return new FolderShelf(folder);
    }
}
