package dev.starling.swarm.pack;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A package or one of its files cannot be read or written. The message is one line: the place, the problem and, if
 * known, the remedy.
 */
public final class PackageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PackageException(Path where, String what) {
        super(where + ": " + what);
    }

    PackageException(Path where, String what, Throwable cause) {
        super(where + ": " + what, cause);
    }

    PackageException(PackageFiles where, String name, String what, @Nullable Throwable cause) {
        super(where + "/" + name + ": " + what, cause);
    }

    PackageException(String where, String what, Throwable cause) {
        super(where + ": " + what, cause);
    }

    /**
     * For a package outside the file system.
     *
     * @param where the place of the package
     * @param what the problem
     */
    public PackageException(String where, String what) {
        super(where + ": " + what);
    }
}
