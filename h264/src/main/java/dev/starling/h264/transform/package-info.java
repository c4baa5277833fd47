/**
 * Transform levels without entropy coding: where they lie in a block, how coarse a quantiser step is, and how levels go
 * from one quantiser to another. No pixels and no inverse transform: everything stays linear in the levels.
 *
 * <p>Open {@link dev.starling.h264.transform.Requantiser} first.
 */
@NullMarked
package dev.starling.h264.transform;

import org.jspecify.annotations.NullMarked;
