/**
 * The farm's tasks on Apache Spark: each task is a Spark job with a single Spark task, named by clip and profile. Open
 * {@link dev.starling.farm.spark.SparkEngine} first; then {@code SparkExecutor} (the driver's side) and {@code TaskRdd}
 * (the worker's).
 */
@NullMarked
package dev.starling.farm.spark;

import org.jspecify.annotations.NullMarked;
