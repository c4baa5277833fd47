package dev.starling.s3;

import dev.starling.farm.store.ContentKey;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Writes a package's files to a folder of their own, and publishes the package by writing the pointer to them, provided
 * that nobody else has written one meanwhile. Unpublished files stay, but no reader sees them; making the same package
 * again overwrites them.
 */
final class S3PackageTarget implements PackageTarget {
    private final S3Place place;
    private final String version;
    private final Optional<PackagePointer.Found> before;

    private S3PackageTarget(S3Place place, String version, Optional<PackagePointer.Found> before) {
        this.place = place;
        this.version = version;
        this.before = before;
    }

    /** @throws PackageException if there are objects at the place that are not a package's */
    static S3PackageTarget create(S3Place place, ContentKey version) throws IOException {
        requireReplaceable(place);
        return new S3PackageTarget(place, version.value(), PackagePointer.find(place));
    }

    /** @throws PackageException if the place holds objects that do not belong to a package, finished or not */
    static void requireReplaceable(S3Place place) throws IOException {
        Optional<String> other = place.names().stream()
                .filter(it -> !it.equals(PackagePointer.NAME))
                .filter(it -> !it.endsWith("/") || !PackagePointer.isFiles(it.substring(0, it.length() - 1)))
                .findFirst();
        if (other.isPresent()) {
            throw new PackageException(
                    place.toString(),
                    "holds objects that are not a Starling package (" + other.get() + "); choose another place");
        }
    }

    @Override
    public void write(String name, ByteBuffer... parts) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(ByteBuffer::remaining).sum());
        for (ByteBuffer part : parts) {
            whole.put(part);
        }
        place.below(version).write(name, whole.array());
    }

    @Override
    public void publish() throws IOException {
        byte[] pointer = PackagePointer.to(version).toBytes();
        if (place.writeIf(PackagePointer.NAME, pointer, before.map(PackagePointer.Found::entityTag))) {
            return;
        }
        boolean same = PackagePointer.find(place)
                .filter(it -> it.pointer().files().equals(version))
                .isPresent();
        if (!same) {
            throw new IOException(
                    place + ": another encode published a package there meanwhile; it was left unchanged");
        }
    }

    @Override
    public void close() {
        // No reader sees unpublished files, and the next attempt at the same package overwrites them.
    }
}
