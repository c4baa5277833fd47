/**
 * The farm's work as values: a {@link dev.starling.farm.task.Task} says what is to be made and under which content
 * address; a {@link dev.starling.farm.task.TaskExecutor} has it made somewhere. Open these two first.
 */
@NullMarked
package dev.starling.farm.task;

import org.jspecify.annotations.NullMarked;
