package dev.starling.s3;

import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A package in an object store. An object that is read is copied to a temporary file, which is mapped into memory and
 * then deleted: the system keeps only the parts in use in memory, and frees the file when nothing refers to it any
 * more, even if this process is killed.
 */
final class S3PackageFiles implements PackageFiles {
    private final S3Place place;

    /** @param place the place below which the files lie */
    S3PackageFiles(S3Place place) {
        this.place = place;
    }

    /**
     * The package that a place points to.
     *
     * @throws PackageException if there is none
     */
    static S3PackageFiles open(S3Place place) throws IOException {
        PackagePointer.Found found = PackagePointer.find(place)
                .orElseThrow(() -> new PackageException(
                        place.toString(),
                        "not a Starling package (no " + PackagePointer.NAME + "); make one with starling encode"));
        return new S3PackageFiles(place.below(found.pointer().files()));
    }

    @Override
    public ByteBuffer read(String name) throws IOException {
        Path copy = Files.createTempFile("starling", "");
        try {
            try (InputStream object =
                    place.openIfThere(name).orElseThrow(() -> new NoSuchFileException(place.location(name)))) {
                Files.copy(object, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ)) {
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            }
        } finally {
            Files.delete(copy);
        }
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
