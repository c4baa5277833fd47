package dev.starling.app.command;

import java.io.PrintWriter;

/** While it is open, a signal that ends the process (Ctrl-C, {@code SIGTERM}) prints one line: how to resume. */
public final class StopNotice implements AutoCloseable {
    private final Thread hook;

    private StopNotice(Thread hook) {
        this.hook = hook;
    }

    /** For work whose finished parts are kept. */
    public static StopNotice ofResumableWork(PrintWriter err) {
        Thread hook = new Thread(() -> {
            err.println("starling: stopped; run the same command again to resume");
            err.flush();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return new StopNotice(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            return; // the hook runs already
        }
    }
}
