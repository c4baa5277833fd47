package dev.starling.media.decoding;

import dev.starling.libav.Natives;
import dev.starling.media.decoding.MappedTrack.Cut;
import dev.starling.media.decoding.MappedTrack.Packet;
import dev.starling.media.decoding.PacketStamp.Access;
import dev.starling.media.decoding.PacketStamp.Medium;
import dev.starling.media.decoding.TimeMapper.Clock;
import dev.starling.media.decoding.TimeMapper.Stamps;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a stream's clock goes on after a jump. What the other streams do near it tells whether it is a cut, a gap or a
 * fault of the stream ({@link TimeMapper}). Indexes are places in the window. No I/O.
 */
final class ClockJumps {
    private static final long SECOND = Natives.TICKS_PER_SECOND;
    /** Where stamps are meant, as in an MP4 file, all streams may pause for so long. */
    static final long MAX_PAUSE = 10 * SECOND;
    /** Sound that goes back by less is a matter of rounding. */
    static final long SOUND_TOLERANCE = SECOND / 64;
    /** Streams of one file jump within this time of each other, and by amounts that differ by no more. */
    private static final long SKEW = 3 * SECOND;
    /** A jump back by less may be invisible in other streams: where a recording ends, some end earlier. */
    private static final long SMALL_JUMP = 3 * SECOND / 10;
    /**
     * In a gap, the other medium runs on by at least the gap's length divided by this: streams are not in step in the
     * file.
     */
    private static final int GAP_SHARE = 2;
    /** A stream is in step if at most its jump divided by this is left. */
    private static final int IN_STEP = 4;
    /** The same where it is not known how near the streams were before. */
    private static final int ROUGHLY_IN_STEP = 2;
    /** A stream that is so much off the others does not run beside them. */
    private static final long MAX_DISTANCE = 5 * SECOND;

    private final Clock clock;
    private final PacketWindow window;
    /** How far the packets of each medium have come, on the common clock. */
    private final Map<Medium, Long> reached = new EnumMap<>(Medium.class);

    ClockJumps(Clock clock, PacketWindow window) {
        this.clock = clock;
        this.window = window;
    }

    /**
     * Another stream near a jump.
     *
     * @param at the index in the window of the packet with which it jumps
     * @param visible whether its own stamps jump
     * @param time that packet's decoding time, on the clock of the stream that jumped first
     * @param start the earliest presentation time from there on, likewise
     * @param shownEnd the end of the packets before, on the common clock
     */
    private record Companion(MappedTrack track, int at, boolean visible, long time, long start, long shownEnd) {}

    /** Notes that a track's packet was accepted. */
    void reach(MappedTrack track) {
        reached.put(track.medium, track.last + track.shift);
        track.besideLast = beside(track);
        if (track.besideLast != PacketStamp.MISSING) {
            track.mostAhead = Math.max(track.mostAhead, track.last + track.shift - track.besideLast);
        }
    }

    /** How far the other medium has come, on the common clock; {@link PacketStamp#MISSING} if it has not begun. */
    private long beside(MappedTrack track) {
        Medium other = switch (track.medium) {
            case PICTURES -> Medium.SOUND;
            case SOUND -> Medium.PICTURES;
        };
        return reached.getOrDefault(other, PacketStamp.MISSING);
    }

    /**
     * Whether a key picture is not presented after the pictures before it, even if it is decoded after them. If it is
     * decoded when the next one or a later one is expected, the stream goes on, and only its presentation time is
     * wrong.
     */
    boolean isShownEarly(MappedTrack track, Packet packet, long time) {
        return track.medium == Medium.PICTURES
                && packet.stamp().access() == Access.KEY
                && time + track.shift + window.delay(packet) <= track.shownLast
                && !track.isOnGrid(time);
    }

