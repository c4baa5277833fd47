package dev.starling.s3;

import dev.starling.farm.store.Storage;
import dev.starling.farm.store.StorageProvider;
import java.io.IOException;
import java.net.URI;

/**
 * Storage at {@code s3://bucket/folder}. Region, credentials and, for stores other than Amazon's, the endpoint come
 * from the settings that every AWS tool reads: {@code AWS_REGION}, {@code AWS_ACCESS_KEY_ID},
 * {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_ENDPOINT_URL_S3}, the files below {@code ~/.aws}, the machine's role; or
 * from the system properties of the SDK for Java.
 */
public final class S3StorageProvider implements StorageProvider {
    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public Storage at(URI place) throws IOException {
        return new S3Storage(S3Place.of(place));
    }
}
