/**
 * Edits in the compressed domain, without decoding pixels: mixing pictures, slices and transform levels of two
 * compatible videos, and requantising levels. The output of every edit is a valid stream. Its reference pictures may
 * differ from those that the levels were coded for (drift); how much drift is acceptable is the caller's choice.
 *
 * <p>Open {@link dev.starling.h264.edit.CodedVideo} first, the input and output of all edits; then
 * {@link dev.starling.h264.edit.Blend} and {@link dev.starling.h264.edit.Requantisation}, the edits.
 */
@NullMarked
package dev.starling.h264.edit;

import org.jspecify.annotations.NullMarked;
