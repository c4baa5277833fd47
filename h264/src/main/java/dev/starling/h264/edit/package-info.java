/**
 * Edits in the compressed domain: pictures, slices and transform levels of structure-locked streams mixed, levels
 * requantised, all without decoding a pixel. The output of every edit is a valid stream; how far its pictures are from
 * those that its levels were coded for (drift) is the caller's trade.
 *
 * <p>Open {@link dev.starling.h264.edit.CodedVideo} first: what is edited; then {@link dev.starling.h264.edit.Blend}
 * and {@link dev.starling.h264.edit.Requantisation}: the edits.
 */
@NullMarked
package dev.starling.h264.edit;

import org.jspecify.annotations.NullMarked;
