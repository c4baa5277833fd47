package dev.starling.s3;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.PackageFiles;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.pack.PackageTarget;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.InstantSource;

/**
 * Storage at {@code s3://bucket/folder}. Region, credentials and, for stores other than Amazon's, the endpoint come
 * from the sources that all AWS tools use: {@code AWS_REGION}, {@code AWS_ACCESS_KEY_ID},
 * {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_ENDPOINT_URL_S3}, the files below {@code ~/.aws}, the machine's role, or
 * the system properties of the SDK for Java.
 */
public final class S3Storage implements Storage {
    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public ResultStore results(URI place) throws IOException {
        return new S3ResultStore(S3Place.of(place));
    }

    @Override
    public InputStream read(URI object) throws IOException {
        return S3Place.of(object).open("");
    }

    @Override
    public PackageTarget packageTarget(URI place, ContentKey version) throws IOException {
        return S3PackageTarget.create(S3Place.of(place), version);
    }

    @Override
    public void requireReplaceable(URI place) throws IOException {
        S3PackageTarget.requireReplaceable(S3Place.of(place));
    }

    @Override
    public PackageFiles packageFiles(URI place) throws IOException {
        return S3PackageFiles.open(S3Place.of(place));
    }

    @Override
    public PackageShelf shelf(URI place) throws IOException {
        return new S3Shelf(S3Place.of(place), InstantSource.system());
    }
}
