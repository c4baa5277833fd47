package dev.starling.edge.upload;

/** An upload is refused. The message is a sentence for the client. */
public final class UploadException extends Exception {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Kind {
        /** There is no such upload. */
        UNKNOWN,
        /** The upload is at another offset, or complete. */
        OTHER_OFFSET,
        /** The file has no bytes. */
        EMPTY,
        /** The file, or all files together, would be too large. */
        TOO_LARGE,
        /** Too many files wait. */
        TOO_MANY,
        /** The disk is full. */
        DISK_FULL
    }

    private final Kind kind;

    UploadException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Why. */
    public Kind kind() {
        return kind;
    }
}
