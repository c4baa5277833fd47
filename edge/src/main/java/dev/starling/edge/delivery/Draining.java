package dev.starling.edge.delivery;

import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.PathMonitor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Measures the path after a clip was handed over, until the client has acknowledged all of it or the connection carries
 * the next one.
 */
final class Draining {
    /** A client that acknowledges later has gone. */
    private static final Duration MAX_DRAIN = Duration.ofSeconds(10);
    /** The end of a response, which is written late, is shorter than this; the next response is longer. */
    private static final long MAX_END_BYTES = 128;

    private final PathMonitor.Transfer transfer;
    private final Instant patience;
    private long last = Long.MAX_VALUE;
    private boolean ended;

    Draining(PathMonitor.Transfer transfer, Instant now) {
        this.transfer = transfer;
        this.patience = now.plus(MAX_DRAIN);
    }

    /** After a look at the connection, when to look again. */
    Optional<Duration> next(Instant now) {
        long left = transfer.path().queue().bytes();
        if (ended || left == 0 || left - last > MAX_END_BYTES || !now.isBefore(patience)) {
            end();
            return Optional.empty();
        }
        last = left;
        return Optional.of(ClipSteering.look(transfer.path()));
    }

    boolean hasEnded() {
        return ended;
    }

    /** What was measured until now counts. */
    void end() {
        if (!ended) {
            ended = true;
            transfer.end();
        }
    }
}
