package dev.starling.swarm.steer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds how much media a player wants to hold (hls.js: {@code maxBufferLength}, Shaka: {@code bufferingGoal}), which no
 * player tells: a player that requests a clip some time after the one before has arrived waited until its buffer fell
 * to that. Not thread-safe.
 */
final class BufferGoal {
    /** Players look at their buffer several times a second, and a busy one late. */
    private static final Duration MIN_WAIT = Duration.ofMillis(500);
    /** CMCD rounds buffers to 0.1 s. A player whose buffer falls by more waits for media. */
    private static final Duration MAX_FALL = Duration.ofMillis(200);

    private Optional<Duration> goal = Optional.empty();
    private Optional<Duration> bufferBefore = Optional.empty();
    private int lastClip;
    private Optional<Instant> lastArrival = Optional.empty();

    /**
     * A request for a clip.
     *
     * @param buffer what the player holds, if known
     */
    void requested(int clip, Optional<Duration> buffer, Instant now) {
        Optional<Duration> before = bufferBefore;
        bufferBefore = buffer;
        if (buffer.isEmpty()) {
            return;
        }
        Duration held = buffer.get();
        boolean keeps =
                before.filter(it -> it.minus(held).compareTo(MAX_FALL) <= 0).isPresent();
        boolean waited = clip == lastClip + 1
                && lastArrival.filter(it -> now.isAfter(it.plus(MIN_WAIT))).isPresent();
        if (goal.map(it -> held.compareTo(it) > 0).orElse(keeps && waited && held.isPositive())) {
            goal = buffer;
        }
    }

    /**
     * A clip was handed over.
     *
     * @param arrival when the client has it at the latest
     */
    void sent(int clip, Instant arrival) {
        lastClip = clip;
        lastArrival = Optional.of(arrival);
    }

    /** The goal; empty while the player has always requested the next clip at once. */
    Optional<Duration> goal() {
        return goal;
    }
}
