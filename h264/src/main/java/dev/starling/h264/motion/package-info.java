/**
 * Derives, without pixels, what prediction syntax means: motion vectors and reference indices (8.4.1), reference
 * picture lists (8.2.4) and intra prediction modes (8.3.1.1). Also does the reverse: it codes the same prediction
 * between other neighbours. Supports streams with frame_mbs_only_flag 1.
 *
 * <p>Open {@link dev.starling.h264.motion.StreamMotion} first; then {@link dev.starling.h264.motion.SliceMotion}, the
 * derived motion, and {@link dev.starling.h264.motion.ReferenceFrames}, the pictures that reference indices refer to.
 */
@NullMarked
package dev.starling.h264.motion;

import org.jspecify.annotations.NullMarked;
