package dev.starling.farm.spark;

import dev.starling.farm.executor.TaskJson;
import dev.starling.farm.spark.TaskFailure.Kind;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import dev.starling.swarm.title.EncodingCost.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.TaskLocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * One task of the farm as Spark sees it: a data set of one partition with one element. Computing the element performs
 * the task; its value is a {@link TaskReceipt}.
 */
final class TaskRdd extends RDD<String> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(TaskRdd.class);

    private final String task;
    private final Broadcast<WorkerBench> bench;
    /** Used only by the driver, which chooses the executor. */
    private final transient List<String> preferred;

    /**
     * A task.
     *
     * @param preferred executors that probably have the task's pictures decoded already
     */
    TaskRdd(SparkContext context, Task task, Broadcast<WorkerBench> bench, List<String> preferred) {
        super(context, none(), ClassTag.apply(String.class));
        this.task = TaskJson.write(task);
        this.bench = bench;
        this.preferred = List.copyOf(preferred);
    }

    private static Seq<Dependency<?>> none() {
        return CollectionConverters.asScala(List.<Dependency<?>>of()).toSeq();
    }

    private record OnlyPartition() implements Partition {
        @Override
        public int index() {
            return 0;
        }
    }

    @Override
    public Partition[] getPartitions() {
        return new Partition[] {new OnlyPartition()};
    }

    @Override
    public Seq<String> getPreferredLocations(Partition partition) {
        return CollectionConverters.asScala(preferred).toSeq();
    }

    @Override
    public Iterator<String> compute(Partition partition, TaskContext context) {
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        Task work = TaskJson.readTask(task);
        long start = System.nanoTime();
        Map<Work, Long> nanos;
        try {
            nanos = bench.value().open().perform(work);
        } catch (TaskException e) {
            LOG.error("Failed: {}", e.reason(), e);
            throw new TaskFailure(Kind.TASK, e.reason() + " (on " + host + ")");
        } catch (IOException e) {
            LOG.error("Failed: {}", work.description(), e);
            throw new TaskFailure(Kind.STORAGE, work.description() + ": " + e.getMessage() + " (on " + host + ")");
        }
        LOG.info(
                "Done in {} ms: {}", Duration.ofNanos(System.nanoTime() - start).toMillis(), work.description());
        String executor = SparkEnv.get().executorId();
        String location = TaskLocation.executorLocationTag() + host + "_" + executor;
        String receipt = new TaskReceipt(location, executor, nanos).toText();
        return CollectionConverters.asScala(List.of(receipt).iterator());
    }
}
