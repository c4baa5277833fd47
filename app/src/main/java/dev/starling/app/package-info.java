/**
 * The command line: one class a command, wired from the other modules. Open {@link dev.starling.app.Starling} first.
 *
 * <p>Every command writes its result to standard output and its progress to standard error, ends with exit code 0 (ok),
 * 1 (failed) or 2 (bad usage), and answers a failure with one line that says what, where and what to do.
 */
@NullMarked
package dev.starling.app;

import org.jspecify.annotations.NullMarked;
