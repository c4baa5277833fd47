package dev.starling.swarm.steer;

import dev.starling.swarm.profile.Codec;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The capabilities that a client reports. An empty value is unknown; it never counts as the worst case.
 *
 * @param decoders the codecs that it plays; if unknown, it is assumed to play all
 * @param screenHeight the short side of its screen or player, in device pixels
 * @param smoothHeight the largest picture height that it decodes smoothly
 * @param logicalProcessors the number of its logical processors
 * @param memoryGibibytes its memory
 * @param gpu the name of its graphics processor
 */
public record CapabilityVector(
        Optional<Set<Codec>> decoders,
        OptionalInt screenHeight,
        OptionalInt smoothHeight,
        OptionalInt logicalProcessors,
        OptionalDouble memoryGibibytes,
        Optional<String> gpu) {
    /** All values are unknown. */
    public static final CapabilityVector UNKNOWN = new CapabilityVector(
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            Optional.empty());

    public CapabilityVector {
        decoders = decoders.map(Set::copyOf);
    }

    /** These capabilities with another screen height, in device pixels. */
    public CapabilityVector withScreenHeight(int pixels) {
        return new CapabilityVector(
                decoders, OptionalInt.of(pixels), smoothHeight, logicalProcessors, memoryGibibytes, gpu);
    }

    /** Whether the client may get this codec. */
    public boolean plays(Codec codec) {
        return decoders.map(set -> set.contains(codec)).orElse(true);
    }
}
