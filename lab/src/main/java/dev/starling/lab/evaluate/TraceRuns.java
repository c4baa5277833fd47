package dev.starling.lab.evaluate;

import dev.starling.lab.trace.TraceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleConsumer;

/** Plays traces in parallel. */
final class TraceRuns {
    private TraceRuns() {}

    /** Plays one trace with all policies. */
    interface Run {
        List<SessionFigures> play(TraceFile trace) throws IOException;
    }

    /** The sessions of all traces, in the order of the traces. */
    static List<SessionFigures> run(List<TraceFile> traces, int threads, DoubleConsumer progress, Run run)
            throws IOException, InterruptedException {
        List<SessionFigures> sessions = new ArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<SessionFigures>>> pending = new ArrayList<>();
            for (TraceFile trace : traces) {
                pending.add(workers.submit(() -> run.play(trace)));
            }
            for (int i = 0; i < pending.size(); i++) {
                sessions.addAll(pending.get(i).get());
                progress.accept((double) (i + 1) / pending.size());
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            workers.shutdownNow();
        }
        return sessions;
    }
}
