package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.TreeMap;

/**
 * Counts the packets of pictures that a decoder took without an error and never gave back. FFmpeg drops pictures that
 * would come out of order, as some do after others were lost, and tells nobody. Packets and pictures are compared by
 * their presentation stamps. One owner, one thread.
 *
 * <p>Pictures before the first one that came out do not count: a recording may start between two key pictures.
 */
final class DroppedPictures {
    /** More than a decoder with many threads holds back. */
    private static final int MAX_WAITING = 64;

    /** How many packets have each stamp that did not come out yet. */
    private final TreeMap<Long, Integer> waiting = new TreeMap<>();

    private long first = AV_NOPTS_VALUE;
    private long count;

    /** A packet was given to the decoder; {@code AV_NOPTS_VALUE} tells nothing. */
    void sent(long stamp) {
        if (stamp == AV_NOPTS_VALUE || (first != AV_NOPTS_VALUE && stamp < first)) {
            return;
        }
        waiting.merge(stamp, 1, Integer::sum);
        if (waiting.size() > MAX_WAITING) {
            int oldest = waiting.pollFirstEntry().getValue();
            count += first == AV_NOPTS_VALUE ? 0 : oldest;
        }
    }

    /**
     * A picture came out.
     *
     * @param until the packets with later stamps that are before this belong to it too, as the second one of two fields
     */
    void shown(long stamp, long until) {
        if (stamp == AV_NOPTS_VALUE) {
            return;
        }
        if (first == AV_NOPTS_VALUE) {
            first = stamp;
            waiting.headMap(stamp).clear();
        }
        waiting.computeIfPresent(stamp, (_, packets) -> packets > 1 ? packets - 1 : null);
        if (until > stamp) {
            waiting.subMap(stamp, false, until, false).clear();
        }
    }

    /** The decoder has nothing more: what still waits was dropped. What follows is another stream. */
    void end() {
        if (first != AV_NOPTS_VALUE) {
            count += waiting.values().stream().mapToInt(it -> it).sum();
        }
        restart();
    }

    /** Forgets what waits: the next packet is from elsewhere. */
    void restart() {
        waiting.clear();
        first = AV_NOPTS_VALUE;
    }

    /** How many packets gave no picture. */
    long count() {
        return count;
    }
}
