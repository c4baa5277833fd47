package dev.starling.edge;

import com.linecorp.armeria.common.HttpStatus;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.steer.CapabilityVector;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** A device as a client describes it in JSON: the components of {@link CapabilityVector}, all optional. */
record DeviceFacts(
        Optional<List<String>> decoders,
        OptionalInt screenHeight,
        OptionalInt smoothHeight,
        OptionalInt logicalProcessors,
        OptionalDouble memoryGibibytes,
        Optional<String> gpu) {
    private static final int MAX_HEIGHT = 65_536;
    private static final int MAX_PROCESSORS = 65_536;
    private static final double MAX_GIBIBYTES = 1_048_576;
    private static final int MAX_NAME_LENGTH = 256;

    DeviceFacts {
        decoders = decoders.map(List::copyOf);
    }

    /**
     * Converts to a capability vector, without codecs that Starling does not know.
     *
     * @throws RequestException if a number is out of range
     */
    CapabilityVector vector() {
        check(screenHeight.orElse(1) >= 1 && screenHeight.orElse(1) <= MAX_HEIGHT, "screenHeight");
        check(smoothHeight.orElse(1) >= 1 && smoothHeight.orElse(1) <= MAX_HEIGHT, "smoothHeight");
        check(logicalProcessors.orElse(1) >= 1 && logicalProcessors.orElse(1) <= MAX_PROCESSORS, "logicalProcessors");
        check(memoryGibibytes.orElse(1) > 0 && memoryGibibytes.orElse(1) <= MAX_GIBIBYTES, "memoryGibibytes");
        check(gpu.orElse("").length() <= MAX_NAME_LENGTH, "gpu");
        return new CapabilityVector(
                decoders.map(DeviceFacts::known), screenHeight, smoothHeight, logicalProcessors, memoryGibibytes, gpu);
    }

    private static Set<Codec> known(List<String> names) {
        Set<Codec> known = EnumSet.noneOf(Codec.class);
        Arrays.stream(Codec.values())
                .filter(codec -> names.contains(codec.name()))
                .forEach(known::add);
        return known;
    }

    private static void check(boolean holds, String member) {
        if (!holds) {
            throw new RequestException(HttpStatus.BAD_REQUEST, member + " is out of range.");
        }
    }
}
