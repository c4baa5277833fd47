package dev.starling.media.decoding;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.PriorityQueue;

/**
 * The most pictures that are presented in a second. Times come in the order of decoding. Single pictures that are close
 * to each other do not count, since stamps are rounded and repaired: a second is the shortest time that is measured.
 */
final class PeakRate {
    /** In 1/90000 s. */
    private static final long WINDOW = 90_000;
    /** Pictures are not reordered over more packets than that. */
    private static final int REORDERED_PACKETS = 32;
    /** More in a second are not measured: no level allows them, and a hostile file could have any number. */
    private static final int MAX_PICTURES = 100_000;

    private final PriorityQueue<Long> reordered = new PriorityQueue<>();
    /** The last presentation times in order: those of a second and one before it. */
    private final Deque<Long> last = new ArrayDeque<>();

    private double picturesPerSecond;

    /** The next picture that is decoded, and when it is presented, in 1/90000 s. */
    void add(long time) {
        reordered.add(time);
        if (reordered.size() > REORDERED_PACKETS) {
            present(reordered.remove());
        }
    }

    private void present(long time) {
        if (!last.isEmpty() && time <= last.getLast()) {
            return; // it comes too late to be presented
        }
        last.add(time);
        while (last.size() > 2 && time - second() >= WINDOW) {
            last.remove();
        }
        long span = time - last.getFirst();
        if (span >= WINDOW) {
            picturesPerSecond = Math.max(picturesPerSecond, (last.size() - 1) * (double) WINDOW / span);
        } else if (last.size() > MAX_PICTURES) {
            last.remove();
        }
    }

    private long second() {
        var times = last.iterator();
        times.next();
        return times.next();
    }

    /**
     * Pictures per second in the densest second; empty if there is no whole one. To be called after the last picture.
     */
    OptionalDouble finish() {
        while (!reordered.isEmpty()) {
            present(reordered.remove());
        }
        return picturesPerSecond > 0 ? OptionalDouble.of(picturesPerSecond) : OptionalDouble.empty();
    }
}
