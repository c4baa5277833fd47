package dev.starling.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@value #NAME}: the small object that publishes a package. It names the folder of the package's files, which never
 * change and are all written before this object. Another package at the same place has another folder, and replaces the
 * first when its pointer replaces this one.
 *
 * @param format {@value #FORMAT}
 * @param version of this object's format, {@value #VERSION}
 * @param files name of the folder: 64 hexadecimal digits, a hash of all files
 */
record PackagePointer(String format, int version, String files) {
    static final String NAME = "package.json";

    private static final String FORMAT = "starling-package-pointer";
    private static final int VERSION = 1;
    private static final Pattern FILES = Pattern.compile("[0-9a-f]{64}");
    private static final JsonMapper JSON = new JsonMapper();

    /** A pointer that was read. */
    record Found(PackagePointer pointer, String entityTag) {}

    PackagePointer {
        if (!FORMAT.equals(format) || version != VERSION || files == null || !isFiles(files)) {
            throw new IllegalArgumentException("not a " + FORMAT + " of version " + VERSION);
        }
    }

    static PackagePointer to(String files) {
        return new PackagePointer(FORMAT, VERSION, files);
    }

    /** Whether a name may be that of a folder of package files. */
    static boolean isFiles(String name) {
        return FILES.matcher(name).matches();
    }

    /**
     * The pointer at a place; empty if there is none.
     *
     * @throws IOException if it cannot be read or is not a pointer
     */
    static Optional<Found> find(S3Place place) throws IOException {
        Optional<S3Place.Read> object = place.read(NAME);
        if (object.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Found(
                    JSON.readValue(object.get().content(), PackagePointer.class),
                    object.get().entityTag()));
        } catch (JsonProcessingException e) {
            throw new IOException(place.location(NAME) + ": not a " + FORMAT, e);
        }
    }

    byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("pointer without a JSON form", e);
        }
    }
}
