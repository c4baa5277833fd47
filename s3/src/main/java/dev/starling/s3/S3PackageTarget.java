package dev.starling.s3;

import dev.starling.farm.store.ContentKey;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A package that becomes objects below a name of its own, and a package when the pointer to them is written: on the
 * condition that nobody else has written one meanwhile. What was not published stays, unseen, and is written over when
 * the same package is made again.
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

    /** @throws PackageException if something is at the place that is not a package */
    static S3PackageTarget create(S3Place place, ContentKey version) throws IOException {
        requireReplaceable(place);
        return new S3PackageTarget(place, version.value(), PackagePointer.find(place));
    }

    /** @throws PackageException if something is at the place that is not a package, nor one that was not finished */
    static void requireReplaceable(S3Place place) throws IOException {
        Optional<String> other = place.names().stream()
                .filter(it -> !it.equals(PackagePointer.NAME))
                .filter(it -> !it.endsWith("/") || !PackagePointer.isFiles(it.substring(0, it.length() - 1)))
                .findFirst();
        if (other.isPresent()) {
            throw new PackageException(
                    place.toString(),
                    "holds objects that are not a Starling package (" + other.get() + "); name another place");
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
                    place + ": another encode published a package there meanwhile, which was left as it is");
        }
    }

    @Override
    public void close() {
        // Nobody sees what was not published, and the next attempt at the same package writes over it.
    }
}
