package dev.starling.media.decoding;

import dev.starling.libav.Natives;
import dev.starling.media.decoding.MissingPictures.Interval;
import dev.starling.media.decoding.MissingPictures.Next;
import dev.starling.media.decoding.MissingPictures.Silence;
import dev.starling.media.decoding.MissingPictures.Start;
import dev.starling.media.decoding.PacketStamp.Access;
import dev.starling.media.decoding.PacketStamp.Medium;
import dev.starling.media.decoding.PacketStamp.Way;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@link TimeMapper} knows, up to some packet, of what is seen or heard: a stream, or some that follow each other.
 * All times but {@code first}, {@code shownLast} and {@code shownEnd} are the container's, without its new starts.
 */
final class MappedTrack {
    private static final long SECOND = Natives.TICKS_PER_SECOND;
    /** The distance of two packets, until there have been some. */
    private static final long USUAL_DISTANCE = SECOND / 25;
    /** Distances that differ by less than this part are the same. */
    private static final int NEAR = 8;
    /** Sound that is missing for less is a matter of rounding. */
    private static final long MIN_SILENCE = SECOND / 20;

    /** So many steps tell the usual one. */
    private static final int STEPS = 9;

    private static final int MAX_SILENCES = 10_000;
    private static final int MAX_BREAKS = 10_000;
    /** In other streams, there are not so many key pictures in a row. */
    private static final int KEYS_OF_INTRA_STREAM = 3;
    /** A clock that was set for a while is set back within this time. */
    private static final long MAX_SET = 60 * SECOND;

    private static final long LONG_AGO = Long.MIN_VALUE / 2;
    /** A clock that jumps by more was set. */
    private static final long MAX_LOSS = 10 * SECOND;
    /** The same where whole segments may be lost: at a key picture, on the grid of the pictures before. */
    private static final long MAX_LOST_SEGMENTS = 20 * SECOND;

    /** A packet and its number in its stream. */
    record Packet(PacketStamp stamp, long number) {
        boolean hasTime() {
            return stamp.decodingTime() != PacketStamp.MISSING;
        }

        Packet decodedAt(long time) {
            return new Packet(stamp.decodedAt(time), number);
        }
    }

    /**
     * A stream's jump to another clock.
     *
     * @param packet the first on the new clock
     * @param time its decoding time
     * @param shift of the new clock
     */
    record Cut(Packet packet, long time, long shift) {}

    final Medium medium;
    /** As the container has it; empty if it does not tell. */
    final String language;

    private final List<Run> runs = new ArrayList<>();
    boolean started;
    /** The time of the last packet that has a stamp. */
    long stamped;
    /** Frames without a stamp since then. */
    long passed;
    /** The time of the last of these, as far as it is known. */
    long last;
    /** From one packet to the next; a guess until the stream has told it. */
    long distance = USUAL_DISTANCE;

    boolean distanceKnown;
    /** The mean distance in the last group of frames that share a stamp. */
    long distanceOfGroup;

    long shift;
    /** The shift of the clock before. */
    private long shiftBefore;
    /** When the clock changed, on the common clock. */
    private long shifted = LONG_AGO;
    /** By how much the stream leapt ahead, on one clock. */
    private long leapt;
    /** When it did, on the common clock. */
    private long leaptAt = LONG_AGO;
    /** The first decoding time, on the common clock. */
    long first;
    /** The latest presentation time so far, on the common clock. */
    long shownLast = Long.MIN_VALUE;
    /** How far the other medium had come when the last packet came, on the common clock. */
    long besideLast = PacketStamp.MISSING;
    /** By how much it was further than the other medium, at most, when one of its packets came. */
    long mostAhead = LONG_AGO;
    /** The end of all packets so far, on the common clock. */
    long shownEnd = Long.MIN_VALUE;
    /** The duration of the last packet; 0 if unknown. */
    private long duration;

    /** From one packet to the next, of the last ones, the oldest first. */
    private final Deque<Long> steps = new ArrayDeque<>();

    private long keysInARow;
    /** Packets without a stamp that counts since the last one with one. */
    private int unstamped;
    /** The last stamp as the container has it. */
    private long reading = PacketStamp.MISSING;
    /** Whether packets since the last one with a stamp repeat it. */
    private boolean stands;
    /** What was met since the last packet that was accepted. */
    private Way way = Way.CLEAR;

