package dev.starling.lab.player;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Chooses the rungs of one session, and abandons requests. It keeps what it has measured. For one thread. */
public interface PlayerRule {
    /**
     * What the player knows at a moment.
     *
     * @param seconds of the session
     * @param chunk the chunk to request, or the one that is loading
     * @param bufferSeconds the media in the buffer
     */
    record Moment(double seconds, int chunk, double bufferSeconds) {}

    /**
     * A request to make.
     *
     * @param rung of the chunk
     * @param pauseSeconds for how long to wait before it
     */
    record Request(int rung, double pauseSeconds) {}

    /**
     * A chunk that is loading.
     *
     * @param rung its rung
     * @param loadedBytes how much of it has arrived
     * @param totalBytes its size
     * @param times since its request
     */
    record Progress(int rung, double loadedBytes, double totalBytes, Times times) {
        double bitsPerSecondAfterFirstByte() {
            return loadedBytes * 8 / Math.max(1e-3, times.loading() - times.firstByte());
        }
    }

    /**
     * Times since a request, in seconds.
     *
     * @param loading until now
     * @param firstByte until the first byte
     */
    record Times(double loading, double firstByte) {}

    /**
     * The next request.
     *
     * @param now before the pause
     */
    Request next(Moment now);

    /**
     * A chunk has arrived.
     *
     * @param now with the chunk in the buffer
     * @param chunk the whole chunk
     * @param stallSeconds for how long playback has waited for it
     */
    void arrived(Moment now, Progress chunk, double stallSeconds);

    /**
     * Whether to abandon the chunk that is loading; called every {@link #CHECK_SECONDS} once playback has started.
     *
     * @return the rung to request instead
     */
    OptionalInt abandon(Moment now, Progress chunk);

    /** The bandwidth that it has estimated, in bits per second; empty before it has measured. */
    OptionalDouble estimate();

    /** How much media the player buffers before it waits, once it has a rung. */
    double bufferCapSeconds(int rung);

    /** The time between two looks at a chunk that is loading. */
    double CHECK_SECONDS = 0.1;

    /** The same without abandoning. */
    default PlayerRule withoutAbandoning() {
        PlayerRule rule = this;
        return new PlayerRule() {
            @Override
            public Request next(Moment now) {
                return rule.next(now);
            }

            @Override
            public void arrived(Moment now, Progress chunk, double stallSeconds) {
                rule.arrived(now, chunk, stallSeconds);
            }

            @Override
            public OptionalInt abandon(Moment now, Progress chunk) {
                return OptionalInt.empty();
            }

            @Override
            public OptionalDouble estimate() {
                return rule.estimate();
            }

            @Override
            public double bufferCapSeconds(int rung) {
                return rule.bufferCapSeconds(rung);
            }
        };
    }
}
