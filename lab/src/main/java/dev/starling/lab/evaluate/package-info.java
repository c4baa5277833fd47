/**
 * Policies over many traces, with intervals that respect which traces belong together. Open
 * {@link dev.starling.lab.evaluate.Evaluation} first.
 */
@NullMarked
package dev.starling.lab.evaluate;

import org.jspecify.annotations.NullMarked;
