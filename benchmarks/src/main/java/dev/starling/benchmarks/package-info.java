/**
 * Benchmarks: programs that print one JSON object a line. Open {@link dev.starling.benchmarks.H264Speed} for how fast
 * the H.264 engine is, {@link dev.starling.benchmarks.BlendRateQuality} for what its edits cost in quality,
 * {@link dev.starling.benchmarks.EncodeSpeed} for the farm.
 */
@NullMarked
package dev.starling.benchmarks;

import org.jspecify.annotations.NullMarked;
