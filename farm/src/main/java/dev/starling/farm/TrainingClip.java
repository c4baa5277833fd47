package dev.starling.farm;

import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.ClipPictures;
import dev.starling.farm.task.SourceFormat;
import dev.starling.swarm.breed.cluster.ContentFeatures;
import java.nio.file.Path;

/**
 * A clip on which profiles are measured, in memory at the size of the measurements.
 *
 * @param input where it is from
 * @param number which of the input's clips, from 0
 * @param facts what a task must know, its index that among the training clips
 * @param format of the pictures
 * @param pictures owned by the {@link TrainingFarm}
 * @param features of the pictures as they were before they were scaled
 */
record TrainingClip(
        Path input, int number, ClipFacts facts, SourceFormat format, ClipPictures pictures, ContentFeatures features) {
    /** The file's name without what follows its last dot, and the clip's number. */
    String name() {
        String file = String.valueOf(input.getFileName());
        int dot = file.lastIndexOf('.');
        return (dot > 0 ? file.substring(0, dot) : file) + "#" + number;
    }
}
