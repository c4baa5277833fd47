package dev.starling.swarm.steer;

import dev.starling.swarm.json.StrictJson;
import java.time.Duration;
import java.util.Optional;

/**
 * What the static policy values, in the JSON form of {@code docs/steering.md}. The unit of prices is that of QoE_v:
 * about a point of VMAF in one clip. Costs are negative.
 *
 * @param format {@value #FORMAT}
 * @param version {@value #VERSION}
 * @param temperature a cluster with this much more relevance has e times the weight; above 0
 * @param budgetSlack the part by which a plan may exceed the budget, 0–1
 * @param prices what is good and what is bad
 * @param horizons how far the policy looks
 * @param path what it assumes of paths
 */
public record PolicySettings(
        String format,
        int version,
        double temperature,
        double budgetSlack,
        Prices prices,
        Horizons horizons,
        PathAssumptions path) {
    /** The value of {@code format}. */
    public static final String FORMAT = "starling-policy";
    /** The version of the format. */
    public static final int VERSION = 1;

    /**
     * A player that holds at least this multiple of the safe buffer can have that when a clip has arrived. Players look
     * at their buffers now and then, so they are seen to hold up to half a second less than their goal of 10 s or 5 s.
     */
    private static final double MIN_GOAL = 1.125;
    /** Less than this is never safe enough. */
    private static final double MIN_SAFE_SECONDS = 1;

    /** The settings that ship. */
    public static final PolicySettings DEFAULT = read(ShippedPolicy.json());

    /**
     * Prices.
     *
     * @param quality of a point of VMAF, above 0
     * @param change of a change of quality
     * @param waiting of time without a picture
     * @param device of pictures that do not fit the device
     * @param splice of a change of member inside a clip, at most 0
     * @param cpuSecond of a second of processor time at the edge, at most 0
     */
    public record Prices(
            double quality, Change change, Waiting waiting, Device device, double splice, double cpuSecond) {}

    /**
     * Prices of a point of VMAF between two clips.
     *
     * @param rise upwards
     * @param fall downwards, at most 0
     */
    public record Change(double rise, double fall) {}

    /**
     * Prices of a second.
     *
     * @param stallSecond of stall, below 0
     * @param startUpSecond before the first picture, below 0
     * @param thinBufferSecond by which the buffer is shorter than is safe, at most 0
     */
    public record Waiting(double stallSecond, double startUpSecond, double thinBufferSecond) {}

    /**
     * Prices of pictures that do not fit.
     *
     * @param heightDoubling of a doubling of their height above the screen's, at most 0
     * @param areaDoubling of a doubling of their area above what a device decodes easily, at most 0
     */
    public record Device(double heightDoubling, double areaDoubling) {}

    /**
     * Horizons.
     *
     * @param clips a clip this far ahead counts 1/e; at least 1
     * @param safeBufferSeconds a shorter buffer is thin; at least 0
     * @param longShare the part of the long horizon in the expected throughput, 0–1
     */
    public record Horizons(double clips, double safeBufferSeconds, double longShare) {}

    /**
     * Assumptions about a path.
     *
     * @param priorBitsPerSecond its throughput before anything is measured, above 0
     * @param priorSpreadDoublings the spread of that, above 0
     * @param minSpreadDoublings the least spread of a measured throughput, above 0
     * @param climb how many times faster a path is expected to be that was not filled, at least 1
     */
    public record PathAssumptions(
            double priorBitsPerSecond, double priorSpreadDoublings, double minSpreadDoublings, double climb) {}

    public PolicySettings {
        check(temperature > 0, "temperature must be above 0: " + temperature);
        check(budgetSlack >= 0 && budgetSlack <= 1, "budgetSlack must be within 0 … 1: " + budgetSlack);
        check(prices.quality() > 0, "prices.quality must be above 0: " + prices.quality());
        check(
                prices.waiting().stallSecond() < 0 && prices.waiting().startUpSecond() < 0,
                "prices of stalls and of start-up must be below 0");
        check(
                prices.change().fall() <= 0
                        && prices.waiting().thinBufferSecond() <= 0
                        && prices.device().heightDoubling() <= 0
                        && prices.device().areaDoubling() <= 0
                        && prices.splice() <= 0
                        && prices.cpuSecond() <= 0,
                "prices of falls, thin buffers, devices, splices and processor time must be at most 0");
        check(horizons.clips() >= 1, "horizons.clips must be at least 1: " + horizons.clips());
        check(horizons.safeBufferSeconds() >= 0, "horizons.safeBufferSeconds must be at least 0");
        check(horizons.longShare() >= 0 && horizons.longShare() <= 1, "horizons.longShare must be within 0 … 1");
        check(
                path.priorBitsPerSecond() > 0 && path.priorSpreadDoublings() > 0 && path.minSpreadDoublings() > 0,
                "assumptions about the path must be above 0");
        check(path.climb() >= 1, "path.climb must be at least 1: " + path.climb());
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * Reads settings.
     *
     * @throws IllegalArgumentException if the JSON does not describe them; the message is one line and names the place
     */
    public static PolicySettings read(byte[] json) {
        return StrictJson.read(json, PolicySettings.class, FORMAT, VERSION);
    }

    /**
     * The settings for a player: where it does not want to hold enough for the safe buffer, the half of that is safe,
     * and so on. So there are few different ones.
     *
     * @param bufferGoal what the player wants to hold, if known
     */
    PolicySettings holding(Optional<Duration> bufferGoal) {
        double goal = bufferGoal.map(it -> it.toNanos() / 1e9).orElse(Double.POSITIVE_INFINITY);
        double safe = horizons.safeBufferSeconds();
        while (goal < MIN_GOAL * safe && safe / 2 >= MIN_SAFE_SECONDS) {
            safe /= 2;
        }
        return withSafeBuffer(safe);
    }

    private PolicySettings withSafeBuffer(double seconds) {
        return seconds == horizons.safeBufferSeconds()
                ? this
                : new PolicySettings(
                        format,
                        version,
                        temperature,
                        budgetSlack,
                        prices,
                        new Horizons(horizons.clips(), seconds, horizons.longShare()),
                        path);
    }

    /** Whether others differ in nothing but the safe buffer. */
    boolean isForOtherPlayer(PolicySettings other) {
        return equals(other.withSafeBuffer(horizons.safeBufferSeconds()));
    }

    /** What a clip's quality is worth after a clip of another one. */
    public double quality(double vmaf, double before) {
        double change =
                vmaf > before ? prices.change().rise() : -prices.change().fall();
        return prices.quality() * vmaf + change * (vmaf - before);
    }

    /** What a clip's quality is worth at a start. */
    double quality(double vmaf) {
        return prices.quality() * vmaf;
    }

    /** What a buffer is worth after a clip has arrived. */
    double buffer(double seconds) {
        return prices.waiting().thinBufferSecond() * Math.max(0, horizons.safeBufferSeconds() - seconds);
    }
}
