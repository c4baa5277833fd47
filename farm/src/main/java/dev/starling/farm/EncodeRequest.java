package dev.starling.farm;

import dev.starling.farm.store.Location;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.profile.Tuning.Preset;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to encode.
 *
 * @param input any file with a video that FFmpeg can read
 * @param output the package's place: missing, empty, or an older package that is to be replaced
 * @param store where results are kept; empty for {@code <output>.work}, which is removed once the package is published;
 *     must be named for an output that is not a folder
 * @param cores how many threads may compute at the same time, at least 1
 * @param limits the largest input that is accepted
 * @param clusters the profile families to encode with, and what assigns clips to them
 * @param preset how much time the encoder may take for its choices; empty for what the families say
 * @param target how good the best members are to be
 */
public record EncodeRequest(
        Location input,
        Location output,
        Optional<Location> store,
        int cores,
        MediaLimits limits,
        ClustersFile clusters,
        Optional<Preset> preset,
        QualityTarget target) {
    public EncodeRequest {
        if (cores < 1) {
            throw new IllegalArgumentException("cores must be at least 1: " + cores);
        }
    }

    /** Encodes a file of ordinary size with the defaults; the rest is said by the {@code with} methods. */
    public static EncodeRequest of(Path input, Path output, int cores) {
        return of(Location.of(input), Location.of(output), cores);
    }

    /** The same, of and to anywhere. */
    public static EncodeRequest of(Location input, Location output, int cores) {
        return new EncodeRequest(
                input,
                output,
                Optional.empty(),
                cores,
                MediaLimits.DEFAULT,
                ShippedClusters.read(),
                Optional.empty(),
                QualityTarget.USUAL);
    }

    /** The same with results kept in a folder of the caller's. */
    public EncodeRequest withStore(Path folder) {
        return withStore(Location.of(folder));
    }

    /** The same with results kept in a place of the caller's. */
    public EncodeRequest withStore(Location place) {
        return new EncodeRequest(input, output, Optional.of(place), cores, limits, clusters, preset, target);
    }

    /** The same with another preset. */
    public EncodeRequest withPreset(Preset other) {
        return new EncodeRequest(input, output, store, cores, limits, clusters, Optional.of(other), target);
    }

    /** The same with other clusters. */
    public EncodeRequest withClusters(ClustersFile other) {
        return new EncodeRequest(input, output, store, cores, limits, other, preset, target);
    }

    /** The same with another quality. */
    public EncodeRequest withTarget(QualityTarget other) {
        return new EncodeRequest(input, output, store, cores, limits, clusters, preset, other);
    }
}
