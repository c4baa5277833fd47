package dev.starling.farm.train;

import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.ClipPictures;
import dev.starling.farm.task.SourceFormat;
import dev.starling.swarm.breed.cluster.ContentFeatures;
import java.nio.file.Path;

/**
 * A clip on which profiles are measured, in memory at the size of the measurements.
 *
 * @param input the file it comes from
 * @param number its index among the input's clips, from 0
 * @param facts what tasks need; their index counts the training clips
 * @param format of the pictures
 * @param pictures owned by the {@link TrainingFarm}
 * @param features of the pictures before scaling
 */
record TrainingClip(
        Path input, int number, ClipFacts facts, SourceFormat format, ClipPictures pictures, ContentFeatures features) {
    /** The file's name without its extension, and the clip's number. */
    String name() {
        String file = String.valueOf(input.getFileName());
        int dot = file.lastIndexOf('.');
        return (dot > 0 ? file.substring(0, dot) : file) + "#" + number;
    }
}
