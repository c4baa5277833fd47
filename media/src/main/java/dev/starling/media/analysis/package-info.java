/**
 * Measures the content of a clip before it is encoded. Open {@link dev.starling.media.analysis.ContentAnalysis} first;
 * it averages {@code PairAnalysis}, the analysis of two successive pictures. Everything here is a pure computation.
 */
@NullMarked
package dev.starling.media.analysis;

import org.jspecify.annotations.NullMarked;
