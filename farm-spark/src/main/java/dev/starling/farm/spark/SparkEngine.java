package dev.starling.farm.spark;

import dev.starling.farm.executor.Engine;
import dev.starling.farm.executor.TaskExecutor;
import dev.starling.farm.executor.TaskSite;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs the farm's tasks on Apache Spark. The master is one of Spark's ({@code local[2]}, {@code spark://host:7077},
 * {@code yarn}, {@code k8s://…}), or {@value #SUBMITTED} for the one that {@code spark-submit} chose. Settings are
 * Spark's ({@code spark.…}), including those in the system properties, where {@code spark-submit} puts its own.
 */
public final class SparkEngine implements Engine {
    /** Stands for the master that {@code spark-submit} chose. */
    public static final String SUBMITTED = "spark-submit";

    @Override
    public TaskExecutor start(String master, Map<String, String> settings, TaskSite site, Consumer<String> retries)
            throws IOException {
        SparkConf conf = Settings.of(master, settings, site);
        JavaSparkContext context;
        try {
            context = new JavaSparkContext(conf);
        } catch (RuntimeException e) {
            throw failure(master, e);
        } catch (Exception e) {
            // Scala declares no exceptions, so the compiler does not know that Spark throws this checked one.
            if (e instanceof SparkException unreachable) {
                throw failure(master, unreachable);
            }
            throw new IllegalStateException(e);
        }
        return new SparkExecutor(context, site, retries);
    }

    private static IOException failure(String master, Exception e) {
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new IOException("--farm " + master + ": Spark does not start: " + reason, e);
    }
}
