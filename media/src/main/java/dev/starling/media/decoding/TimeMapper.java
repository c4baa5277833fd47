package dev.starling.media.decoding;

import dev.starling.libav.Natives;
import dev.starling.media.decoding.MappedTrack.Cut;
import dev.starling.media.decoding.MappedTrack.Packet;
import dev.starling.media.decoding.MissingPictures.Interval;
import dev.starling.media.decoding.MissingPictures.Silence;
import dev.starling.media.decoding.MissingPictures.Surroundings;
import dev.starling.media.decoding.PacketStamp.Medium;
import dev.starling.media.decoding.PacketStamp.Way;
import dev.starling.media.decoding.TimeMap.Shift;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * Finds where the clock of a container jumps, and closes the jumps: the same for all streams, so that they stay in
 * step. It sees the stamps of all packets, a few thousand at a time: {@link StampFaults} finds single wrong ones,
 * {@link ClockJumps} where a clock goes on after a jump. No I/O.
 *
 * <p>A stream's decoding times increase. Where they go back, or ahead by more than {@value #MAX_GAP_SECONDS} s, the
 * cause is one of these:
 *
 * <ul>
 *   <li><b>A cut</b>: the other streams jump too, near in the file and by as much. Recordings were joined, or the clock
 *       was set. What comes after the cut follows what was before it as closely as it can without an overlap.
 *   <li><b>A gap</b>: only this stream jumps ahead, and meanwhile the other medium ran on by about as much. Packets of
 *       this stream were lost or there are none: the stamps are right.
 *   <li><b>A fault of the stream</b>: only this stream jumps, and the other medium did not run on meanwhile. It goes on
 *       where it was.
 *   <li><b>A wrong stamp</b>: the next packet goes on where the one before ended. The packet takes its place.
 * </ul>
 *
 * <p>A clock may be set for a while, and then set back: by how much it had jumped, it jumps in the other direction.
 * What follows is as if it had not been set.
 *
 * <p>Where {@value StampFaults#STANDSTILL_PACKETS} or more packets of a stream in a row have one stamp, the clock
 * stands still: all but the first have none. If it then goes on where it stood, the time that the packets took is
 * added.
 *
 * <p>Where several files were put together, all streams of the next one get one shift, unless its clock goes on.
 *
 * <p>Packets are considered in the order of their positions in the file: a demuxer gives the packets around a cut in
 * another order, since it completes a packet when the next one of its stream begins.
 */
final class TimeMapper {
    private static final long SECOND = Natives.TICKS_PER_SECOND;
    /** MPEG-2 systems allows 0.7 s between the stamps of a stream (ISO/IEC 13818-1, 2.7.4). */
    private static final int MAX_GAP_SECONDS = 1;

    static final long MAX_GAP = MAX_GAP_SECONDS * SECOND;
    /** The last part of a file has at least the mean bitrate divided by this. */
    private static final int MAX_SPREAD = 16;
    /** Muxers round the end that they claim. */
    private static final long MIN_MISSING_END = SECOND / 10;
    /** A hole is longer than this part of a picture: times are rounded. */
    private static final double MIN_HOLE = 0.75;
    /** A clock that is rounded loses less. */
    private static final long MIN_LOST_TIME = SECOND / 10;

    /** Sound may go on after the pictures for a tenth of its length, within these bounds. */
    private static final int SHARE_OF_SOUND_BEYOND = 10;

    private static final long MIN_SOUND_BEYOND = SECOND;
    private static final long MAX_SOUND_BEYOND = 5 * SECOND;

    private static final int MAX_DISTURBANCES = 10_000;
    /** Of more, of many soundtracks, some are not looked at. */
    private static final int MAX_SILENCES = 20_000;

    private final Clock clock;
    private final PacketWindow window;
    private final StampFaults faults;
    private final ClockJumps jumps;
    private final Map<Integer, List<Shift>> shifts = new TreeMap<>();
    private final Map<Integer, Set<Long>> wrong = new TreeMap<>();
    private final Map<Integer, NavigableMap<Long, Long>> standstills = new TreeMap<>();
    private final Map<Integer, Long> packetCounts = new TreeMap<>();
    /** When packets were read on the way to which the demuxer met damage, on the common clock. */
    private final NavigableSet<Long> disturbances = new TreeSet<>();
    /** When the start of a clock was announced, likewise. */
    private final Marks announced = new Marks(MAX_DISTURBANCES);

    private Ending ending = Ending.UNKNOWN;

    /** The clock that a stream which starts now has. */
    private long currentShift;

    private long currentTime = PacketStamp.MISSING;
    /** Of files that were put together: which one, and the tracks that have begun in it. */
    private int currentPart;

    private final Set<MappedTrack> begun = new HashSet<>();

    /**
     * What is known of a container's clock.
     *
     * @param period after so many ticks of 1/90000 s it starts anew; 0 if it never does
     * @param stamps how far they are believed
     * @param streams whether one may go on in another
     * @param losses how they are known
     */
    record Clock(long period, Stamps stamps, Streams streams, Losses losses) {}

    /** The meaning of a container's streams. */
    enum Streams {
        /** Each is a track. */
        FIXED,
        /** When identifiers change, a track goes on in another stream. */
        CHANGING,
        /** Files were put together: a track goes on in a stream of the next one. */
        JOINED
    }

    /** The meaning of a container's stamps. */
    enum Stamps {
        /** A clock ran while packets were recorded. It may have been set. */
        RECORDED,
        /** A timeline was written. */
        MEANT
    }

    /** How the losses of packets are known. */
    enum Losses {
        /** Packets are counted: it is known where some of a stream are lost. */
        COUNTED,
        /** The demuxer meets damage, about where packets are lost. */
        SENSED
    }

    /**
     * The end of a file.
     *
     * @param way to it from the last packet
     * @param claimed when the last presentation of all streams that were read ends, as the container claims, in 1/90000
     *     s of its clock; {@link PacketStamp#MISSING} if it does not
     * @param unread how long the bytes after the last packet would last at the bitrate of those before, in 1/90000 s
     */
    record Ending(Way way, long claimed, long unread) {
        /** Nothing is known of it. */
        static final Ending UNKNOWN = new Ending(Way.CLEAR, PacketStamp.MISSING, 0);
    }

    /**
     * A map of a file's time.
     *
     * @param languages of a stream whose packets come, empty if the container does not tell
     */
    TimeMapper(Clock clock, IntFunction<String> languages) {
        this.clock = clock;
        this.window = new PacketWindow(clock, languages);
        this.faults = new StampFaults(clock.stamps(), window);
        this.jumps = new ClockJumps(clock, window);
    }

    /** Takes the stamps of the next packet that was read. */
    void add(PacketStamp stamp) {
        long number = packetCounts.merge(stamp.stream(), 1L, Long::sum) - 1;
        window.add(new Packet(stamp, number));
        consider(window.ripe());
    }

    /** Passes a packet that is decoded and not presented, such as one outside an edit of MP4. */
    void pass(int stream) {
        packetCounts.merge(stream, 1L, Long::sum);
    }

    /** The map, after the last packet. */
    TimeMap finish(Ending end) {
        ending = end;
        consider(window.size());
        window.tracks().forEach(it -> it.missing.cut());
        return new TimeMap(shifts, wrong, standstills, clock.period());
    }

    /**
     * What each track consists of, in order; to be called at the end. Tracks are in the order of their first packets.
     */
    List<List<Run>> tracks() {
        return window.tracks().stream().map(MappedTrack::runs).toList();
    }

    /**
     * From the first packet of a stream's track to its last, in 1/90000 s of the common clock; to be called at the end.
     */
    long length(int stream) {
        return window.trackOf(stream).map(MappedTrack::length).orElse(0L);
    }

    /**
     * When the last presentation of a stream's track ends, with those that are missing after it, in 1/90000 s of the
     * common clock; to be called at the end.
     */
    long end(int stream) {
        return window.trackOf(stream)
                .map(track -> track.end() + missingAtEnd(track))
                .orElse(0L);
    }

    /**
     * The most presentations in a second of a stream's track; empty if it is shorter. To be called once, at the end.
     */
    OptionalDouble peakRate(int stream) {
        return window.trackOf(stream).map(track -> track.peak.finish()).orElse(OptionalDouble.empty());
    }

    /**
     * How many pictures, or frames of sound, of a stream's track are missing, as far as the file tells; to be called at
     * the end.
     */
    long missing(int stream) {
        return window.trackOf(stream)
                .map(track -> switch (track.medium) {
                    case PICTURES ->
                        track.missing.count(surroundings(), clock)
                                + Math.round((double) missingAtEnd(track) / track.usualStep());
                    case SOUND -> missingSound(track);
                })
                .orElse(0L);
    }

    /** What is beside the pictures. */
    private Surroundings surroundings() {
        List<MappedTrack> heard = heard();
        return new Surroundings(
                heard.stream()
                        .flatMap(it -> it.silences.stream())
                        .limit(MAX_SILENCES)
                        .toList(),
                heard.stream().map(it -> new Interval(it.first, it.end())).toList(),
                heard.stream().map(it -> it.breaks).toList(),
                disturbances,
                announced);
    }

    private List<MappedTrack> heard() {
        return window.tracks().stream()
                .filter(it -> it.started && it.medium == Medium.SOUND)
                .toList();
    }

    /** Silences count where packets are lost or the demuxer met damage, but not between recordings. */
    private long missingSound(MappedTrack track) {
        Surroundings near = surroundings();
        return track.silences.stream()
                .filter(silence -> near.isTorn(silence, clock.losses()))
                .map(Silence::time)
                .filter(silence -> clock.stamps() == Stamps.MEANT
                        || window.tracks().stream().noneMatch(it -> it.missing.isPause(silence, near)))
                .mapToLong(it -> Math.round((double) (it.end() - it.start()) / track.distance))
                .sum();
    }

    /** The time for which pictures are missing after the last one. */
    private long missingAtEnd(MappedTrack track) {
        return track.medium == Medium.PICTURES ? Math.max(missingUpToClaim(track), missingBesideSound(track)) : 0;
    }

    /**
     * The time for which pictures are missing up to the end of the sound. It may go on a little, and a picture may be
     * held; where all sound runs on for longer, the end of the pictures is lost. A timeline that was written declares
     * that end: there it is lost only if the demuxer met damage near it or after it.
     */
    private long missingBesideSound(MappedTrack track) {
        OptionalLong soundEnd = heard().stream().mapToLong(MappedTrack::end).min();
        boolean mayBeLost = clock.stamps() == Stamps.RECORDED || isDamagedAtEnd(track);
        if (soundEnd.isEmpty() || !track.hasSteps() || !mayBeLost) {
            return 0;
        }
        long length = soundEnd.getAsLong() - track.first;
        long usual = Math.clamp(length / SHARE_OF_SOUND_BEYOND, MIN_SOUND_BEYOND, MAX_SOUND_BEYOND);
        long held = track.missing.longestHeld(surroundings(), clock);
        boolean isLost = soundEnd.getAsLong() > Math.max(track.end() + usual, track.lastsUntil(held));
        return isLost ? soundEnd.getAsLong() - track.end() : 0;
    }

    private boolean isDamagedAtEnd(MappedTrack track) {
        return ending.way().isDamaged() || disturbances.ceiling(track.end() - MissingPictures.REACH) != null;
    }

    /**
     * The time for which pictures are missing up to a claimed end. It is a hint: it counts where the demuxer met damage
     * after the last packet, nothing comes near the claimed end, and the bytes that were not read may last so long.
     */
    private long missingUpToClaim(MappedTrack track) {
        boolean claims = clock.stamps() == Stamps.MEANT && ending.claimed() != PacketStamp.MISSING;
        if (!claims || !ending.way().isDamaged()) {
            return 0;
        }
        long end = track.end();
        long reached =
                window.tracks().stream().mapToLong(MappedTrack::end).max().orElse(end);
        long claimed = ending.claimed() + track.shift;
        boolean isMissed = claimed - reached > Math.max(MIN_MISSING_END, MIN_HOLE * track.distance);
        return isMissed ? Math.min(claimed - end, MAX_SPREAD * ending.unread()) : 0;
    }

    private void consider(int count) {
        if (count > 0) {
            window.order(count);
            for (int i = 0; i < count; i++) {
                consider(window.packet(i), i);
            }
            window.drop(count);
        }
    }

    private void consider(Packet packet, int at) {
        MappedTrack track = window.track(at);
        if (!track.isOn(packet.stamp())) {
            return; // the last packet of a stream comes at the end of the file; it is on that stream's last clock
        }
        track.meet(packet.stamp().way());
        int part = FileParts.partOf(packet.stamp().stream());
        if (clock.streams() == Streams.JOINED && part != currentPart) {
            beginPart(part, at);
        }
        if (!begins(track) && faults.standsStill(track, packet, at)) {
            stand(track, packet);
        } else if (faults.isPresentedTooLate(track, packet, at)) {
            wrong.computeIfAbsent(packet.stamp().stream(), _ -> new HashSet<>()).add(packet.number());
            Packet plain = new Packet(packet.stamp().withoutPresentationTime(), packet.number());
            window.replace(at, plain);
            considerTime(track, plain, at);
        } else {
            considerTime(track, packet, at);
        }
        long time = track.last + track.shift;
        if (packet.stamp().way().isDamaged() && disturbances.size() < MAX_DISTURBANCES) {
            disturbances.add(time);
        }
        if (packet.stamp().way().isAnnounced()) {
            announced.add(time);
        }
    }

    private void stand(MappedTrack track, Packet packet) {
        NavigableMap<Long, Long> runs = standstills.computeIfAbsent(packet.stamp().stream(), _ -> new TreeMap<>());
        boolean goesOn = track.stands() && runs.lastEntry().getValue() == packet.number() - 1;
        runs.put(goesOn ? runs.lastKey() : packet.number(), packet.number());
        track.stand();
    }

    /** Whether a clock that stood still goes on where it stood, without the time that the pictures took meanwhile. */
    private boolean lostTime(MappedTrack track, long time) {
        return track.stands() && track.distanceKnown && track.expected() - time >= MIN_LOST_TIME;
    }

    /** Whether the next packet of a track with a time is its first, or the first in one of several files. */
    private boolean begins(MappedTrack track) {
        return !track.started || (clock.streams() == Streams.JOINED && !begun.contains(track));
    }

    /** Goes on with the next of several files, which starts with a packet. If its clock is new, it gets one shift. */
    private void beginPart(int part, int at) {
        currentPart = part;
        begun.clear();
        List<MappedTrack> before =
                window.tracks().stream().filter(it -> it.started).toList();
        before.forEach(it -> it.cut = Optional.empty());
        OptionalLong start = window.earliestOfPart(at, _ -> true);
        if (before.isEmpty() || start.isEmpty()) {
            return;
        }
        // The least shift with which no track overlaps itself, and nothing overlaps one that does not go on.
        long least = before.stream()
                .mapToLong(track -> track.end()
                        - window.earliestOfPart(at, i -> window.belongs(i, track))
                                .orElse(start.getAsLong()))
                .max()
                .getAsLong();
        long pause = currentShift - least;
        long longest = clock.stamps() == Stamps.MEANT ? ClockJumps.MAX_PAUSE : MAX_GAP;
        boolean goesOn = pause >= -ClockJumps.SOUND_TOLERANCE && pause <= longest;
        currentShift = goesOn ? currentShift : least;
        currentTime = PacketStamp.MISSING;
    }

    private void considerTime(MappedTrack track, Packet packet, int at) {
        if (track.cut.isPresent() && isAt(track.cut.get(), packet)) {
            Cut cut = track.cut.get();
            track.cut = Optional.empty();
            accept(track, packet, cut.time(), cut.shift());
            return;
        }
        if (!packet.hasTime()) {
            switch (track.medium) {
                case PICTURES -> track.passUnstamped();
                case SOUND -> {
                    if (track.started) {
                        track.pass(packet);
                    }
                }
            }
            return;
        }
        if (begins(track)) {
            long near = currentTime == PacketStamp.MISSING ? packet.stamp().decodingTime() : currentTime;
            accept(track, packet, window.unwrapped(packet, near), currentShift);
            return;
        }
        long time = window.unwrapped(packet, track.last);
        boolean back = time < track.stamped || jumps.isShownEarly(track, packet, time);
        boolean ahead = time - track.expected() > MAX_GAP || ClockJumps.isSetBackAhead(track, time);
        if (!back && lostTime(track, time)) {
            accept(track, packet, time, track.expected() + track.shift - time);
        } else if (track.cut.isPresent() || (!back && !ahead)) {
            accept(track, packet, time, track.shift);
        } else if (faults.isWrongStamp(track, at, time)) {
            emit(packet, track.expected() + track.shift - packet.stamp().decodingTime());
            track.at(track.expected());
        } else {
            accept(track, packet, time, jumps.shiftAfterJump(track, packet, at, time));
        }
    }

    private static boolean isAt(Cut cut, Packet packet) {
        return cut.packet().number() == packet.number() && cut.packet().stamp().stream() == packet.stamp().stream();
    }

    private void accept(MappedTrack track, Packet packet, long time, long shift) {
        if (packet.hasTime()) {
            emit(packet, time + shift - packet.stamp().decodingTime());
        }
        track.accept(packet, time, shift, window.delay(packet));
        begun.add(track);
        jumps.reach(track);
        currentTime = time;
        currentShift = shift;
    }

    private void emit(Packet packet, long ticks) {
        int stream = packet.stamp().stream();
        List<Shift> before = shifts.getOrDefault(stream, List.of());
        if (ticks != (before.isEmpty() ? 0 : before.getLast().ticks())) {
            shifts.computeIfAbsent(stream, _ -> new ArrayList<>()).add(new Shift(packet.number(), ticks));
        }
    }
}
