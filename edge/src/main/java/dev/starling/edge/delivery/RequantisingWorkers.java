package dev.starling.edge.delivery;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The threads that requantise, and so the processor time that it may take: as much as they have. Work that does not
 * start or end in time is given up; its access units are sent as they are stored.
 */
public final class RequantisingWorkers implements AutoCloseable {
    /** Work that would have to wait for more than this many others of each thread comes too late. */
    private static final int QUEUED_PER_THREAD = 8;
    /** How long a piece of work may take. Whoever needs longer for as much media falls behind. */
    static final Duration MAX_TIME = Duration.ofMillis(500);

    private final ThreadPoolExecutor threads;
    private final WarmUp warmUp = new WarmUp();

    /**
     * Starts threads when they are needed.
     *
     * @param count how many, at least 1
     */
    public RequantisingWorkers(int count) {
        ThreadFactory factory =
                Thread.ofPlatform().name("requantise-", 0).daemon().factory();
        threads = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUED_PER_THREAD * count), factory);
    }

    /** Half of the machine's processors, at least one: the others deliver. */
    public static RequantisingWorkers ofMachine() {
        return new RequantisingWorkers(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    /**
     * What a piece of work has made.
     *
     * @param cpu the processor time that it took
     */
    record Done<T>(List<T> result, Duration cpu) {}

    /**
     * Does work and waits for it.
     *
     * @param work ends soon when its thread is interrupted
     * @return empty if it failed or was given up
     */
    <T> Optional<Done<T>> run(Callable<List<T>> work) {
        Future<Done<T>> future;
        try {
            future = threads.submit(() -> {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                List<T> result = work.call();
                long after = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                return new Done<>(result, Duration.ofNanos(after - before));
            });
        } catch (RejectedExecutionException busyOrClosed) {
            return Optional.empty();
        }
        try {
            return Optional.of(future.get(MAX_TIME.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException failedOrLate) {
            future.cancel(true);
            return Optional.empty();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * Completed once the code of requantising is compiled, which the first clip begins that may be requantised.
     *
     * @return the access units that were requantised for it
     */
    public CompletableFuture<Long> warmedUp() {
        return warmUp.ended();
    }

    /** Has the code of requantising compiled before it is needed. */
    WarmUp warmUp() {
        return warmUp;
    }

    /** Ends the threads. */
    @Override
    public void close() {
        warmUp.close();
        threads.shutdownNow();
    }
}
