/**
 * The farm's work as values. A {@link dev.starling.farm.task.Task} states what to make and under which content address;
 * {@code Workplace} is what it finds where it runs. Open these two first.
 */
@NullMarked
package dev.starling.farm.task;

import org.jspecify.annotations.NullMarked;
