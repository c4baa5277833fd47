package dev.starling.swarm.steer;

import dev.starling.swarm.profile.Codec;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is known of one client. What is not known is empty, which never means the worst.
 *
 * @param decoders the codecs it plays; empty when unknown, then everything is assumed to play
 * @param screenHeight the short side of its screen or player, in device pixels
 * @param smoothHeight the largest picture height that it says it decodes smoothly
 * @param logicalProcessors its processors, as it tells
 * @param memoryGibibytes its memory, as it tells
 * @param gpu the name of its graphics processor, as it tells
 */
public record CapabilityVector(
        Optional<Set<Codec>> decoders,
        OptionalInt screenHeight,
        OptionalInt smoothHeight,
        OptionalInt logicalProcessors,
        OptionalDouble memoryGibibytes,
        Optional<String> gpu) {
    /** Nothing is known. */
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

    /** Whether the client may be sent this codec. */
    public boolean plays(Codec codec) {
        return decoders.map(set -> set.contains(codec)).orElse(true);
    }
}
