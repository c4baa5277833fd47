package dev.starling.farm;

import dev.starling.media.decoding.MediaLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to measure profiles on.
 *
 * @param inputs any files with a video that FFmpeg can read
 * @param clipsOfInput how many clips of each are taken, evenly spread, at least 1
 * @param excerpt what is taken of a clip, from its start
 * @param shortSide the height (of portrait pictures the width) to which larger pictures are scaled before all else;
 *     even
 * @param scoreEvery of how many pictures one is scored, at least 1 for all: scoring takes longer than encoding
 * @param store where results are kept, for this run and all that follow
 * @param cores how many threads may compute at the same time, at least 1
 * @param limits the largest input that is accepted
 */
public record TrainingRequest(
        List<Path> inputs,
        int clipsOfInput,
        Duration excerpt,
        int shortSide,
        int scoreEvery,
        Path store,
        int cores,
        MediaLimits limits) {
    public TrainingRequest {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty() || clipsOfInput < 1 || cores < 1 || scoreEvery < 1 || !excerpt.isPositive()) {
            throw new IllegalArgumentException("Needs an input, a clip of each, some of it, scores, and a core: "
                    + inputs.size() + ", " + clipsOfInput + ", " + excerpt + ", " + scoreEvery + ", " + cores);
        }
    }
}
