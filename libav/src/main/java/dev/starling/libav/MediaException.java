package dev.starling.libav;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Why a file could not be read, a frame not scaled or a clip not encoded. The message is one line fit for the person
 * who named the file: the path where there is one, then the reason. Unchecked, because a caller can seldom do more than
 * show it; {@link #kind()} is for those that can.
 */
public final class MediaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, coarse enough to act on. */
    public enum Kind {
        /** The file is no container of timed media that this module reads (text, a still image, a playlist, empty). */
        NOT_MEDIA,
        /** The file ends before its own index or header says that it should. */
        TRUNCATED,
        /** The container is sound but has no moving picture in it (cover art is none). */
        NO_VIDEO,
        /** There is a video stream, and nothing in it decodes to a picture. */
        NO_FRAMES,
        /** Above the declared limits. */
        TOO_LARGE,
        /** Sound media of a kind that the loaded natives cannot decode. */
        UNSUPPORTED,
        /** The file cannot be opened, read or written. */
        IO,
        /** The encoder refused its settings or failed; the message carries both, and the encoder's last words. */
        ENCODE,
        /** A native call failed where valid input should not let it (out of memory, a defect). */
        INTERNAL
    }

    private final Kind kind;

    private MediaException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public static MediaException of(Kind kind, String reason) {
        return new MediaException(kind, reason, null);
    }

    public static MediaException of(Kind kind, Path path, String reason) {
        return new MediaException(kind, path + ": " + reason, null);
    }

    public static MediaException of(Kind kind, Path path, String reason, Throwable cause) {
        return new MediaException(kind, path + ": " + reason, cause);
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}
