/**
 * What prediction syntax means, derived without pixels: motion vectors and reference indices (8.4.1), reference picture
 * lists (8.2.4), intra prediction modes (8.3.1.1); and the other way round, how the same prediction is said between
 * other neighbours. For frames of streams with frame_mbs_only_flag 1.
 *
 * <p>Open {@link dev.starling.h264.motion.StreamMotion} first; then {@link dev.starling.h264.motion.SliceMotion}: what
 * is derived, and {@link dev.starling.h264.motion.ReferenceFrames}: which pictures reference indices stand for.
 */
@NullMarked
package dev.starling.h264.motion;

import org.jspecify.annotations.NullMarked;
