package dev.starling.media.decoding;

import dev.starling.libav.Natives;
import dev.starling.media.decoding.MappedTrack.Packet;
import dev.starling.media.decoding.PacketStamp.Medium;
import dev.starling.media.decoding.TimeMapper.Clock;
import dev.starling.media.decoding.TimeMapper.Stamps;
import dev.starling.media.decoding.TimeMapper.Streams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The packets that {@link TimeMapper} sees at a time, in the order of their positions, and the tracks to which they
 * belong. Indexes are places in the window. No I/O.
 */
final class PacketWindow {
    private static final int LOOK_AHEAD_PACKETS = 4096;
    /** Streams that jump together do so within fewer packets. It bounds the time that a hostile file can take. */
    private static final int MAX_STEPS = 2048;
    /**
     * A track goes on in another stream if so many packets of that come in a row. Streams that run together alternate.
     */
    private static final int MIN_RUN = 24;
    /** So many packets tell what is presented first: twice as many as are reordered. */
    private static final int PACKETS_TO_EARLIEST = 2 * DecodingOrder.MAX_REORDERED;
    /** A picture that is presented so much before it is decoded has a wrong stamp. */
    private static final long MAX_EARLY = Natives.TICKS_PER_SECOND / 2;

    private final Clock clock;
    private final IntFunction<String> languages;
    private List<Packet> packets = new ArrayList<>();
    /** In the order of their first packets. */
    private final List<MappedTrack> tracks = new ArrayList<>();

    private final Map<Integer, MappedTrack> trackOfStream = new TreeMap<>();
    private final Map<Integer, DecodingOrder> orders = new TreeMap<>();
    private final Map<Integer, DecodingAfterPause> pausing = new TreeMap<>();

    /**
     * An empty window.
     *
     * @param languages of a stream whose packets come, empty if the container does not tell
     */
    PacketWindow(Clock clock, IntFunction<String> languages) {
        this.clock = clock;
        this.languages = languages;
    }

    void add(Packet packet) {
        packets.add(packet);
    }

    /** How many packets can be considered: those that have enough others after them. */
    int ripe() {
        return packets.size() < 2 * LOOK_AHEAD_PACKETS ? 0 : packets.size() - LOOK_AHEAD_PACKETS;
    }

    int size() {
        return packets.size();
    }

    Packet packet(int at) {
        return packets.get(at);
    }

    void replace(int at, Packet packet) {
        packets.set(at, packet);
    }

    /** Where a search ends that starts at an index. */
    int reach(int at) {
        return Math.min(packets.size(), at + MAX_STEPS);
    }

    /**
     * Sorts the packets, and gives the first {@code count} the decoding times that they lack, and later ones as far as
     * the packets tell that follow them.
     */
    void order(int count) {
        packets.sort(Comparator.comparingLong(packet -> packet.stamp().position()));
        Map<Integer, List<Integer>> places = new TreeMap<>();
        for (int i = 0; i < packets.size(); i++) {
            PacketStamp stamp = packets.get(i).stamp();
            if (stamp.medium() == Medium.PICTURES) {
                places.computeIfAbsent(stamp.stream(), _ -> new ArrayList<>()).add(i);
            }
        }
        places.forEach((stream, own) -> {
            List<Packet> all = own.stream().map(packets::get).toList();
            DecodingOrder order = orders.computeIfAbsent(stream, _ -> new DecodingOrder());
            DecodingAfterPause pauses = pausing.computeIfAbsent(stream, _ -> new DecodingAfterPause());
            for (int i = 0; i < own.size(); i++) {
                boolean ripe = own.get(i) < count || i + DecodingOrder.MAX_REORDERED < own.size();
                Packet packet = all.get(i);
                if (ripe && !pauses.has(packet)) {
                    List<Packet> following = all.subList(i + 1, all.size());
                    Packet ordered = clock.stamps() == Stamps.MEANT ? order.restored(packet, following) : packet;
                    packets.set(own.get(i), pauses.restored(ordered, following));
                }
            }
        });
    }

    /** Forgets the first packets. */
    void drop(int count) {
        packets = new ArrayList<>(packets.subList(count, packets.size()));
    }

    List<MappedTrack> tracks() {
        return tracks;
    }

    /** The track of a stream whose packets were considered. */
    Optional<MappedTrack> trackOf(int stream) {
        return Optional.ofNullable(trackOfStream.get(stream)).filter(it -> it.started);
    }

