package dev.starling.swarm.steer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much media a client holds that does not tell: what was sent to it less what it has played, taking that it plays
 * on from the first clip after a start or a seek. A paused client holds more than this says. Not safe for several
 * threads.
 */
public final class BufferModel {
    private int lastClip = Integer.MIN_VALUE;
    private Duration sent = Duration.ZERO;
    private @Nullable Instant playingSince;

    /** A clip has been sent whole. */
    public void sent(int clip, Duration duration, Instant now) {
        if (playingSince == null
                || clip != lastClip + 1
                || left(playingSince, now).isNegative()) {
            playingSince = now;
            sent = Duration.ZERO;
        }
        sent = sent.plus(duration);
        lastClip = clip;
    }

    /**
     * What is held.
     *
     * @param nextClip the clip that is asked for
     * @return empty before anything was sent, and after a seek
     */
    public Optional<Duration> buffer(int nextClip, Instant now) {
        if (playingSince == null || nextClip != lastClip + 1) {
            return Optional.empty();
        }
        Duration left = left(playingSince, now);
        return Optional.of(left.isNegative() ? Duration.ZERO : left);
    }

    private Duration left(Instant since, Instant now) {
        return sent.minus(Duration.between(since, now));
    }
}
