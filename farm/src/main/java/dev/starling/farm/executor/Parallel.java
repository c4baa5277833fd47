package dev.starling.farm.executor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Waits for several results at once, each on a virtual thread. The computing itself happens on an executor. */
public final class Parallel {
    private Parallel() {}

    /** Work on one item. */
    @FunctionalInterface
    public interface Work<T, R> {
        /** Does the work. */
        R on(T item) throws IOException, InterruptedException;
    }

    /**
     * Does the work on every item. Returns when all are done: with the results in the items' order, or by throwing the
     * first failure.
     */
    public static <T, R> List<R> map(List<T> items, Work<T, R> work) throws IOException, InterruptedException {
        List<Future<R>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) {
                futures.add(threads.submit(() -> work.on(item)));
            }
        }
        List<R> results = new ArrayList<>();
        for (Future<R> future : futures) {
            results.add(outcome(future));
        }
        return results;
    }

    /** Returns what a thread returned, or throws what it threw. */
    public static <R> R outcome(Future<R> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException storage -> throw storage;
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException failure -> throw failure;
                case Error fatal -> throw fatal;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