    /** The shift of a stream that jumps to {@code time}. */
    long shiftAfterJump(MappedTrack track, Packet packet, int at, long time) {
        long decoded = time - track.expected();
        long shown = time + track.shift + window.delay(packet) - track.shownEnd;
        long jump = isShownEarly(track, packet, time) ? Math.min(decoded, shown) : decoded;
        List<Companion> companions = new ArrayList<>();
        List<MappedTrack> others = new ArrayList<>();
        for (MappedTrack other : window.tracks()) {
            if (other != track && other.started && window.next(other, at).isPresent()) {
                others.add(other);
                companion(other, track, at, time, jump).ifPresent(companions::add);
            }
        }
        if (companions.isEmpty()) {
            return shiftOfOne(track, at, time, jump, others);
        }
        boolean pause = clock.stamps() == Stamps.MEANT && jump > 0 && jump <= MAX_PAUSE && !isSetBackAhead(track, time);
        boolean overlapOnly = track.medium != Medium.PICTURES
                && jump < 0
                && -jump <= SMALL_JUMP
                && companions.stream().noneMatch(it -> it.visible() && it.track().medium == Medium.PICTURES);
        if (pause || overlapOnly) {
            return track.shift;
        }
        // The least shift with which no stream overlaps itself.
        long shift = isReordered(packet)
                ? track.expected() + track.shift - time
                : track.shownEnd - window.earliest(track, at, time);
        for (Companion companion : companions) {
            if (companion.visible()) {
                shift = Math.max(shift, companion.shownEnd() - companion.start());
            }
        }
        for (Companion companion : companions) {
            companion.track().cut = Optional.of(new Cut(window.packet(companion.at()), companion.time(), shift));
        }
        return shift;
    }

    /**
     * Whether pictures before this one may be presented after it: the clock was set between them, and what was decoded
     * before and after follows without a pause.
     */
    private static boolean isReordered(Packet packet) {
        return packet.stamp().medium() == Medium.PICTURES && packet.stamp().access() != Access.KEY;
    }

    /** Whether a clock that had jumped back, and was shifted for that, jumps ahead by as much. */
    static boolean isSetBackAhead(MappedTrack track, long time) {
        OptionalLong before = track.shiftBefore();
        if (before.isEmpty() || track.shift - before.getAsLong() <= SMALL_JUMP) {
            return false;
        }
        long off = time + before.getAsLong() - (track.expected() + track.shift);
        return Math.abs(off) <= SOUND_TOLERANCE + track.distance;
    }

    /** Whether a stream that leapt ahead by itself goes back by as much. */
    private static boolean isSetBack(MappedTrack track, long jump) {
        OptionalLong leapt = track.leapt();
        return leapt.isPresent() && Math.abs(jump + leapt.getAsLong()) <= SOUND_TOLERANCE + track.distance;
    }

    /** The shift of a stream that jumps alone. */
    private long shiftOfOne(MappedTrack track, int at, long time, long jump, List<MappedTrack> others) {
        long goingOn = track.expected() + track.shift - time;
        if (jump < 0) {
            boolean overlapOnly = !others.isEmpty() && track.medium != Medium.PICTURES && -jump <= SMALL_JUMP;
            return overlapOnly || isSetBack(track, jump) ? track.shift : goingOn;
        }
        if (isSetBackAhead(track, time)) {
            return track.shiftBefore().orElse(goingOn);
        }
        return isGap(track, time, jump, others) || isInStep(track, at, time, jump) ? track.shift : goingOn;
    }

    /** Whether a stream that jumps ahead alone has no packets meanwhile, rather than another clock. */
    private boolean isGap(MappedTrack track, long time, long jump, List<MappedTrack> others) {
        long ranOn = track.besideLast == PacketStamp.MISSING ? 0 : beside(track) - track.besideLast;
        boolean goesOn = others.stream().anyMatch(it -> it.medium != track.medium);
        if (track.besideLast != PacketStamp.MISSING && (goesOn || ranOn > 0)) {
            return GAP_SHARE * ranOn >= jump;
        }
        // There is nothing beside it.
        long longest = others.isEmpty() && clock.stamps() == Stamps.MEANT ? StampFaults.MAX_STILL : MAX_PAUSE;
        return jump <= longest
                || others.stream()
                        .anyMatch(it -> Math.abs(time + track.shift - (it.expected() + it.shift)) <= MAX_DISTANCE);
    }

