package dev.starling.benchmarks;

import dev.starling.farm.store.Location;
import dev.starling.farm.train.TrainingFarm;
import dev.starling.farm.train.TrainingRequest;
import dev.starling.farm.train.TrainingRequest.Excerpts;
import dev.starling.media.decoding.MediaLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Shared by the benchmarks on training clips: all take the same excerpts, so that one finds in a store what another
 * measured.
 */
final class TrainingBench {
    static final Duration EXCERPT = Duration.ofSeconds(2);

    private TrainingBench() {}

    /**
     * Opens two seconds from the middle of each clip, on one thread.
     *
     * @param store folder of measurements
     * @param lines largest short side of the pictures; larger ones are scaled down
     * @param scoreEvery one of this many pictures is scored
     */
    static TrainingFarm open(String store, int lines, int scoreEvery, String... clips) throws IOException {
        return open(store, new Excerpts(1, EXCERPT, lines, scoreEvery), List.of(), clips);
    }

    /** The same with smaller sizes beside, relative to the pictures. */
    static TrainingFarm open(String store, Excerpts excerpts, List<Double> scales, String... clips) throws IOException {
        return TrainingFarm.open(
                new TrainingRequest(
                        Arrays.stream(clips).map(Path::of).toList(),
                        excerpts,
                        scales,
                        new Location(store),
                        1,
                        MediaLimits.DEFAULT),
                event -> {});
    }

    /** A BD-rate in per cent; NaN if the curves do not overlap. */
    static double percent(OptionalDouble share) {
        return 100 * share.orElse(Double.NaN);
    }
}