    private FrameGrid grid = new FrameGrid();
    /** When the last presentation ends if it lasts as long as its packet tells, on the common clock. */
    private long heldUntil = Long.MIN_VALUE;

    final MissingPictures missing = new MissingPictures();
    final PeakRate peak = new PeakRate();
    /** Where sound is missing, on the common clock. */
    final List<Silence> silences = new ArrayList<>();
    /** Where frames of sound leave their grid, on the common clock. */
    final Marks breaks = new Marks(MAX_BREAKS);
    /** A cut that other streams found: the packet at which it comes, and where it leads. */
    Optional<Cut> cut = Optional.empty();

    MappedTrack(Medium medium, String language) {
        this.medium = medium;
        this.language = language;
    }

    /** The stream that it is on. */
    int stream() {
        return runs.getLast().stream();
    }

    boolean isOn(PacketStamp stamp) {
        return stream() == stamp.stream();
    }

    /** Goes on with a packet's stream, which the track may have had before. */
    void goOn(Packet packet) {
        int stream = packet.stamp().stream();
        runs.replaceAll(run -> run.stream() == stream && run.until() == Long.MAX_VALUE
                ? new Run(stream, run.from(), packet.number())
                : run);
        boolean isFirst = runs.stream().noneMatch(run -> run.stream() == stream);
        grid = new FrameGrid();
        runs.add(new Run(stream, isFirst ? 0 : packet.number(), Long.MAX_VALUE));
    }

    /** What it consists of, in order. */
    List<Run> runs() {
        return List.copyOf(runs);
    }

    /** When the next packet is decoded if the stream just goes on. */
    long expected() {
        return last + (unstamped + 1) * distance;
    }

    /** When the last presentation ends, as far as it is known, on the common clock. */
    long end() {
        return unstamped == 0 || !distanceKnown ? shownEnd : Math.max(shownEnd, expected() + shift);
    }

    /** When nothing is presented any more, at the earliest, if the last picture is held for so long. */
    long lastsUntil(long held) {
        return Math.max(end() + held, heldUntil);
    }

    /** From the first packet to the last, as far as it is known. */
    long length() {
        return last + (distanceKnown ? unstamped * distance : 0) + shift - first;
    }

    /** Takes what is met on the way to the next packet. */
    void meet(Way next) {
        way = way.and(next);
    }

    /** Whether a packet repeats the stamp of the packet before. */
    boolean repeats(Packet packet) {
        return packet.hasTime() && packet.stamp().decodingTime() == reading;
    }

    /** Whether the clock stands still: some packets in a row have one stamp. */
    boolean stands() {
        return stands;
    }

    /** Moves past a packet at which the clock stands still. */
    void stand() {
        stands = true;
        passUnstamped();
    }

    /** Whether a time is one or more whole distances after the last packet. */
    boolean isOnGrid(long time) {
        long rest = Math.floorMod(time - last, distance);
        return time > last && Math.min(rest, distance - rest) <= distance / NEAR;
    }

    void distance(long ticks) {
        if (ticks > 0 && ticks < SECOND) {
            distance = ticks;
            distanceKnown = true;
        }
    }

    /** Takes the mean distance of the packets up to {@code time}. */
    void measure(long time) {
        long mean = (time - stamped) / (passed + unstamped + 1);
        // In a group of frames that share a stamp, a gap looks like a longer distance. Two groups tell.
        boolean told = isNear(mean, distance) || isNear(mean, distanceOfGroup);
        if (passed + unstamped == 0 || !distanceKnown || told) {
            distance(mean);
        }
        distanceOfGroup = mean;
    }

    private static boolean isNear(long one, long other) {
        return Math.abs(one - other) <= one / NEAR;
    }

