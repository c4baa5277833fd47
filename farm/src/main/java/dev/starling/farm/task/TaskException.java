package dev.starling.farm.task;

/**
 * A task failed. The message is one line: what was to be made, with which parameters, and the last words of who tried.
 */
public final class TaskException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    /** A failure on another machine, whose log has the rest. */
    public TaskException(String reason) {
        super(reason);
        this.reason = reason;
    }

    public TaskException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    /** The message. */
    public String reason() {
        return reason;
    }
}
