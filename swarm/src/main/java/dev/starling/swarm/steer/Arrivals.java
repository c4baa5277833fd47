package dev.starling.swarm.steer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was sent with what arrived. A player whose buffer falls is waiting for media all the time, so the bits
 * sent between two of its requests are what arrived in that time. If that is much less than the sender has measured, a
 * proxy takes the bytes and passes them on slowly. Not thread-safe.
 */
final class Arrivals {
    /** The sender's measurement must be this many times higher: players also wait for round trips. */
    private static final double MIN_RATIO = 2;
    /** Clips in a row. */
    private static final int MIN_CLIPS = 2;
    /** A buffer falls if it does by more than CMCD rounds. */
    private static final Duration MIN_FALL = Duration.ofMillis(200);

    private @Nullable Request before;
    private long bytesSent;
    private int slowClips;
    private double bitsPerSecond;

    private record Request(int clip, Duration buffer, Instant at) {}

    /**
     * A request for a clip.
     *
     * @param told the buffer that came with it
     * @param measured what the sender has measured, in bits per second
     */
    void requested(int clip, Optional<Duration> told, Optional<Double> measured, Instant now) {
        Request last = before;
        before = told.map(it -> new Request(clip, it, now)).orElse(null);
        long bytes = bytesSent;
        bytesSent = 0;
        if (last == null || before == null || clip != last.clip() + 1) {
            slowClips = 0;
            return;
        }
        double seconds = Duration.between(last.at(), now).toNanos() / 1e9;
        boolean falls = last.buffer().minus(before.buffer()).compareTo(MIN_FALL) > 0;
        double arrived = bytes * 8 / Math.max(1e-3, seconds);
        if (bytes > 0
                && falls
                && measured.filter(it -> it > MIN_RATIO * arrived).isPresent()) {
            slowClips++;
            bitsPerSecond = slowClips == 1 ? arrived : Math.sqrt(bitsPerSecond * arrived);
        } else if (bytes > 0 && proxied() && arrived > bitsPerSecond) {
            // The buffer rises again: the path behind the proxy carries at least this.
            bitsPerSecond = arrived;
            slowClips = measured.filter(it -> it > MIN_RATIO * arrived).isPresent() ? slowClips : 0;
        }
    }

    /** Counts a clip that was sent. */
    void sent(long bytes) {
        bytesSent += bytes;
    }

    /** Whether bytes arrive much later than they are acknowledged. */
    boolean proxied() {
        return slowClips >= MIN_CLIPS;
    }

    /** What arrives, if {@link #proxied}. */
    double bitsPerSecond() {
        return bitsPerSecond;
    }
}
