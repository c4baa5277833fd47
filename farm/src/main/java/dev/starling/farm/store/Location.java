package dev.starling.farm.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where something is stored: a path, or the URI of an object store such as {@code s3://bucket/folder}.
 *
 * @param text the path or the URI
 */
public record Location(String text) {
    private static final String SCHEME_END = "://";

    public Location {
        if (text.isBlank()) {
            throw new IllegalArgumentException("an empty location");
        }
        if (text.contains(SCHEME_END)) {
            URI uri = URI.create(text);
            if (uri.getScheme() == null || uri.getHost() == null) {
                throw new IllegalArgumentException("neither a path nor a URI with a scheme and a host: " + text);
            }
        }
    }

    /** A path. */
    public static Location of(Path path) {
        return new Location(path.toString());
    }

    /** The URI; empty if this is a path. */
    public Optional<URI> uri() {
        return text.contains(SCHEME_END) ? Optional.of(URI.create(text)) : Optional.empty();
    }

    /** The path; empty if this is a URI. */
    public Optional<Path> path() {
        return text.contains(SCHEME_END) ? Optional.empty() : Optional.of(Path.of(text));
    }

    /** The last part of the path: a file's name. */
    public String name() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** The same location for a process with another working directory. */
    public Location absolute() {
        return path().map(it -> of(it.toAbsolutePath())).orElse(this);
    }

    @Override
    public String toString() {
        return text;
    }
}
