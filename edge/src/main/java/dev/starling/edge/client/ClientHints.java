package dev.starling.edge.client;

import dev.starling.swarm.steer.CapabilityVector;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What browsers tell of a device in the headers of every request: client hints (RFC 8942) and {@code Save-Data}. Where
 * a page describes the device, that counts instead.
 */
public final class ClientHints {
    private static final double MAX_PIXELS = 65_536;
    private static final double MAX_PIXEL_RATIO = 16;
    private static final double MAX_GIBIBYTES = 1_048_576;

    private ClientHints() {}

    /**
     * Reads hints. What is no number, or not possible, is unknown.
     *
     * @param header gives the value of a header, {@code null} if the request does not have it
     */
    public static CapabilityVector read(Function<String, @Nullable String> header) {
        OptionalInt screen = screenHeight(header);
        OptionalDouble memory = memory(header);
        boolean saves = "on".equals(header.apply("save-data"));
        if (screen.isEmpty() && memory.isEmpty() && !saves) {
            return CapabilityVector.UNKNOWN;
        }
        return new CapabilityVector(
                Optional.empty(),
                screen,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                memory,
                Optional.empty(),
                saves ? Optional.of(true) : Optional.empty(),
                Optional.empty());
    }

    /** The short side of the window in device pixels; the player may be smaller, never larger. */
    private static OptionalInt screenHeight(Function<String, @Nullable String> header) {
        OptionalDouble width = number(header, "sec-ch-viewport-width", MAX_PIXELS);
        if (width.isEmpty()) {
            return OptionalInt.empty();
        }
        OptionalDouble height = number(header, "sec-ch-viewport-height", MAX_PIXELS);
        OptionalDouble ratio = number(header, "sec-ch-dpr", MAX_PIXEL_RATIO);
        if (height.isEmpty() || ratio.isEmpty()) {
            return OptionalInt.empty();
        }
        double side = Math.min(width.getAsDouble(), height.getAsDouble()) * ratio.getAsDouble();
        return side < 1 ? OptionalInt.empty() : OptionalInt.of((int) Math.min(side, MAX_PIXELS));
    }

    private static OptionalDouble memory(Function<String, @Nullable String> header) {
        OptionalDouble memory = number(header, "sec-ch-device-memory", MAX_GIBIBYTES);
        return memory.isPresent() ? memory : number(header, "device-memory", MAX_GIBIBYTES);
    }

    private static OptionalDouble number(Function<String, @Nullable String> header, String name, double most) {
        String value = header.apply(name);
        if (value == null || !value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            return OptionalDouble.empty();
        }
        double number = Double.parseDouble(value);
        return number > 0 && number <= most ? OptionalDouble.of(number) : OptionalDouble.empty();
    }
}
