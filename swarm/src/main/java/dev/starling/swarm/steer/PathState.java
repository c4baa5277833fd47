package dev.starling.swarm.steer;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The path under a clip in flight.
 *
 * @param bitsPerSecond its current throughput; empty before the first measurement
 * @param filled whether the path was the limit of the last transfer, and not the sender
 * @param sustained the throughput to expect of the next clips; empty before the first measurement
 * @param queue bytes handed to the connection and not yet received
 */
public record PathState(OptionalDouble bitsPerSecond, boolean filled, Optional<Bandwidth> sustained, Queue queue) {
    /**
     * Bytes on their way.
     *
     * @param bytes handed to the connection and not acknowledged
     * @param notSent of which the connection has not sent
     * @param enough as many as keep the path busy until the next look, with a reserve; empty while that is unknown
     */
    public record Queue(long bytes, long notSent, OptionalLong enough) {
        /** Nothing is on its way, or nothing is known. */
        public static final Queue NONE = new Queue(0, 0, OptionalLong.empty());
    }

    /** A path of which nothing is known. */
    public static final PathState UNKNOWN = new PathState(OptionalDouble.empty(), false, Optional.empty(), Queue.NONE);

    /** Bytes handed to the connection and not yet received. */
    public long queuedBytes() {
        return queue.bytes();
    }
}
