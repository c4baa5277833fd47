/**
 * The command line, wired from the other modules. Open {@link dev.starling.app.Starling} first: it lists the commands,
 * one class each.
 *
 * <ul>
 *   <li>{@code title}: make, show and serve titles ({@code encode}, {@code inspect}, {@code serve}, {@code demo})
 *   <li>{@code training}: find profiles and clusters ({@code evolve}, {@code cluster}, {@code assign})
 *   <li>{@code tools}: measure and edit single files ({@code quality}, {@code h264})
 *   <li>{@code command}, {@code terminal}, {@code plot}: what the commands share
 * </ul>
 *
 * <p>Every command writes its result to standard output and its progress to standard error. The exit code is 0 (ok), 1
 * (failed) or 2 (bad usage). A failure prints one line: what failed, where, and what to do about it.
 */
@NullMarked
package dev.starling.app;

import org.jspecify.annotations.NullMarked;
