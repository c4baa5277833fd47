/**
 * Cuts a video into clips at scene changes and holds their pictures. Open {@link dev.starling.media.clip.ClipReader}
 * first.
 */
@NullMarked
package dev.starling.media.clip;

import org.jspecify.annotations.NullMarked;
