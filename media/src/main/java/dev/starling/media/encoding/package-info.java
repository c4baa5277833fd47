/**
 * Encodes clips with libx264, libx265 and SVT-AV1, and decodes members to measure them. Open
 * {@link dev.starling.media.encoding.ClipEncoder} first.
 */
@NullMarked
package dev.starling.media.encoding;

import org.jspecify.annotations.NullMarked;
