package dev.starling.farm.spark;

import dev.starling.farm.executor.TaskJson;
import dev.starling.farm.executor.Workbench;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.spark.SparkFiles;
import org.jspecify.annotations.Nullable;

/**
 * A title's {@link Workbench} in each worker process. It is broadcast: Spark deserialises it once per process and
 * passes the same object to all tasks there, so they share decoded pictures.
 */
final class WorkerBench implements Serializable {
    private static final long serialVersionUID = 1;

    private final String site;
    private transient @Nullable Workbench bench;

    /** @param site a title's site as JSON */
    WorkerBench(String site) {
        this.site = site;
    }

    /** This process's workbench, opened by the first call. */
    synchronized Workbench open() throws IOException {
        if (bench == null) {
            bench = TaskJson.readSite(site).open(Path.of(SparkFiles.getRootDirectory()));
        }
        return bench;
    }

    /** Closes this process's workbench, if it was opened. */
    synchronized void close() {
        if (bench != null) {
            bench.close();
        }
    }
}
