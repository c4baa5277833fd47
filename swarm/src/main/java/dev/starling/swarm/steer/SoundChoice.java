package dev.starling.swarm.steer;

import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioSet;
import java.util.List;
import java.util.stream.Stream;

/** Chooses the bitrate of sound for a path. */
public final class SoundChoice {
    /**
     * The share of a path that sound may take. The ladder of 64 and 128 kbit/s then changes at 1 Mbit/s, where pictures
     * of 360 lines no longer need all of the rest.
     */
    private static final double MAX_SHARE = 1.0 / 8;

    private SoundChoice() {}

    /**
     * The rendition of a set for one segment: the highest that fits the path, else the lowest. On an unknown path it is
     * the lowest too, so that playback starts soon.
     */
    public static AudioRendition of(AudioSet set, NetworkState network) {
        return ranked(set, network).getFirst();
    }

    /** The renditions of a set in the order in which to send them: that of {@link #of}, then the lowest first. */
    public static List<AudioRendition> ranked(AudioSet set, NetworkState network) {
        double bitsPerSecond = network.bitsPerSecond().orElse(0);
        Stream<AudioRendition> fitting = set.renditions().stream()
                .filter(rendition -> fits(rendition, bitsPerSecond))
                .limit(1);
        return Stream.concat(fitting, set.renditions().reversed().stream())
                .distinct()
                .toList();
    }

    /** Whether the sound takes no more than its share of a path, pictures and sound together. */
    public static boolean fits(AudioRendition rendition, double bitsPerSecond) {
        return rendition.bitsPerSecond() <= MAX_SHARE * bitsPerSecond;
    }
}