    /**
     * The next packet that has a stamp.
     *
     * @param time its decoding time
     * @param newShift the clock that it is on
     * @param delay from its decoding to its presentation
     */
    void accept(Packet packet, long time, long newShift, long delay) {
        boolean isKey = packet.stamp().access() == Access.KEY;
        boolean mayBegin = isKey && keysInARow < KEYS_OF_INTRA_STREAM;
        boolean goesOn = grid.take(time, passed + unstamped + 1);
        Start start = !mayBegin ? Start.NONE : goesOn ? Start.POSSIBLE_ON_GRID : Start.POSSIBLE;
        Next next = new Next(start, way);
        way = Way.CLEAR;
        if (started && !goesOn && medium == Medium.SOUND) {
            breaks.add(time + newShift);
        }
        if (started && newShift == shift) {
            leap(time);
            note(time, next);
            noteStep((time - stamped) / (passed + unstamped + 1));
            measure(time);
        } else {
            shiftBefore = started ? shift : newShift;
            shifted = time + newShift;
            leaptAt = LONG_AGO;
            missing.cut();
            long leap = started ? time - expected() : 0;
            long most = start == Start.POSSIBLE_ON_GRID ? MAX_LOST_SEGMENTS : MAX_LOSS;
            if (medium == Medium.PICTURES && start != Start.POSSIBLE && leap > 0 && leap <= most) {
                missing.leap(expected() + shift, Math.round((double) leap / distance), next);
            }
        }
        keysInARow = isKey ? keysInARow + 1 : 0;
        if (!started) {
            first = time + newShift;
        }
        duration = packet.stamp().duration();
        distance(duration);
        started = true;
        at(time);
        reading = packet.stamp().decodingTime();
        shift = newShift;
        long shown = time + shift + delay;
        shownLast = Math.max(shownLast, shown);
        shownEnd = Math.max(shownEnd, shown + distance);
        heldUntil = Math.max(heldUntil, shown + Math.max(distance, duration));
        if (medium == Medium.PICTURES) {
            peak.add(shown);
        }
    }

    private void leap(long time) {
        long ticks = time - expected();
        boolean forgotten = time + shift - leaptAt > MAX_SET;
        // Of the first packets, which share a stamp, nothing tells how long they last.
        if (distanceKnown && ticks > MIN_SILENCE && (forgotten || ticks >= leapt)) {
            leapt = ticks;
            leaptAt = time + shift;
        }
    }

    /** The shift that the clock had before it was set, if that is not long ago. */
    OptionalLong shiftBefore() {
        return started && expected() + shift - shifted <= MAX_SET ? OptionalLong.of(shiftBefore) : OptionalLong.empty();
    }

    /** By how much the stream leapt ahead on its clock, if that is not long ago. */
    OptionalLong leapt() {
        return expected() + shift - leaptAt <= MAX_SET ? OptionalLong.of(leapt) : OptionalLong.empty();
    }

    private void noteStep(long ticks) {
        if (ticks > 0) {
            steps.add(ticks);
        }
        if (steps.size() > STEPS) {
            steps.remove();
        }
    }

    /** Whether it has more than one packet with a time of its own. */
    boolean hasSteps() {
        return !steps.isEmpty();
    }

    /** From one packet to the next, however slow they are: the median of the last ones, or a guess. */
    long usualStep() {
        return steps.isEmpty()
                ? distance
                : steps.stream().sorted().skip(steps.size() / 2).findFirst().orElse(distance);
    }

    /** Notes what is missing before a time. */
    private void note(long time, Next next) {
        switch (medium) {
            case PICTURES -> missing.step(stamped + shift, time + shift, unstamped, duration, next);
            case SOUND -> {
                // Of the first frames, which share a stamp, nothing tells how long they last.
                if (distanceKnown && time - expected() > MIN_SILENCE && silences.size() < MAX_SILENCES) {
                    silences.add(new Silence(new Interval(expected() + shift, time + shift), next.way()));
                }
            }
        }
    }

    void at(long time) {
        stamped = time;
        last = time;
        passed = 0;
        unstamped = 0;
        stands = false;
    }

    /** Moves past a picture without a stamp, or a packet whose stamp does not count. */
    void passUnstamped() {
        unstamped++;
    }

    /** Moves past a frame of sound that has no stamp, because it shares a packet of the file with one that has. */
    void pass(Packet packet) {
        passed++;
        if (distanceKnown) {
            last += distance;
        }
        distance(packet.stamp().duration());
        shownEnd = Math.max(shownEnd, last + shift + distance);
    }
}
