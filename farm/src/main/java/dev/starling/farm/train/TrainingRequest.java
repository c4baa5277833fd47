package dev.starling.farm.train;

import dev.starling.farm.store.Location;
import dev.starling.media.decoding.MediaLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Which clips to measure profiles on, and how.
 *
 * @param inputs files with a video that FFmpeg can read
 * @param excerpts what to take of each input, and how densely to score it
 * @param scales the smaller sizes at which every family and preset is measured too, as shares of the excerpt's short
 *     side, falling; above 0 and below 1
 * @param store where results are kept, for this run and later ones
 * @param cores how many threads may compute at the same time, at least 1
 * @param limits the largest input that is accepted
 */
public record TrainingRequest(
        List<Path> inputs, Excerpts excerpts, List<Double> scales, Location store, int cores, MediaLimits limits) {
    /**
     * What to take of each input.
     *
     * @param clipsPerInput how many clips, evenly spread, at least 1
     * @param length how much of each clip, from its start
     * @param shortSide the height (for portrait pictures the width) to which larger pictures are scaled before all
     *     else; even
     * @param scoreEvery score one picture in so many; 1 scores all. Scoring takes longer than encoding
     */
    public record Excerpts(int clipsPerInput, Duration length, int shortSide, int scoreEvery) {
        public Excerpts {
            if (clipsPerInput < 1 || scoreEvery < 1 || !length.isPositive()) {
                throw new IllegalArgumentException("needs at least one clip of each input, some of it, and scores: "
                        + clipsPerInput + ", " + length + ", " + scoreEvery);
            }
        }
    }

    public TrainingRequest {
        inputs = List.copyOf(inputs);
        scales = List.copyOf(scales);
        for (int i = 0; i < scales.size(); i++) {
            if (!(scales.get(i) > 0) || !(scales.get(i) < (i == 0 ? 1 : scales.get(i - 1)))) {
                throw new IllegalArgumentException("scales must fall and be above 0 and below 1: " + scales);
            }
        }
        if (inputs.isEmpty() || cores < 1) {
            throw new IllegalArgumentException("needs an input and a core: " + inputs.size() + ", " + cores);
        }
    }

    /** A request at one size. */
    public TrainingRequest(List<Path> inputs, Excerpts excerpts, Location store, int cores, MediaLimits limits) {
        this(inputs, excerpts, List.of(), store, cores, limits);
    }
}
