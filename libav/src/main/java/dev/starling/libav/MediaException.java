package dev.starling.libav;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that cannot be read, a frame that cannot be scaled, or a clip that cannot be encoded. The message is one line
 * for the user: the path, if there is one, then the reason. Unchecked, because most callers can only show the message;
 * the others look at {@link #kind()}.
 */
public final class MediaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kinds of failure that a caller may want to tell apart. */
    public enum Kind {
        /** The file is not a supported media container: text, a still image, a playlist, or empty. */
        NOT_MEDIA,
        /** The file ends before the end that its own index or header declares. */
        TRUNCATED,
        /** The samples are encrypted; no key is accepted. */
        ENCRYPTED,
        /** The container is valid but has no video stream. Cover art does not count as one. */
        NO_VIDEO,
        /** The video stream holds no decodable picture. */
        NO_FRAMES,
        /** Larger or longer than the limits allow. */
        TOO_LARGE,
        /** Valid media in a codec that the loaded libraries cannot decode. */
        UNSUPPORTED,
        /** The file cannot be opened, read or written. */
        IO,
        /**
         * The encoder failed or refused its settings. The message carries the settings and the encoder's last log
         * lines.
         */
        ENCODE,
        /** A native call failed that never fails on valid input: out of memory, or a defect. */
        INTERNAL
    }

    private final Kind kind;

    private MediaException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** A failure that is not about one file. */
    public static MediaException of(Kind kind, String reason) {
        return new MediaException(kind, reason, null);
    }

    /** A failure to read or write {@code path}. */
    public static MediaException of(Kind kind, Path path, String reason) {
        return new MediaException(kind, shown(path) + ": " + reason, null);
    }

    /** A failure to read or write {@code path}, with its cause. */
    public static MediaException of(Kind kind, Path path, String reason, Throwable cause) {
        return new MediaException(kind, shown(path) + ": " + reason, cause);
    }

    /** A path as messages have it: in one line, whatever the file is called. */
    public static String shown(Path path) {
        return path.toString().replaceAll("\\p{Cc}", "?");
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}
