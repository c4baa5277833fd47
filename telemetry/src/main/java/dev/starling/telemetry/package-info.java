/**
 * Records of clips and sessions in one DuckDB file. Open {@link dev.starling.telemetry.TelemetryWriter} first, which an
 * edge fills; {@link dev.starling.telemetry.TelemetryReader} reads. {@code docs/telemetry.md} describes the tables.
 */
@NullMarked
package dev.starling.telemetry;

import org.jspecify.annotations.NullMarked;
