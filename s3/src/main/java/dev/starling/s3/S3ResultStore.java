package dev.starling.s3;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.ResultStore;
import java.io.IOException;
import java.util.Optional;

/**
 * Results as objects: {@code <place>/<first two digits of the key>/<key>}. An S3 object appears whole, and for all
 * readers at once.
 */
final class S3ResultStore implements ResultStore {
    private static final int PREFIX_DIGITS = 2;

    private final S3Place place;

    S3ResultStore(S3Place place) {
        this.place = place;
    }

    @Override
    public Optional<byte[]> find(ContentKey key) throws IOException {
        return place.read(name(key)).map(S3Place.Read::content);
    }

    @Override
    public void put(ContentKey key, byte[] content) throws IOException {
        place.write(name(key), content);
    }

    private static String name(ContentKey key) {
        return key.value().substring(0, PREFIX_DIGITS) + "/" + key.value();
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
