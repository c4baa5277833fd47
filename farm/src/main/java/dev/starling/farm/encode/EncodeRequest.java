package dev.starling.farm.encode;

import dev.starling.farm.ShippedClusters;
import dev.starling.farm.store.Location;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.profile.Tuning.Preset;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to encode.
 *
 * @param input a file with a video that FFmpeg can read
 * @param output the package's place: missing, empty, or an older package to replace
 * @param store where results are kept; empty for {@code <output>.work}, which is deleted once the package is published.
 *     Required if the output is not a folder
 * @param cores how many threads may compute at the same time, at least 1
 * @param limits the largest input that is accepted
 * @param clipLengths of the clips; shorter where the pictures are large
 * @param clusters the profile families to encode with, and the classifier that assigns clips to them
 * @param preset libx264's preset; empty for the families' own
 * @param target the quality of the members
 * @param tails which tails the members get
 * @param maxShortSide the largest short side of the members' pictures: the height of landscape pictures
 * @param maxDamage how much of the input may be damaged
 */
public record EncodeRequest(
        Location input,
        Location output,
        Optional<Location> store,
        int cores,
        MediaLimits limits,
        ClipLengths clipLengths,
        ClustersFile clusters,
        Optional<Preset> preset,
        QualityTarget target,
        TailRule tails,
        int maxShortSide,
        DamageLimit maxDamage) {
    public EncodeRequest {
        if (cores < 1) {
            throw new IllegalArgumentException("cores must be at least 1: " + cores);
        }
        if (maxShortSide < 2) {
            throw new IllegalArgumentException("max-height must be at least 2: " + maxShortSide);
        }
    }

    /** Encodes a file with the defaults, which the {@code with} methods change. */
    public static EncodeRequest of(Path input, Path output, int cores) {
        return of(Location.of(input), Location.of(output), cores);
    }

    /** Encodes with the defaults, from and to any location. */
    public static EncodeRequest of(Location input, Location output, int cores) {
        return new EncodeRequest(
                input,
                output,
                Optional.empty(),
                cores,
                MediaLimits.DEFAULT,
                ClipLengths.DEFAULT,
                ShippedClusters.read(),
                Optional.empty(),
                QualityTarget.USUAL,
                TailRule.of(TailMode.EMERGENCY),
                Integer.MAX_VALUE,
                DamageLimit.USUAL);
    }

    /** The same with results kept in a folder. */
    public EncodeRequest withStore(Path folder) {
        return withStore(Location.of(folder));
    }

    /** The same with results kept at a location. */
    public EncodeRequest withStore(Location place) {
        return new EncodeRequest(
                input,
                output,
                Optional.of(place),
                cores,
                limits,
                clipLengths,
                clusters,
                preset,
                target,
                tails,
                maxShortSide,
                maxDamage);
    }

    /** The same with clips of other lengths. */
    public EncodeRequest withClipLengths(ClipLengths other) {
        return new EncodeRequest(
                input, output, store, cores, limits, other, clusters, preset, target, tails, maxShortSide, maxDamage);
    }

    /** The same with another preset. */
    public EncodeRequest withPreset(Preset other) {
        return new EncodeRequest(
                input,
                output,
                store,
                cores,
                limits,
                clipLengths,
                clusters,
                Optional.of(other),
                target,
                tails,
                maxShortSide,
                maxDamage);
    }

    /** The same with other clusters. */
    public EncodeRequest withClusters(ClustersFile other) {
        return new EncodeRequest(
                input,
                output,
                store,
                cores,
                limits,
                clipLengths,
                other,
                preset,
                target,
                tails,
                maxShortSide,
                maxDamage);
    }

    /** The same with another quality. */
    public EncodeRequest withTarget(QualityTarget other) {
        return new EncodeRequest(
                input,
                output,
                store,
                cores,
                limits,
                clipLengths,
                clusters,
                preset,
                other,
                tails,
                maxShortSide,
                maxDamage);
    }

    /** The same with smaller pictures only. */
    public EncodeRequest withMaxShortSide(int lines) {
        return new EncodeRequest(
                input, output, store, cores, limits, clipLengths, clusters, preset, target, tails, lines, maxDamage);
    }

    /** The same with other tails. */
    public EncodeRequest withTails(TailRule other) {
        return new EncodeRequest(
                input,
                output,
                store,
                cores,
                limits,
                clipLengths,
                clusters,
                preset,
                target,
                other,
                maxShortSide,
                maxDamage);
    }

    /** The same with more or less damage accepted. */
    public EncodeRequest withMaxDamage(DamageLimit limit) {
        return new EncodeRequest(
                input, output, store, cores, limits, clipLengths, clusters, preset, target, tails, maxShortSide, limit);
    }
}
