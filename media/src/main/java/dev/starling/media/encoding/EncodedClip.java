package dev.starling.media.encoding;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A member: one clip under one set of parameters.
 *
 * @param parameterSets equal for all members of the blend group
 * @param accessUnits in decoding order
 * @param start when the first picture appears, in 1/90000 s of the title
 * @param end when the last picture has been shown, in 1/90000 s of the title
 * @param cpuTime what the encode took of the calling thread's processor; empty where it cannot be known: with more than
 *     one encoder thread, and on virtual threads
 */
public record EncodedClip(
        ParameterSets parameterSets, List<CodedPicture> accessUnits, long start, long end, Optional<Duration> cpuTime) {
    public EncodedClip {
        accessUnits = List.copyOf(accessUnits);
    }

    /** Bytes of all access units. */
    public long sizeBytes() {
        return accessUnits.stream().mapToLong(unit -> unit.data().size()).sum();
    }

    /**
     * The least delay, in 1/90000 s, that makes every composition offset non-negative when it is added to all
     * presentation times (or taken from all decode times): 0 without B pictures.
     */
    public long reorderDelay() {
        return accessUnits.stream()
                .mapToLong(unit -> -unit.compositionOffset())
                .max()
                .orElse(0);
    }
}
