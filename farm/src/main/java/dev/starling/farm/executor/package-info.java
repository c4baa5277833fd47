/**
 * Runs tasks. Open {@link dev.starling.farm.executor.TaskExecutor} first; then {@code EmbeddedExecutor} (this process)
 * or {@code Engine}, {@code TaskSite} and {@code Workbench} (other machines). {@code Results} takes results from the
 * store and runs only the tasks whose results are missing.
 */
@NullMarked
package dev.starling.farm.executor;

import org.jspecify.annotations.NullMarked;
