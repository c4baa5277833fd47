/**
 * Benchmarks: programs that print one JSON object per line, or a table. Open {@link dev.starling.benchmarks.H264Speed}
 * for the speed of the H.264 engine, {@link dev.starling.benchmarks.BlendRateQuality} for the quality that its edits
 * cost, {@link dev.starling.benchmarks.EncodeSpeed} for the farm, {@link dev.starling.benchmarks.BrokenTitles} for what
 * broken files become.
 */
@NullMarked
package dev.starling.benchmarks;

import org.jspecify.annotations.NullMarked;
