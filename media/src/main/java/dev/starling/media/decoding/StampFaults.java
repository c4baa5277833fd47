package dev.starling.media.decoding;

import dev.starling.libav.Natives;
import dev.starling.media.decoding.MappedTrack.Packet;
import dev.starling.media.decoding.PacketStamp.Medium;
import dev.starling.media.decoding.TimeMapper.Stamps;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/** Finds stamps that are wrong while the clock of their stream goes on. Indexes are places in the window. No I/O. */
final class StampFaults {
    private static final long SECOND = Natives.TICKS_PER_SECOND;
    /** A picture may be held for so long where stamps are meant and there is no sound. */
    static final long MAX_STILL = 600 * SECOND;
    /** No picture that is presented so soon after its decoding is suspected. */
    private static final long MAX_PLAIN_DELAY = SECOND / 2;
    /** Fewer packets with one stamp may be the parts of a picture, or its clock is rounded. */
    static final int STANDSTILL_PACKETS = 8;
    /** Pictures are not reordered over more packets than that. */
    private static final int REORDERED_PACKETS = 2 * DecodingOrder.MAX_REORDERED;
    /** A clock that jumps does so once; in a recording of slow pictures, every step is as long. */
    private static final int STEPS_OF_JUMP = 2;

    private final Stamps stamps;
    private final PacketWindow window;

    /** @param stamps what those of the container mean */
    StampFaults(Stamps stamps, PacketWindow window) {
        this.stamps = stamps;
        this.window = window;
    }

    /** Whether a packet repeats the stamp of the one before, as some before or after it do. */
    boolean standsStill(MappedTrack track, Packet packet, int at) {
        if (track.cut.isPresent() || !track.repeats(packet)) {
            return false;
        }
        OptionalInt next = OptionalInt.of(at);
        for (int count = 2; count < STANDSTILL_PACKETS && next.isPresent() && !track.stands(); count++) {
            next = window.next(track, next.getAsInt());
            if (next.isEmpty() || !track.repeats(window.packet(next.getAsInt()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a picture is presented after so many later ones were decoded that no decoder would have kept it. */
    boolean isPresentedTooLate(MappedTrack track, Packet packet, int at) {
        if (track.medium != Medium.PICTURES || !packet.hasTime() || window.delay(packet) <= MAX_PLAIN_DELAY) {
            return false;
        }
        long start = packet.stamp().decodingTime();
        long longest = longestStep(track, start, at);
        long last = start;
        List<Long> steps = new ArrayList<>(List.of(track.usualStep()));
        int strange = 0;
        int until = window.reach(at);
        for (int i = at + 1; i < until && steps.size() <= REORDERED_PACKETS && strange < 2; i++) {
            if (window.belongs(i, track)) {
                long time = window.unwrapped(window.packet(i), last);
                // One may have a wrong stamp; two in a row are beyond a jump.
                strange = time < start || time - last > longest ? strange + 1 : 0;
                if (strange == 0) {
                    steps.add(Math.max(0, time - last));
                    last = Math.max(last, time);
                }
            }
        }
        int unseen = REORDERED_PACKETS + 1 - steps.size();
        return window.delay(packet) > last - start + unseen * median(steps);
    }

    /** From one picture to the next after a packet, if the clock does not jump. */
    private long longestStep(MappedTrack track, long start, int at) {
        return switch (stamps) {
            case MEANT -> MAX_STILL;
            case RECORDED -> {
                List<Long> steps = new ArrayList<>(List.of(track.usualStep()));
                long last = start;
                OptionalInt next = window.next(track, at);
                while (next.isPresent() && steps.size() <= DecodingOrder.MAX_REORDERED) {
                    long time = window.unwrapped(window.packet(next.getAsInt()), last);
                    steps.add(Math.max(0, time - last));
                    last = time;
                    next = window.next(track, next.getAsInt());
                }
                yield Math.max(TimeMapper.MAX_GAP, STEPS_OF_JUMP * median(steps));
            }
        };
    }

    private static long median(List<Long> steps) {
        Collections.sort(steps);
        return steps.get(steps.size() / 2);
    }

    /** Whether the stream's next packet fits the packets before this one better than this one. */
    boolean isWrongStamp(MappedTrack track, int at, long time) {
        OptionalInt next = window.next(track, at);
        if (next.isEmpty()) {
            return false;
        }
        long following = window.unwrapped(window.packet(next.getAsInt()), track.last);
        long fromHere = Math.abs(following - (time + track.distance));
        long fromBefore = Math.abs(following - (track.expected() + track.distance));
        return fromBefore < fromHere;
    }
}
