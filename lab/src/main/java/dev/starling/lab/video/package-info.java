/**
 * What a policy chooses from: size and quality of each chunk at each rung. Open
 * {@link dev.starling.lab.video.ChunkedVideo} first.
 */
@NullMarked
package dev.starling.lab.video;

import org.jspecify.annotations.NullMarked;
