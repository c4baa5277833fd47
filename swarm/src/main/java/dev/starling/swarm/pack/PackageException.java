package dev.starling.swarm.pack;

import java.nio.file.Path;

/**
 * A package or a file of it cannot be read; the message is one line: where, what, and what to do where that is known.
 */
public final class PackageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PackageException(Path where, String what) {
        super(where + ": " + what);
    }

    PackageException(Path where, String what, Throwable cause) {
        super(where + ": " + what, cause);
    }

    PackageException(PackageFiles where, String name, String what, Throwable cause) {
        super(where + "/" + name + ": " + what, cause);
    }

    PackageException(String where, String what, Throwable cause) {
        super(where + ": " + what, cause);
    }

    /** Of a package that does not lie in a folder. */
    public PackageException(String where, String what) {
        super(where + ": " + what);
    }
}
