/**
 * What clients may use of an edge, and what is refused. Open {@link dev.starling.edge.limits.EdgeLimit} first, then
 * {@link dev.starling.edge.limits.Admission} and {@link dev.starling.edge.limits.Shedding}.
 */
@NullMarked
package dev.starling.edge.limits;

import org.jspecify.annotations.NullMarked;
