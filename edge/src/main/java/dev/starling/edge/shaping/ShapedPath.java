package dev.starling.edge.shaping;

import dev.starling.swarm.steer.TcpInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The artificial path of one session: a link that carries one segment after the other, and what lies behind it. Only
 * times are computed here; {@link ShapedResponse} keeps the bytes until then. Thread-safe.
 *
 * <p>A lost segment takes the link twice and arrives one round trip later. There is no congestion window: the rate does
 * not fall when segments are lost.
 */
public final class ShapedPath {
    /** The same shape loses the same segments, so that two players can be compared on it. */
    private static final long SEED = 1;

    private PathShape shape = PathShape.NONE;
    private Optional<PathTrace> trace = Optional.empty();
    private Instant since = Instant.EPOCH;
    private Instant freeAt = Instant.EPOCH;
    private RandomGenerator losses = new SplittableRandom(SEED);
    private boolean artificial;
    private long sent;
    private long lost;

    /** Creates the real path. */
    public ShapedPath() {}

    /**
     * The way of a segment.
     *
     * @param departs when the link has carried it
     * @param arrives when its acknowledgement is back
     */
    record Passage(Instant departs, Instant arrives) {}

    /**
     * Shapes the path from now on. Segments that the link has already carried arrive as before.
     *
     * @param newShape checked
     */
    public synchronized void shape(PathShape newShape, Instant now) {
        shape = newShape;
        trace = newShape.trace().flatMap(PathTrace::find);
        since = now;
        freeAt = now;
        losses = new SplittableRandom(SEED);
        sent = 0;
        lost = 0;
        artificial |= !newShape.isNone();
    }

    /** The shape now; empty for the real path. */
    public synchronized Optional<PathShape> shape() {
        return Optional.of(shape).filter(it -> !it.isNone());
    }

    /** What it carries now, in bits per second; empty if only the real path limits it. */
    public synchronized OptionalDouble bitsPerSecond(Instant now) {
        double rate = bitsPerSecond(secondsUntil(now));
        return rate < Double.POSITIVE_INFINITY ? OptionalDouble.of(rate) : OptionalDouble.empty();
    }

    /** Whether the path is, or was, not the real one. */
    public synchronized boolean isArtificial() {
        return artificial;
    }

    /** Whether it is the real path now. */
    synchronized boolean isReal() {
        return shape.isNone();
    }

    /** What it adds to the round trip. */
    synchronized Duration roundTrip() {
        return Duration.ofNanos((long) (shape.roundTripSeconds().orElse(0) * 1e9));
    }

    /** The segments since the path was shaped; those that are lost are sent twice. */
    synchronized TcpInfo.Segments segments() {
        return new TcpInfo.Segments(sent, lost);
    }

    /**
     * Gives the link a segment to carry after those before it.
     *
     * @param ready when the link could begin with it, which may be long ago: then it may have arrived by now
     */
    synchronized Passage admit(int bytes, Instant ready) {
        double bits = bytes * 8.0;
        Instant departs = carried(freeAt.isAfter(ready) ? freeAt : ready, bits);
        boolean isLost = losses.nextDouble() < shape.lossRatio().orElse(0);
        sent += isLost ? 2 : 1;
        lost += isLost ? 1 : 0;
        freeAt = isLost ? carried(departs, bits) : departs;
        Duration way = isLost ? roundTrip().multipliedBy(2) : roundTrip();
        return new Passage(departs, freeAt.plus(way));
    }

    private double secondsUntil(Instant time) {
        return Duration.between(since, time).toNanos() / 1e9;
    }

    /** When the link has carried bits that it begins with at a time. */
    private Instant carried(Instant from, double bits) {
        double at = secondsUntil(from);
        double left = bits;
        while (true) {
            double rate = bitsPerSecond(at);
            double until = changesAfter(at);
            double carried = rate * (until - at);
            if (carried >= left) {
                return since.plusNanos((long) ((at + left / rate) * 1e9));
            }
            left -= carried;
            at = until;
        }
    }

    /** The rate at a time in seconds. */
    private double bitsPerSecond(double at) {
        double most = shape.bitsPerSecond().orElse(Double.POSITIVE_INFINITY);
        double ofTrace = trace.map(it -> it.bitsPerSecond((long) at)).orElse(most);
        double afterDrop = shape.drop()
                .filter(it -> at >= it.afterSeconds())
                .map(PathShape.Drop::bitsPerSecond)
                .orElse(most);
        return Math.min(most, Math.min(ofTrace, afterDrop));
    }

    /** The first time after another one at which the rate may change. */
    private double changesAfter(double at) {
        double ofTrace = trace.isPresent() ? Math.floor(at) + 1 : Double.POSITIVE_INFINITY;
        return shape.drop()
                .map(PathShape.Drop::afterSeconds)
                .filter(it -> it > at)
                .map(it -> Math.min(it, ofTrace))
                .orElse(ofTrace);
    }
}
