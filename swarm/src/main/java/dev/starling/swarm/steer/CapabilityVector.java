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
 * @param efficientHeight the largest picture height that it decodes power-efficiently, in hardware
 * @param logicalProcessors the number of its logical processors
 * @param memoryGibibytes its memory
 * @param gpu the name of its graphics processor
 * @param dataSaver whether the viewer wants to save data
 * @param battery its battery
 */
public record CapabilityVector(
        Optional<Set<Codec>> decoders,
        OptionalInt screenHeight,
        OptionalInt smoothHeight,
        OptionalInt efficientHeight,
        OptionalInt logicalProcessors,
        OptionalDouble memoryGibibytes,
        Optional<String> gpu,
        Optional<Boolean> dataSaver,
        Optional<Battery> battery) {
    /** With less charge than this, and nothing that charges it, a battery is low. */
    private static final double LOW_CHARGE = 0.2;
    /** The picture height that a low battery affords. */
    private static final int LOW_BATTERY_HEIGHT = 720;

    /** All values are unknown. */
    public static final CapabilityVector UNKNOWN = new CapabilityVector(
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public CapabilityVector {
        decoders = decoders.map(Set::copyOf);
    }

    /**
     * A battery.
     *
     * @param level its charge, 0–1
     * @param charging whether it is being charged
     */
    public record Battery(double level, boolean charging) {
        boolean isLow() {
            return !charging && level < LOW_CHARGE;
        }
    }

    /** These capabilities with another screen height, in device pixels. */
    public CapabilityVector withScreenHeight(int pixels) {
        return or(UNKNOWN, OptionalInt.of(pixels));
    }

    /** These capabilities, where they are unknown those of another description. */
    public CapabilityVector or(CapabilityVector other) {
        if (other.equals(UNKNOWN)) {
            return this;
        }
        return or(other, first(screenHeight, other.screenHeight));
    }

    private CapabilityVector or(CapabilityVector other, OptionalInt screen) {
        return new CapabilityVector(
                decoders.or(() -> other.decoders),
                screen,
                first(smoothHeight, other.smoothHeight),
                first(efficientHeight, other.efficientHeight),
                first(logicalProcessors, other.logicalProcessors),
                memoryGibibytes.isPresent() ? memoryGibibytes : other.memoryGibibytes,
                gpu.or(() -> other.gpu),
                dataSaver.or(() -> other.dataSaver),
                battery.or(() -> other.battery));
    }

    private static OptionalInt first(OptionalInt ours, OptionalInt theirs) {
        return ours.isPresent() ? ours : theirs;
    }

    /** Whether the client may get this codec. */
    public boolean plays(Codec codec) {
        return decoders.map(set -> set.contains(codec)).orElse(true);
    }

    /** Whether the viewer wants to save data; false if that is unknown. */
    public boolean savesData() {
        return dataSaver.orElse(false);
    }

    /**
     * The largest picture height that is of use: what the screen shows, what is decoded smoothly, while a battery
     * drains what is decoded power-efficiently, and on a low battery {@value #LOW_BATTERY_HEIGHT}.
     */
    OptionalInt usefulHeight() {
        int height = Math.min(screenHeight.orElse(Integer.MAX_VALUE), smoothHeight.orElse(Integer.MAX_VALUE));
        if (battery.filter(it -> !it.charging()).isPresent()) {
            height = Math.min(height, efficientHeight.orElse(Integer.MAX_VALUE));
        }
        if (battery.filter(Battery::isLow).isPresent()) {
            height = Math.min(height, LOW_BATTERY_HEIGHT);
        }
        return height == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(height);
    }

    /** Whether hardware decodes all pictures that the client decodes smoothly: then its processors do not matter. */
    boolean decodesInHardware() {
        return efficientHeight.isPresent()
                && smoothHeight.isPresent()
                && efficientHeight.getAsInt() >= smoothHeight.getAsInt();
    }
}
