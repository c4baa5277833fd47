/**
 * Measures the content of a clip before it is encoded. Open {@link dev.starling.media.analysis.ContentAnalysis} first.
 */
@NullMarked
package dev.starling.media.analysis;

import org.jspecify.annotations.NullMarked;
