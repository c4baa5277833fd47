package dev.starling.farm;

import dev.starling.media.MediaLimits;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to encode.
 *
 * @param input any file with a video that FFmpeg can read
 * @param output the package's folder: missing, empty, or an older package that is to be replaced
 * @param store where results are kept; empty for {@code <output>.work}, which is removed once the package is published
 * @param cores how many threads may compute at the same time, at least 1
 * @param limits the largest input that is accepted
 */
public record EncodeRequest(Path input, Path output, Optional<Path> store, int cores, MediaLimits limits) {
    public EncodeRequest {
        if (cores < 1) {
            throw new IllegalArgumentException("cores must be at least 1: " + cores);
        }
    }
}
