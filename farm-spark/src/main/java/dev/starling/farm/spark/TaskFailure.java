package dev.starling.farm.spark;

/** A failed attempt as a worker reports it to the driver; the stack trace is in the worker's log. */
final class TaskFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What failed. */
    enum Kind {
        /** The task itself. */
        TASK,
        /** The storage that all workers share. */
        STORAGE
    }

    private final Kind kind;

    /** @param reason one line */
    TaskFailure(Kind kind, String reason) {
        super(reason);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
