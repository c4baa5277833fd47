package dev.starling.app;

import java.io.PrintWriter;

/**
 * While it is open, a process that is told to end (Ctrl-C, {@code SIGTERM}) says in one line what becomes of its work.
 */
final class StopNotice implements AutoCloseable {
    private final Thread hook;

    private StopNotice(Thread hook) {
        this.hook = hook;
    }

    /** Of work whose finished parts are kept. */
    static StopNotice ofResumableWork(PrintWriter err) {
        Thread hook = new Thread(() -> {
            err.println("starling: stopped; the same command goes on where it was");
            err.flush();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return new StopNotice(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException isEnding) {
            return; // it is being said
        }
    }
}