    /** The track of the packet at an index. */
    MappedTrack track(int at) {
        Packet packet = packets.get(at);
        PacketStamp stamp = packet.stamp();
        MappedTrack known = trackOfStream.get(stamp.stream());
        if (known != null) {
            if (!known.isOn(stamp) && packetsBeforeNext(known, stamp.stream(), at) >= MIN_RUN) {
                known.goOn(packet);
            }
            return known;
        }
        MappedTrack track = tracks.stream()
                .filter(it -> it.started && mayGoOn(it, stamp))
                .filter(it -> hasEnded(it, at) || packetsBeforeNext(it, stamp.stream(), at) >= MIN_RUN)
                .findFirst()
                .orElse(null);
        if (track == null) {
            track = new MappedTrack(stamp.medium(), languages.apply(stamp.stream()));
            tracks.add(track);
        }
        track.goOn(packet);
        trackOfStream.put(stamp.stream(), track);
        return track;
    }

    /** Whether a track may go on in a new stream: in one of its language, or in any if no track has that language. */
    private boolean mayGoOn(MappedTrack track, PacketStamp stamp) {
        boolean follows = switch (clock.streams()) {
            case FIXED -> false;
            case CHANGING -> true;
            case JOINED -> FileParts.partOf(track.stream()) < FileParts.partOf(stamp.stream());
        };
        String language = languages.apply(stamp.stream());
        return follows
                && track.medium == stamp.medium()
                && (track.language.equals(language)
                        || tracks.stream()
                                .noneMatch(it -> it.medium == stamp.medium() && it.language.equals(language)));
    }

    /** Whether a track's stream has no more packets, as far as one can see. */
    private boolean hasEnded(MappedTrack track, int at) {
        return packets.subList(at, packets.size()).stream().noneMatch(it -> track.isOn(it.stamp()));
    }

    /** How many packets of another stream come before the next one of a track's stream, as far as one can see. */
    private long packetsBeforeNext(MappedTrack track, int stream, int at) {
        return packets.subList(at, packets.size()).stream()
                .takeWhile(it -> !track.isOn(it.stamp()))
                .filter(it -> it.stamp().stream() == stream)
                .limit(MIN_RUN)
                .count();
    }

    /** The index of a track's next packet that has a time. */
    OptionalInt next(MappedTrack track, int after) {
        int until = reach(after);
        for (int i = after + 1; i < until; i++) {
            if (belongs(i, track)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Whether a packet to come has a time and is a track's. A stream that was not seen yet, or that the track had
     * before, may be one in which it goes on.
     */
    boolean belongs(int at, MappedTrack track) {
        PacketStamp stamp = packets.get(at).stamp();
        if (!packets.get(at).hasTime() || stamp.medium() != track.medium) {
            return false;
        }
        MappedTrack known = trackOfStream.get(stamp.stream());
        return track.isOn(stamp)
                || (clock.streams() == Streams.CHANGING && known == track)
                || (known == null && mayGoOn(track, stamp));
    }

    /** A packet's decoding time, the clock's new starts undone. */
    long unwrapped(Packet packet, long near) {
        return near + TimeMap.difference(packet.stamp().decodingTime(), near, clock.period());
    }

    /** From a packet's decoding to its presentation; 0 if it has no decoding time. */
    long delay(Packet packet) {
        return packet.hasTime()
                ? TimeMap.difference(
                        packet.stamp().presentationTime(), packet.stamp().decodingTime(), clock.period())
                : 0;
    }

    /**
     * The earliest presentation time in one of several files that were put together, from a packet on, of those packets
     * for whose indexes something holds; empty if there are none.
     */
    OptionalLong earliestOfPart(int from, IntPredicate holds) {
        int part = FileParts.partOf(packets.get(from).stamp().stream());
        int until = reach(from);
        return IntStream.range(from, until)
                .takeWhile(i -> FileParts.partOf(packets.get(i).stamp().stream()) == part)
                .filter(i -> packets.get(i).hasTime() && holds.test(i))
                .limit(PACKETS_TO_EARLIEST)
                .mapToLong(i -> packets.get(i).stamp().decodingTime() + Math.max(delay(packets.get(i)), -MAX_EARLY))
                .min();
    }

    /** The earliest presentation time of a stream's packets from one on that has the given decoding time. */
    long earliest(MappedTrack track, int from, long time) {
        long earliest = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        int seen = 0;
        int until = reach(from);
        for (int i = from; i < until && seen < PACKETS_TO_EARLIEST; i++) {
            Packet packet = packets.get(i);
            if (belongs(i, track)) {
                long decoding = unwrapped(packet, time);
                if (decoding < last || (seen > 0 && decoding - last > TimeMapper.MAX_GAP)) {
                    break; // beyond the next jump
                }
                last = decoding;
                // A picture is not presented before it is decoded; a little, where a muxer counts differently.
                earliest = Math.min(earliest, decoding + Math.max(delay(packet), -MAX_EARLY));
                seen++;
            }
        }
        return earliest;
    }
}
