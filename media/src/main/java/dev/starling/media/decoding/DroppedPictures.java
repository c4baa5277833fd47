package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Counts the packets of pictures that a decoder took without an error and never gave back. FFmpeg drops pictures that
 * would come out of order, as some do after others were lost, and tells nobody. One owner, one thread.
 *
 * <p>Pictures before the first one that came out do not count, in decoding or in presentation: a recording may start
 * between two key pictures.
 */
final class DroppedPictures {
    /** More than a decoder with many threads holds back. */
    private static final int MAX_WAITING = 64;

    /** The presentation stamps of the packets that did not come out yet, by their numbers. */
    private final NavigableMap<Long, Long> waiting = new TreeMap<>();

    private long first = AV_NOPTS_VALUE;
    /** Whether all packets after the first picture are presented before it: they refer to what was before it. */
    private boolean leading;

    private boolean started;
    private long count;

    /**
     * A packet was given to the decoder.
     *
     * @param number greater than that of the packet before
     * @param stamp of presentation; {@code AV_NOPTS_VALUE} if unknown
     */
    void sent(long number, long stamp) {
        waiting.put(number, stamp);
        if (started) {
            skipLeading();
        }
        if (waiting.size() > MAX_WAITING) {
            waiting.pollFirstEntry();
            count += started ? 1 : 0;
        }
    }

    /**
     * A picture came out.
     *
     * @param number of its packet
     * @param until the next packet belongs to it too if it is presented later, but before this: the second one of two
     *     fields
     */
    void shown(long number, long until) {
        long stamp = waiting.getOrDefault(number, AV_NOPTS_VALUE);
        if (!started) {
            started = true;
            first = stamp;
            leading = stamp != AV_NOPTS_VALUE;
            waiting.headMap(number, true).clear();
            skipLeading();
        }
        waiting.remove(number);
        Map.Entry<Long, Long> next = waiting.higherEntry(number);
        if (stamp != AV_NOPTS_VALUE && next != null && next.getValue() > stamp && next.getValue() < until) {
            waiting.remove(next.getKey());
        }
    }

    private void skipLeading() {
        Iterator<Long> stamps = waiting.values().iterator();
        while (leading && stamps.hasNext()) {
            long stamp = stamps.next();
            leading = stamp != AV_NOPTS_VALUE && stamp < first;
            if (leading) {
                stamps.remove();
            }
        }
    }

    /** The decoder has nothing more: what still waits was dropped. What follows is another stream. */
    void end() {
        count += started ? waiting.size() : 0;
        restart();
    }

    /** Forgets what waits: the next packet is from elsewhere. */
    void restart() {
        waiting.clear();
        started = false;
        leading = false;
    }

    /** How many packets gave no picture. */
    long count() {
        return count;
    }
}
