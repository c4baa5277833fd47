package dev.starling.app;

import dev.starling.farm.FarmEvent;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Prints what the farm tells but its progress: a line for each failure and each damaged result. */
final class FarmNotes implements Consumer<FarmEvent> {
    private final PrintWriter err;

    FarmNotes(PrintWriter err) {
        this.err = err;
    }

    @Override
    public synchronized void accept(FarmEvent event) {
        switch (event) {
            case FarmEvent.Progress _ -> {}
            case FarmEvent.Retry retry -> err.println("tried again: " + retry.reason());
            case FarmEvent.Failure failure -> err.println("failed: " + failure.reason());
            case FarmEvent.Damaged damaged -> err.println("damaged, made again: " + damaged.place());
        }
    }
}
