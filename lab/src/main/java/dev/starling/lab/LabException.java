package dev.starling.lab;

/** An input of the lab cannot be read. The message is one line: the file, the line if known, and the problem. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A problem with a whole file.
     *
     * @param file its name
     * @param what the problem
     */
    public LabException(String file, String what) {
        super(file + ": " + what);
    }

    /**
     * A problem in one line of a file.
     *
     * @param file its name
     * @param line the line, from 1
     * @param what the problem
     */
    public LabException(String file, long line, String what) {
        super(file + ":" + line + ": " + what);
    }
}
