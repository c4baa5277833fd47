package dev.starling.farm.spark;

import dev.starling.farm.executor.TaskJson;
import dev.starling.farm.executor.Workbench;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.spark.SparkFiles;
import org.jspecify.annotations.Nullable;

/**
 * A title's {@link Workbench} in each worker process. It is broadcast: Spark reads it once in a process and hands the
 * same object to all tasks there, which is what makes them share decoded pictures.
 */
final class WorkerBench implements Serializable {
    private static final long serialVersionUID = 1;

    private final String site;
    private transient @Nullable Workbench bench;

    /** @param site a title's site as JSON */
    WorkerBench(String site) {
        this.site = site;
    }

    /** This process's workbench, made when a task first asks for it. */
    synchronized Workbench open() throws IOException {
        if (bench == null) {
            bench = TaskJson.readSite(site).open(Path.of(SparkFiles.getRootDirectory()));
        }
        return bench;
    }

    /** Closes what was opened in this process. */
    synchronized void close() {
        if (bench != null) {
            bench.close();
        }
    }
}
