package dev.starling.swarm.steer;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The state of the path to one client, of the client's buffer, and of what it shows. An empty value is unknown.
 *
 * @param bandwidth the throughput to expect
 * @param roundTrip the round-trip time
 * @param jitter the variation of the round-trip time
 * @param lossRatio the fraction of segments that were retransmitted, 0–1
 * @param buffer the buffered media
 * @param bufferGoal the media that the player wants to hold; empty while it has always requested the next clip at once
 * @param lastVmaf the VMAF of the clip before; empty at a start, and if another edge sent that clip
 */
public record NetworkState(
        Optional<Bandwidth> bandwidth,
        Optional<Duration> roundTrip,
        Optional<Duration> jitter,
        OptionalDouble lossRatio,
        Optional<Duration> buffer,
        Optional<Duration> bufferGoal,
        OptionalDouble lastVmaf) {
    private static final Duration LATER_BUFFER = Duration.ofSeconds(8);
    private static final double LATER_VMAF = 90;
    private static final double SAVING_BITS_PER_SECOND = 1_500_000;
    private static final Duration SAVING_BUFFER = Duration.ofSeconds(4);
    /** With this goal, the buffer of a viewer who saves data is not thin. */
    private static final Duration SAVING_GOAL = Duration.ofSeconds(5);

    /** All values are unknown. */
    public static final NetworkState UNKNOWN = new NetworkState(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty());

    /** The same path later, when the client plays with some buffer: for choices that last. */
    public NetworkState playing() {
        return new NetworkState(
                bandwidth,
                roundTrip,
                jitter,
                lossRatio,
                Optional.of(LATER_BUFFER),
                bufferGoal,
                OptionalDouble.of(LATER_VMAF));
    }

    /**
     * The same path as slow as a viewer wants to use it who saves data: at most {@value #SAVING_BITS_PER_SECOND} bit/s,
     * about 0.7 GB an hour, with a buffer of at most {@link #SAVING_BUFFER}, which a plan therefore does not spend.
     */
    NetworkState saving() {
        Bandwidth slow = bandwidth
                .map(it -> new Bandwidth(
                        Math.min(it.shortBitsPerSecond(), SAVING_BITS_PER_SECOND),
                        Math.min(it.longBitsPerSecond(), SAVING_BITS_PER_SECOND),
                        it.spreadDoublings(),
                        it.shortBitsPerSecond() > SAVING_BITS_PER_SECOND
                                ? Bandwidth.Knowledge.MEASURED
                                : it.knowledge()))
                .orElseGet(() -> Bandwidth.told(SAVING_BITS_PER_SECOND));
        return new NetworkState(
                Optional.of(slow),
                roundTrip,
                jitter,
                lossRatio,
                buffer.map(it -> it.compareTo(SAVING_BUFFER) > 0 ? SAVING_BUFFER : it),
                bufferGoal.filter(it -> it.compareTo(SAVING_GOAL) < 0).or(() -> Optional.of(SAVING_GOAL)),
                lastVmaf);
    }

    /** The throughput of the last clips, in bits per second. */
    public OptionalDouble bitsPerSecond() {
        return bandwidth.isPresent() ? OptionalDouble.of(bandwidth.get().shortBitsPerSecond()) : OptionalDouble.empty();
    }
}
