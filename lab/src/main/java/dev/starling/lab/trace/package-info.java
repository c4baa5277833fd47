/**
 * Network traces: one value ({@link dev.starling.lab.trace.BandwidthTrace}) and a reader for every format of the open
 * collections. Open {@link dev.starling.lab.trace.TraceReader} first.
 */
@NullMarked
package dev.starling.lab.trace;

import org.jspecify.annotations.NullMarked;
