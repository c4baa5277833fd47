package dev.starling.farm.spark;

import dev.starling.farm.CpuMeter.Place;
import dev.starling.farm.executor.TaskExecutor;
import dev.starling.farm.executor.TaskJson;
import dev.starling.farm.executor.TaskSite;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import dev.starling.swarm.title.EncodingCost.Work;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.reflect.ClassTag;

/**
 * The driver's side: every task becomes a Spark job of its own, and goes to the executor that did an earlier task of
 * the same clip, if that is free. Spark handles retries and lost or slow workers.
 */
final class SparkExecutor implements TaskExecutor {
    private final JavaSparkContext context;
    private final Broadcast<WorkerBench> bench;
    private final Admission admission;
    /** The executor that has a clip's pictures decoded, by clip. */
    private final Map<ClipFacts, String> executors = new ConcurrentHashMap<>();
    /** Processor time of finished tasks. */
    private final Map<Place, Map<Work, Long>> nanos = new EnumMap<>(Place.class);

    /** Takes ownership of {@code context}. */
    SparkExecutor(JavaSparkContext context, TaskSite site, Consumer<String> retries) {
        this.context = context;
        this.bench = context.broadcast(new WorkerBench(TaskJson.write(site)));
        // One running and one waiting job per core: no core waits for the driver, and few jobs overtake others.
        this.admission = new Admission(() -> 2 * parallelism());
        int attempts = Settings.attempts(context.getConf());
        context.sc().addSparkListener(new AttemptListener(attempts, retries, admission::recheck));
    }

    @Override
    public int parallelism() {
        return Math.max(1, context.defaultParallelism());
    }

    @Override
    public void run(Task task) throws TaskException, IOException, InterruptedException {
        admission.enter(task.precedence());
        try {
            TaskReceipt receipt = TaskReceipt.read(submit(task));
            task.pictures().ifPresent(clip -> executors.put(clip, receipt.location()));
            count(receipt);
        } finally {
            admission.leave();
        }
    }

    private synchronized void count(TaskReceipt receipt) {
        Map<Work, Long> sums = nanos.computeIfAbsent(receipt.place(), _ -> new EnumMap<>(Work.class));
        receipt.nanos().forEach((work, time) -> sums.merge(work, time, Long::sum));
    }

    @Override
    public synchronized Map<Place, Map<Work, Long>> nanosOfWorkers() {
        Map<Place, Map<Work, Long>> copy = new EnumMap<>(Place.class);
        nanos.forEach((place, sums) -> copy.put(place, Map.copyOf(sums)));
        return copy;
    }

    private String submit(Task task) throws TaskException, IOException, InterruptedException {
        List<String> preferred = task.pictures().flatMap(it -> Optional.ofNullable(executors.get(it))).stream()
                .toList();
        JavaFutureAction<List<String>> job;
        try {
            // Both apply to this thread only; Spark's page shows them beside the job and the stage.
            context.sc().setJobDescription(task.description());
            context.setCallSite(task.description());
            job = new JavaRDD<>(new TaskRdd(context.sc(), task, bench, preferred), ClassTag.apply(String.class))
                    .collectAsync();
        } catch (IllegalStateException stopped) {
            throw new IOException("Spark has stopped: " + firstLine(stopped), stopped);
        }
        try {
            return job.get().getFirst();
        } catch (InterruptedException e) {
            job.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw failure(task, e);
        }
    }

    private IOException failure(Task task, ExecutionException e) throws TaskException {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof TaskFailure failure) {
                if (failure.kind() == TaskFailure.Kind.STORAGE) {
                    return new IOException(failure.reason(), e);
                }
                throw new TaskException(failure.reason(), e);
            }
        }
        if (context.sc().isStopped()) {
            return new IOException("Spark has stopped: " + firstLine(e), e);
        }
        throw new TaskException(task.description() + ": " + firstLine(e), e);
    }

    /** The first line of the innermost message; the messages around it name classes, not reasons. */
    private static String firstLine(Throwable failure) {
        Throwable reason = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            reason = cause;
        }
        return String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        admission.close();
        if (!context.sc().isStopped()) {
            context.sc().cancelAllJobs();
            // With a local master, tasks run in this process; the pictures that they use must outlive them.
            bench.value().close();
            context.stop();
        }
    }
}
