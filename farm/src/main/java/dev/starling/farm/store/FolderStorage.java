package dev.starling.farm.store;

import dev.starling.swarm.pack.FolderFiles;
import dev.starling.swarm.pack.FolderShelf;
import dev.starling.swarm.pack.FolderTarget;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageFiles;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.pack.PackageTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Storage in the file system of this machine. */
record FolderStorage(Path path) implements Storage {
    @Override
    public InputFile input(Path scratch) {
        return InputFile.of(path);
    }

    @Override
    public ResultStore results() {
        return new DirectoryStore(path);
    }

    @Override
    public Optional<Location> temporaryStore() {
        return Optional.of(Location.of(WorkFolder.storeOf(path)));
    }

    @Override
    public Reservation reserve() throws IOException {
        return WorkFolder.open(path);
    }

    @Override
    public void requireReplaceable() throws IOException {
        FolderTarget.requireReplaceable(path);
    }

    @Override
    public PackageTarget packageTarget(ContentKey version) throws IOException {
        return FolderTarget.create(path);
    }

    @Override
    public Optional<PackageTarget> growingTarget() throws IOException {
        return Optional.of(FolderTarget.create(path));
    }

    @Override
    public void deleteBeginning() throws IOException {
        FolderTarget.deleteBeginning(path);
    }

    @Override
    public PackageFiles packageFiles() {
        return FolderFiles.in(path);
    }

    @Override
    public PackageShelf shelf() throws IOException {
        if (!Files.isDirectory(path)) {
            throw new PackageException(path.toString(), "not a folder; name a package or a folder of packages");
        }
        return new FolderShelf(path);
    }
}
