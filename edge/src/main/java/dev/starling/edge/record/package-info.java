/**
 * What an edge records of its deliveries, for analysis and learning. Open {@link dev.starling.edge.record.ClipRecord}
 * first; {@link dev.starling.edge.record.Telemetry} keeps the records.
 */
@NullMarked
package dev.starling.edge.record;

import org.jspecify.annotations.NullMarked;
