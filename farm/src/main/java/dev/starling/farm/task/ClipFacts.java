package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;

/**
 * What the analysis found of a clip: all that a task must know to work on it.
 *
 * @param index from 0
 * @param startTicks the presentation time of its first picture, in 1/90000 s of the title
 * @param durationTicks until the first picture of the next clip, in 1/90000 s
 * @param frameCount its pictures
 * @param startsAtSceneCut whether it starts where the scene changes
 * @param pixels the hash of all samples of all its pictures at the display size, and of their times from the clip's
 *     start
 */
public record ClipFacts(
        int index, long startTicks, long durationTicks, int frameCount, boolean startsAtSceneCut, ContentKey pixels) {}