    /**
     * Whether a stream that leaps ahead alone is, at once or with one of its next packets, no further ahead of the
     * other medium in the file than it was before: muxers write slow pictures many seconds before or after the sound
     * that is heard with them. If the stream's clock was set, it stays further ahead.
     */
    private boolean isInStep(MappedTrack track, int at, long time, long jump) {
        long beside = beside(track);
        if (beside == PacketStamp.MISSING) {
            return false;
        }
        boolean began = track.besideLast != PacketStamp.MISSING;
        long mostAhead = began ? Math.max(track.mostAhead, -MAX_DISTANCE) : 0;
        long tolerance = jump / (began ? IN_STEP : ROUGHLY_IN_STEP);
        long last = time;
        boolean alone = true;
        int until = window.reach(at);
        for (int i = at; i < until; i++) {
            Packet packet = window.packet(i);
            if (window.belongs(i, track)) {
                long next = window.unwrapped(packet, last);
                if (next < last) {
                    return false;
                }
                if (next + track.shift - beside - mostAhead <= tolerance) {
                    return true;
                }
                last = next;
                alone &= i == at;
            } else if (packet.hasTime() && packet.stamp().medium() != track.medium) {
                Optional<MappedTrack> other = window.trackOf(packet.stamp().stream());
                if (other.isPresent()) {
                    long there = window.unwrapped(packet, other.get().last) + other.get().shift;
                    beside = Math.max(beside, there);
                }
            }
        }
        return alone && clock.stamps() == Stamps.MEANT && beside >= time + track.shift - MAX_DISTANCE;
    }

    /**
     * For how long two streams that jump ahead lack packets at the same time; negative if never.
     *
     * @param time with which the first one goes on, on its clock
     * @param next with which the second one goes on, on its clock
     * @param expected when the second one was to go on, on its clock
     */
    private static long pausedTogether(MappedTrack first, long time, MappedTrack second, long next, long expected) {
        long from = Math.max(first.expected() + first.shift, expected + second.shift);
        return Math.min(time + first.shift, next + second.shift) - from;
    }

    /**
     * Where another stream jumps along; empty if it does not. Streams that jump ahead together lack packets together
     * for as long as makes a jump. If one pauses after the other, or hardly longer than beside it, no clock was set.
     */
    private Optional<Companion> companion(MappedTrack other, MappedTrack jumping, int at, long time, long jump) {
        long tolerance = other.medium == Medium.PICTURES ? Math.max(SECOND / 250, other.distance / 4) : SOUND_TOLERANCE;
        long last = other.expected() - other.distance;
        long distance = other.distance;
        long shownEnd = other.shownEnd;
        long passed = time;
        boolean grouped = false;
        int first = -1;
        int until = window.reach(at);
        boolean small = jump < 0 && -jump <= SMALL_JUMP;
        // Beyond, a jump is more likely the next one than this one's.
        long reach = small ? SECOND : SKEW;
        for (int i = at + 1; i < until && passed - time <= reach; i++) {
            Packet packet = window.packet(i);
            if (!packet.hasTime()) {
                if (other.distanceKnown && other.isOn(packet.stamp())) {
                    last += distance;
                    grouped = true;
                    distance = packet.stamp().duration() > 0 ? packet.stamp().duration() : distance;
                    shownEnd = Math.max(shownEnd, last + other.shift + distance);
                }
                continue;
            }
            if (window.belongs(i, jumping)) {
                passed = Math.max(passed, window.unwrapped(packet, time));
            }
            if (!window.belongs(i, other)) {
                continue;
            }
            first = first < 0 ? i : first;
            long next = window.unwrapped(packet, last);
            long step = next - (last + distance);
            boolean back = jump < 0 && step < -tolerance;
            boolean ahead = jump > 0 && step > TimeMapper.MAX_GAP / 2;
            // A jump across half of the clock's period may look like one in the other direction.
            boolean far = clock.period() > 0 && (next < last || step > TimeMapper.MAX_GAP);
            boolean apart = jump > 0
                    && step > 0
                    && pausedTogether(jumping, time, other, next, last + distance) <= TimeMapper.MAX_GAP;
            if ((back || ahead || far) && !apart && Math.abs(TimeMap.difference(step, jump, clock.period())) <= SKEW) {
                long there = time + TimeMap.difference(packet.stamp().decodingTime(), time, clock.period());
                return Optional.of(
                        isReordered(packet)
                                ? new Companion(other, i, true, there, there, last + distance + other.shift)
                                : new Companion(other, i, true, there, window.earliest(other, i, there), shownEnd));
            }
            // From the last frame of a group, only a rest is left, with the rounding errors of all its frames.
            distance = !grouped && next - last > 0 && next - last < SECOND ? next - last : distance;
            grouped = false;
            distance = packet.stamp().duration() > 0 ? packet.stamp().duration() : distance;
            last = next;
            shownEnd = Math.max(shownEnd, next + other.shift + window.delay(packet) + distance);
        }
        if (small && first >= 0) {
            Packet packet = window.packet(first);
            long there = time + TimeMap.difference(packet.stamp().decodingTime(), time, clock.period());
            return Optional.of(new Companion(other, first, false, there, there, other.shownEnd));
        }
        return Optional.empty();
    }
}
