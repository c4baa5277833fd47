package dev.starling.swarm.steer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the media buffered by a client that does not report it: the media sent minus the media played, if the
 * client plays without pause from the first clip after a start or a seek. A paused client holds more. Not thread-safe.
 */
public final class BufferModel {
    private int lastClip = Integer.MIN_VALUE;
    private Duration sent = Duration.ZERO;
    private @Nullable Instant playingSince;

    /** Counts a clip that was sent completely. */
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
     * The buffered media.
     *
     * @param nextClip the clip that the client requests
     * @return empty before the first clip and after a seek
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
