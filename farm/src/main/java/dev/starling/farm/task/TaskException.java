package dev.starling.farm.task;

/** A task failed. The message is one line: the task, its parameters, and the encoder's last message. */
public final class TaskException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    /** A failure on another machine; its log has the stack trace. */
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
