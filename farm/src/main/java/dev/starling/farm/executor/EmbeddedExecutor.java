package dev.starling.farm.executor;

import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import dev.starling.farm.task.Workplace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Runs tasks in this process, one per core. The workers are platform threads, since natives compute on them for
 * seconds. Each holds one of the {@link Cores} while it works, and shares them with other threads of this process that
 * compute.
 */
public final class EmbeddedExecutor implements TaskExecutor {
    private final Workplace workplace;
    private final Cores cores;
    private final List<Thread> workers = new ArrayList<>();
    /** Guards all fields below. */
    private final Object lock = new Object();

    private final PriorityQueue<Job> waiting =
            new PriorityQueue<>(Comparator.comparingInt(Job::precedence).thenComparingLong(Job::arrival));
    private long arrivals;
    private boolean closed;

    /** Starts one worker per core. */
    public EmbeddedExecutor(Workplace workplace, Cores cores) {
        this.workplace = workplace;
        this.cores = cores;
        for (int i = 0; i < cores.count(); i++) {
            workers.add(Thread.ofPlatform().name("farm-" + i).daemon().start(this::work));
        }
    }

    @Override
    public int parallelism() {
        return cores.count();
    }

    @Override
    public void run(Task task) throws TaskException, IOException, InterruptedException {
        try {
            submit(task).get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case TaskException failed -> throw failed;
                case IOException storage -> throw storage;
                case Error fatal -> throw fatal;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private CompletableFuture<Void> submit(Task task) {
        synchronized (lock) {
            if (closed) {
                throw new CancellationException("the executor is closed");
            }
            Job job = new Job(task, task.precedence(), arrivals++, new CompletableFuture<>());
            waiting.add(job);
            lock.notify();
            return job.done();
        }
    }

    /** How many tasks wait for a worker. */
    int waitingTasks() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    private void work() {
        for (Optional<Job> job = take(); job.isPresent(); job = take()) {
            try (Cores.Held _ = cores.hold()) {
                complete(job.get());
            }
        }
    }

    /** The next job; empty once the executor is closed. */
    private Optional<Job> take() {
        synchronized (lock) {
            while (waiting.isEmpty() && !closed) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("a worker was interrupted", e);
                }
            }
            return Optional.ofNullable(waiting.poll());
        }
    }

    private void complete(Job job) {
        Task task = job.task();
        try {
            task.perform(workplace);
            job.done().complete(null);
        } catch (TaskException | IOException | Error e) {
            job.done().completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            waiting.forEach(job -> job.done().cancel(false));
            waiting.clear();
            lock.notifyAll();
        }
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Job(Task task, int precedence, long arrival, CompletableFuture<Void> done) {}
}
