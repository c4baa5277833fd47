package dev.starling.media.decoding;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The way from a container's time stamps to one clock that all streams share and that never jumps. {@link TimeMapper}
 * makes it from the stamps of all packets. A packet is named by its stream and its number in that stream, so the map
 * does not depend on who reads which stream first.
 *
 * @param shifts of each stream, by its index; a stream without any keeps its stamps
 * @param wrong of each stream, by its index: the numbers of packets whose presentation time is wrong
 * @param standstills of each stream, by its index: packets that only repeat the stamps of the packet before, which tell
 *     nothing; the first and the last of each run
 * @param period after so many ticks of 1/90000 s the container's clock starts anew; 0 if it never does
 */
record TimeMap(
        Map<Integer, List<Shift>> shifts,
        Map<Integer, Set<Long>> wrong,
        Map<Integer, NavigableMap<Long, Long>> standstills,
        long period) {
    /** Keeps all stamps. */
    static final TimeMap IDENTITY = new TimeMap(Map.of(), Map.of(), Map.of(), 0);

    TimeMap {
        shifts = Collections.unmodifiableMap(new TreeMap<>(shifts));
        wrong = Collections.unmodifiableMap(new TreeMap<>(wrong));
        standstills = Collections.unmodifiableMap(new TreeMap<>(standstills));
    }

    /**
     * What is added to the stamps of a stream from some packet on.
     *
     * @param firstPacket the packet's number in its stream, from 0
     * @param ticks in 1/90000 s
     */
    record Shift(long firstPacket, long ticks) {}

    /** Whether a stream keeps all its stamps. */
    boolean keeps(int stream) {
        return !shifts.containsKey(stream) && !wrong.containsKey(stream) && !standstills.containsKey(stream);
    }

    /** Whether a packet only repeats the stamps of the packet before. */
    boolean standsStill(int stream, long packet) {
        NavigableMap<Long, Long> runs = standstills.get(stream);
        Map.Entry<Long, Long> run = runs == null ? null : runs.floorEntry(packet);
        return run != null && packet <= run.getValue();
    }

    /** How many packets of a stream only repeat the stamps of the packet before. */
    long repeated(int stream) {
        NavigableMap<Long, Long> runs = standstills.get(stream);
        return runs == null
                ? 0
                : runs.entrySet().stream()
                        .mapToLong(run -> run.getValue() - run.getKey() + 1)
                        .sum();
    }

    /** Whether the presentation time of a packet is wrong: it is not known. */
    boolean isWrong(int stream, long packet) {
        return wrong.getOrDefault(stream, Set.of()).contains(packet);
    }

    /** What is added to the decoding time of a packet, in 1/90000 s. */
    long ticks(int stream, long packet) {
        List<Shift> all = shifts.getOrDefault(stream, List.of());
        int from = 0;
        int until = all.size();
        while (from < until) {
            int middle = (from + until) >>> 1;
            if (all.get(middle).firstPacket() <= packet) {
                from = middle + 1;
            } else {
                until = middle;
            }
        }
        return from == 0 ? 0 : all.get(from - 1).ticks();
    }

    /** The difference of two times of a clock that starts anew after {@code period} ticks: the one nearest to 0. */
    static long difference(long later, long earlier, long period) {
        long difference = later - earlier;
        if (period == 0) {
            return difference;
        }
        long rest = Math.floorMod(difference, period);
        return rest > period / 2 ? rest - period : rest;
    }
}
