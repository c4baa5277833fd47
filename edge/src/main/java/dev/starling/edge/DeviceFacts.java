package dev.starling.edge;

import com.linecorp.armeria.common.HttpStatus;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.steer.CapabilityVector;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device as a client describes it in JSON; all members are optional.
 *
 * @param downlinkBitsPerSecond the throughput that it has just measured, no fact of the device but of its path
 */
record DeviceFacts(
        Optional<List<String>> decoders,
        Optional<List<Decoding>> decoding,
        OptionalInt screenHeight,
        OptionalInt smoothHeight,
        OptionalInt efficientHeight,
        OptionalInt logicalProcessors,
        OptionalDouble memoryGibibytes,
        Optional<String> gpu,
        Optional<Boolean> dataSaver,
        Optional<CapabilityVector.Battery> battery,
        OptionalDouble downlinkBitsPerSecond) {
    private static final int MAX_HEIGHT = 65_536;
    private static final int MAX_PROCESSORS = 65_536;
    private static final double MAX_GIBIBYTES = 1_048_576;
    private static final double MAX_BITS_PER_SECOND = 1e12;
    private static final int MAX_NAME_LENGTH = 256;
    private static final int MAX_DECODINGS = 256;

    DeviceFacts {
        decoders = decoders.map(List::copyOf);
        decoding = decoding.map(List::copyOf);
    }

    /**
     * How Media Capabilities expects a decoder to play pictures of a size.
     *
     * @param codecs the codec with its profile and level (RFC 6381)
     */
    record Decoding(String codecs, int width, int height, boolean smooth, boolean powerEfficient) {
        /** {@code avc1} or {@code avc3}, then profile_idc, constraints and level_idc in hexadecimal digits. */
        private static final Pattern H264 = Pattern.compile("avc[13]\\.([0-9a-f]{2})[0-9a-f]{4}");
        /** High, the profile of Starling's members (H.264, A.2.4): lower ones say nothing about it. */
        private static final int HIGH_PROFILE_IDC = 100;

        /** The codec of Starling's members that a decoder decodes. */
        Optional<Codec> codec() {
            Matcher h264 = H264.matcher(codecs.toLowerCase(Locale.ROOT));
            return h264.matches() && Integer.parseInt(h264.group(1), 16) >= HIGH_PROFILE_IDC
                    ? Optional.of(Codec.H264)
                    : Optional.empty();
        }

        int shortSide() {
            return Math.min(width, height);
        }
    }

    /**
     * Converts to a capability vector, without codecs that Starling does not know.
     *
     * @throws RequestException if a number is out of range
     */
    CapabilityVector vector() {
        checkHeight(screenHeight, "screenHeight");
        checkHeight(smoothHeight, "smoothHeight");
        checkHeight(efficientHeight, "efficientHeight");
        check(logicalProcessors.orElse(1) >= 1 && logicalProcessors.orElse(1) <= MAX_PROCESSORS, "logicalProcessors");
        check(memoryGibibytes.orElse(1) > 0 && memoryGibibytes.orElse(1) <= MAX_GIBIBYTES, "memoryGibibytes");
        check(gpu.orElse("").length() <= MAX_NAME_LENGTH, "gpu");
        battery.ifPresent(it -> check(it.level() >= 0 && it.level() <= 1, "battery.level"));
        List<Decoding> decodings = decoding.orElse(List.of());
        check(decodings.size() <= MAX_DECODINGS, "decoding");
        decodings.forEach(it -> {
            check(it.width() >= 1 && it.width() <= MAX_HEIGHT, "decoding.width");
            check(it.height() >= 1 && it.height() <= MAX_HEIGHT, "decoding.height");
            check(it.codecs() != null && it.codecs().length() <= MAX_NAME_LENGTH, "decoding.codecs");
        });
        return new CapabilityVector(
                decoders.map(DeviceFacts::known).or(this::decoded),
                screenHeight,
                smoothHeight.isPresent() ? smoothHeight : highest(decodings, Decoding::smooth),
                efficientHeight.isPresent() ? efficientHeight : highest(decodings, Decoding::powerEfficient),
                logicalProcessors,
                memoryGibibytes,
                gpu,
                dataSaver,
                battery);
    }

    /**
     * The throughput that the client has measured.
     *
     * @throws RequestException if it is out of range
     */
    OptionalDouble measured() {
        check(
                downlinkBitsPerSecond.orElse(1) > 0 && downlinkBitsPerSecond.orElse(1) <= MAX_BITS_PER_SECOND,
                "downlinkBitsPerSecond");
        return downlinkBitsPerSecond;
    }

    private Optional<Set<Codec>> decoded() {
        return decoding.map(all -> {
            Set<Codec> codecs = EnumSet.noneOf(Codec.class);
            all.forEach(it -> it.codec().ifPresent(codecs::add));
            return codecs;
        });
    }

    private static OptionalInt highest(List<Decoding> decodings, Predicate<Decoding> good) {
        return decodings.stream()
                .filter(it -> it.codec().isPresent() && good.test(it))
                .mapToInt(Decoding::shortSide)
                .max();
    }

    private static Set<Codec> known(List<String> names) {
        Set<Codec> known = EnumSet.allOf(Codec.class);
        known.removeIf(codec -> !names.contains(codec.name()));
        return known;
    }

    private static void checkHeight(OptionalInt height, String member) {
        check(height.orElse(1) >= 1 && height.orElse(1) <= MAX_HEIGHT, member);
    }

    private static void check(boolean holds, String member) {
        if (!holds) {
            throw new RequestException(HttpStatus.BAD_REQUEST, member + " is out of range.");
        }
    }
}
