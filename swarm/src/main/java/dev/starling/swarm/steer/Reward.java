package dev.starling.swarm.steer;

import java.util.OptionalDouble;

/**
 * What the delivery of a clip was worth, by the prices of {@link PolicySettings}: the terms that steering plans with,
 * with what really came of it.
 *
 * @param quality of the clip's VMAF
 * @param change of the difference from the clip before; 0 at a start
 * @param waiting of the time without a picture: until the first clip was sent, or by which another was late; at most 0
 * @param splice of the changes of member inside the clip; at most 0
 */
public record Reward(double quality, double change, double waiting, double splice) {
    /**
     * The time that a viewer waited for a clip.
     *
     * @param start before the first picture; empty unless the clip is the first one
     * @param lateSeconds by which the clip came too late; 0 at a start
     */
    public record Waited(OptionalDouble start, double lateSeconds) {}

    /**
     * The reward of a clip.
     *
     * @param before the VMAF of the clip before; empty at a start
     * @param splices the number of changes of member inside the clip
     */
    public static Reward of(PolicySettings settings, double vmaf, OptionalDouble before, Waited waited, int splices) {
        PolicySettings.Waiting prices = settings.prices().waiting();
        double quality = settings.quality(vmaf);
        double change = before.isPresent() ? settings.quality(vmaf, before.getAsDouble()) - quality : 0;
        double waiting = waited.start().isPresent()
                ? prices.startUpSecond() * waited.start().getAsDouble()
                : prices.stallSecond() * waited.lateSeconds();
        return new Reward(quality, change, waiting, settings.prices().splice() * splices);
    }

    /** The sum of the terms. */
    public double total() {
        return quality + change + waiting + splice;
    }
}
