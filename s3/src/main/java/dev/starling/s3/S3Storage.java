package dev.starling.s3;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.InputFile;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Reservation;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.PackageFiles;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.pack.PackageTarget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Storage at a place in S3. Two writers of one package need no lock: the second fails when it publishes. */
record S3Storage(S3Place place) implements Storage {
    @Override
    public InputFile input(Path scratch) throws IOException {
        try (InputStream object = place.open("")) {
            return InputFile.copyOf(object, scratch);
        }
    }

    @Override
    public ResultStore results() {
        return new S3ResultStore(place);
    }

    @Override
    public Optional<Location> temporaryStore() {
        return Optional.empty();
    }

    @Override
    public Reservation reserve() {
        return Reservation.NONE;
    }

    @Override
    public void requireReplaceable() throws IOException {
        S3PackageTarget.requireReplaceable(place);
    }

    @Override
    public PackageTarget packageTarget(ContentKey version) throws IOException {
        return S3PackageTarget.create(place, version);
    }

    @Override
    public PackageFiles packageFiles() throws IOException {
        return S3PackageFiles.open(place);
    }

    @Override
    public PackageShelf shelf() {
        return new S3Shelf(place, InstantSource.system());
    }
}
