/**
 * Text in a terminal: its width, tables that fit into it, progress with an ETA. Open
 * {@link dev.starling.app.terminal.TextTable} and {@link dev.starling.app.terminal.ProgressPrinter} first.
 */
@NullMarked
package dev.starling.app.terminal;

import org.jspecify.annotations.NullMarked;
