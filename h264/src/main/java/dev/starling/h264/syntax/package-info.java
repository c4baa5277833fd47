/**
 * Parameter sets and slice headers (7.3.2.1, 7.3.2.2, 7.3.3, Annex E) as immutable values that keep what the bitstream
 * said and derive what it means. Each record reads and writes itself, the two in the same order. Open
 * {@link dev.starling.h264.syntax.SequenceParameterSet} first, then {@link dev.starling.h264.syntax.SliceHeader};
 * {@link dev.starling.h264.syntax.ParameterSets} finds the ones that a slice refers to.
 */
@NullMarked
package dev.starling.h264.syntax;

import org.jspecify.annotations.NullMarked;
