/**
 * Transform levels: their positions in a block, the sizes of quantiser steps, and requantisation. There are no pixels
 * and no inverse transform, because all operations are linear in the levels.
 *
 * <p>Open {@link dev.starling.h264.transform.Requantiser} first.
 */
@NullMarked
package dev.starling.h264.transform;

import org.jspecify.annotations.NullMarked;
