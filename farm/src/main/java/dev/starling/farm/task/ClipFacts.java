package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.media.clip.SourceClip;

/**
 * What the analysis found out about a clip: all that a task needs to work on it.
 *
 * @param index from 0
 * @param startTicks the presentation time of its first picture, in 1/90000 s of the title
 * @param durationTicks until the first picture of the next clip, in 1/90000 s
 * @param frameCount its pictures
 * @param startsAtSceneCut whether it starts at a scene cut
 * @param pixels the hash of all samples of all its pictures at the display size, and of their times from the clip's
 *     start
 */
public record ClipFacts(
        int index, long startTicks, long durationTicks, int frameCount, boolean startsAtSceneCut, ContentKey pixels) {
    /** The facts of a clip at the display size; hashes its pictures. */
    public static ClipFacts of(SourceClip clip) {
        return new ClipFacts(
                clip.index(),
                clip.start(),
                clip.end() - clip.start(),
                clip.frames().size(),
                clip.startsAtSceneCut(),
                PixelHash.of(clip));
    }
}
