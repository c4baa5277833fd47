/**
 * Parameter sets and slice headers (7.3.2.1, 7.3.2.2, 7.3.3, Annex E) as immutable values. They store the coded values,
 * and have methods for derived ones. Each record reads and writes itself, in the same order.
 *
 * <p>Open {@link dev.starling.h264.syntax.SequenceParameterSet} first, then
 * {@link dev.starling.h264.syntax.SliceHeader}; {@link dev.starling.h264.syntax.ParameterSets} finds the parameter sets
 * that a slice refers to.
 */
@NullMarked
package dev.starling.h264.syntax;

import org.jspecify.annotations.NullMarked;
