/**
 * Cuts a title into clips at scene cuts and holds their pictures. Open {@link dev.starling.media.clip.ClipReader}
 * first; it uses {@code ClipPlanner}, which uses {@code SceneCutDetector}. {@link dev.starling.media.clip.ClipFinder}
 * reads clips again in any order. Any number of threads may read an open {@link dev.starling.media.clip.SourceClip};
 * everything else with a {@code close()} belongs to one thread.
 */
@NullMarked
package dev.starling.media.clip;

import org.jspecify.annotations.NullMarked;
