package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import dev.starling.libav.MediaException;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.libav.Ratio;
import dev.starling.media.decoding.Demuxer.MissingStamps;
import dev.starling.media.decoding.PacketStamp.Access;
import dev.starling.media.decoding.PacketStamp.Medium;
import dev.starling.media.decoding.PacketStamp.Way;
import dev.starling.media.decoding.StreamSurvey.Scope;
import dev.starling.media.decoding.TimeMapper.Clock;
import dev.starling.media.decoding.TimeMapper.Ending;
import dev.starling.media.decoding.TimeMapper.Losses;
import dev.starling.media.decoding.TimeMapper.Stamps;
import dev.starling.media.decoding.TimeMapper.Streams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/**
 * What the packets of a file tell before anything is decoded. Reading them all takes a small part of the time of
 * decoding.
 *
 * @param scope how the file has to be read so that all streams of the title are found
 * @param parts in which the file has to be read, because codecs change or because it consists of several
 * @param times the way from the stamps to the clock that pictures and sound share
 * @param video the track of pictures
 * @param audio the soundtracks that belong to the video, the one to hear if nothing else is chosen first
 * @param picturePackets the packets of the video
 * @param pictureTicks from the first of them to the last, in 1/90000 s of that clock
 * @param pictureEnd when the last picture ends, likewise, with those that are missing at the end
 * @param missingPictures how many pictures are missing between and after the packets, as far as the file tells
 * @param peakRate the most packets of the video in a second; empty if it is shorter
 */
record SourceScan(
        Scope scope,
        FileParts parts,
        TimeMap times,
        Track video,
        List<Track> audio,
        long picturePackets,
        long pictureTicks,
        long pictureEnd,
        long missingPictures,
        OptionalDouble peakRate) {
    SourceScan {
        audio = List.copyOf(audio);
    }

    /**
     * What is seen or heard.
     *
     * @param runs what it consists of, in order: one run, or several where identifiers or codecs change
     * @param missing how many pictures or frames of sound are missing in it, as far as the file tells
     */
    record Track(List<Run> runs, long missing) {
        Track {
            runs = List.copyOf(runs);
        }

        /** Its streams by {@linkplain Demuxer#number number}, the first one first. */
        List<Integer> streams() {
            return runs.stream().map(Run::stream).distinct().toList();
        }
    }

    private static final int NO_STREAM = -1;
    private static final int MAX_WRAP_BITS = 62;
    /** Fewer packets tell no rate. */
    private static final int MIN_PACKETS_OF_RATE = 10;

    private static final int MILLI = 1000;

    /** The duration of the pictures. */
    Duration duration() {
        return Duration.ofNanos(pictureTicks * (1_000_000_000L / Natives.TICKS_PER_SECOND));
    }

    /** How many pictures have no time of their own, because their clock stood still. */
    long guessedPictures() {
        return video.streams().stream().mapToLong(times::repeated).sum();
    }

    /** The mean number of packets per second of the video stream; empty if it is too short to tell. */
    Optional<Ratio> pictureRate() {
        if (picturePackets < MIN_PACKETS_OF_RATE || pictureTicks <= 0) {
            return Optional.empty();
        }
        double rate = (double) (picturePackets - 1) * Natives.TICKS_PER_SECOND / pictureTicks;
        return Optional.of(new Ratio((int) Math.max(1, Math.round(Math.min(rate, MILLI * MILLI) * MILLI)), MILLI));
    }

    /**
     * Reads all packets of a file.
     *
     * @throws MediaException if the file cannot be read, is no video, or ends before its declared end
     */
    static SourceScan of(Path path) {
        FileOpening.requireReadable(path);
        Scope wider = Scope.WHOLE;
        FileParts files;
        TransportScan transport;
        try (NativeLog log = new NativeLog();
                Demuxer demuxer = begin(path, FileParts.joined(JoinedFiles.starts(path)), log)) {
            transport = TransportScan.of(demuxer);
            files = demuxer.parts();
            if (demuxer.streams().video().isPresent() || !demuxer.findsStreamsLater()) {
                SourceScan scan = of(demuxer, Scope.USUAL, transport);
                if (scan.scope().equals(Scope.USUAL)) {
                    return scan;
                }
                wider = scan.scope();
            }
        }
        try (NativeLog log = new NativeLog();
                Demuxer demuxer = Demuxer.open(path, MissingStamps.KEPT, wider.bytes(), log, 0, files)) {
            return of(demuxer, wider, transport);
        }
    }

    /** Opens the first of files that were put together. Those at the start that have no packets are left out. */
    private static Demuxer begin(Path path, FileParts files, NativeLog log) {
        for (FileParts rest = files; ; rest = rest.from(1)) {
            Demuxer demuxer = Demuxer.open(path, MissingStamps.KEPT, Scope.USUAL.bytes(), log, 0, rest);
            if (rest.count() == 1) {
                return demuxer;
            }
            try {
                readTitle(demuxer);
                if (!demuxer.isEmpty()) {
                    return demuxer;
                }
            } catch (MediaException e) {
                demuxer.close();
                throw e;
            }
            demuxer.close();
        }
    }

    /**
     * Opens the file that was scanned, with the same streams, and with stamps of the common clock.
     *
     * @throws MediaException if the file cannot be read any more
     */
    Demuxer open(Path path, MissingStamps missingStamps, NativeLog log) {
        Demuxer demuxer = Demuxer.open(path, missingStamps, scope.bytes(), log, 0, parts);
        demuxer.use(times);
        return demuxer;
    }

    private static SourceScan of(Demuxer demuxer, Scope scope, TransportScan transport) {
        // Of several files, the first ones may have sound alone.
        Optional<AVStream> video =
                demuxer.parts().count() > 1 ? demuxer.streams().video() : Optional.of(Probe.requireVideo(demuxer));
        boolean multiplexed = demuxer.isMultiplexed();
        boolean growing = demuxer.findsStreamsLater();
        StreamSurvey survey = new StreamSurvey(demuxer, video, scope);
        readTitle(demuxer);
        FileParts parts =
                demuxer.container().equals("mpegts") ? FileParts.of(changes(demuxer, survey)) : demuxer.parts();
        demuxer.divide(parts);
        int described = video.map(parts::numberOfFirst).orElse(NO_STREAM);
        List<Integer> shown = new ArrayList<>(List.of(described));
        List<Integer> audio = new ArrayList<>(
                demuxer.streams().audio().stream().map(parts::numberOfFirst).toList());
        Map<Integer, String> languages = new HashMap<>();
        TimeMapper mapper = new TimeMapper(clock(demuxer, parts, transport), it -> languages.getOrDefault(it, ""));
        Positions positions = new Positions(multiplexed);
        FrameNumbers numbers = new FrameNumbers();
        Map<Integer, Long> before = new HashMap<>();
        Map<Integer, Long> packets = new TreeMap<>();
        long indexed = video.map(demuxer::indexedPackets).orElse(0L);
        long given = 0;
        Ending ending;
        try (PartReader reader = new PartReader(demuxer, parts)) {
            for (Demuxer part = reader.next(); part != null; part = reader.next()) {
                AVPacket packet = reader.packet();
                AVStream stream = part.context().streams(packet.stream_index());
                int number = part.number(stream.index());
                Optional<Medium> medium = medium(stream);
                if (medium.isEmpty() || (part.startsWithFile() && !survey.take(packet, number, medium.get()))) {
                    continue;
                }
                if (!languages.containsKey(number)) {
                    if (parts.areFiles() && !part.startsWithFile()) {
                        switch (medium.get()) {
                            case PICTURES -> shown.add(number);
                            case SOUND -> audio.add(number);
                        }
                    }
                    languages.put(
                            number, ContainerStreams.tag(stream, "language").orElse(""));
                }
                if ((packet.flags() & AV_PKT_FLAG_DISCARD) != 0) {
                    mapper.pass(number);
                } else {
                    long position = positions.of(part);
                    // Of the first packet of a stream, the counters tell nothing.
                    Long last = before.put(number, position);
                    Way way = last != null && transport.counts(stream.id())
                            ? transport.way(stream.id(), last, position)
                            : part.metDamage() ? Way.DAMAGED : Way.CLEAR;
                    if (multiplexed && stream.codecpar().codec_id() == AV_CODEC_ID_H264) {
                        way = numbers.leaps(number, packet) ? way.and(Way.DAMAGED) : way;
                    }
                    Place place = new Place(number, position, way);
                    mapper.add(stamp(packet, stream, medium.get(), place));
                    given += number == described && packet.size() > 0 ? 1 : 0;
                    packets.merge(number, 1L, Long::sum);
                }
            }
            ending = reader.ending();
        }
        TimeMap times = mapper.finish(ending);
        List<Track> tracks = mapper.tracks().stream()
                .map(runs -> new Track(runs, mapper.missing(runs.getFirst().stream())))
                .toList();
        int chosen = shown.stream().filter(packets::containsKey).findFirst().orElse(described);
        if (chosen == NO_STREAM) {
            throw Probe.noVideo(demuxer);
        }
        Track pictures = trackOf(tracks, chosen);
        List<Track> sound = new ArrayList<>();
        Set<Integer> heard = new HashSet<>();
        for (int stream : audio) {
            if (!heard.contains(stream) && sound.size() < ContainerStreams.MAX_AUDIO_STREAMS) {
                Track track = trackOf(tracks, stream);
                sound.add(track);
                heard.addAll(track.streams());
            }
        }
        return new SourceScan(
                growing && scope.equals(Scope.USUAL) ? survey.found(mapper.tracks()) : scope,
                parts,
                times,
                pictures,
                sound,
                pictures.streams().stream()
                        .mapToLong(it -> packets.getOrDefault(it, 0L))
                        .sum(),
                mapper.length(chosen),
                mapper.end(chosen),
                pictures.missing() + Math.max(0, indexed - given),
                mapper.peakRate(chosen));
    }

    /** Where codecs of the title change in a transport stream. */
    private static List<CodecChange> changes(Demuxer demuxer, StreamSurvey survey) {
        return CodecChange.of(demuxer.path()).stream()
                .filter(change -> demuxer.streams()
                        .has(
                                change.pid(),
                                it -> medium(it).isPresent()
                                        && survey.belongs(demuxer.streams().programs(it.index()))))
                .toList();
    }

    /** Reads the streams that may belong to a title. */
    private static void readTitle(Demuxer demuxer) {
        int video = demuxer.streams().video().map(AVStream::index).orElse(-1);
        List<Integer> audio =
                demuxer.streams().audio().stream().map(AVStream::index).toList();
        demuxer.readOnly(it -> medium(it).isPresent()
                && (demuxer.findsStreamsLater() || it.index() == video || audio.contains(it.index())));
    }

    /** The track with a stream; one without packets is a track of its own. */
    private static Track trackOf(List<Track> tracks, int stream) {
        return tracks.stream()
                .filter(it -> it.streams().contains(stream))
                .findFirst()
                .orElse(new Track(List.of(Run.of(stream)), 0));
    }

    private static Optional<Medium> medium(AVStream stream) {
        int type = stream.codecpar().codec_type();
        boolean picture = type == AVMEDIA_TYPE_VIDEO && ContainerStreams.isMoving(stream);
        return picture
                ? Optional.of(Medium.PICTURES)
                : type == AVMEDIA_TYPE_AUDIO ? Optional.of(Medium.SOUND) : Optional.empty();
    }

    private static Clock clock(Demuxer demuxer, FileParts parts, TransportScan transport) {
        // All streams of a container have one period.
        AVStream any =
                demuxer.streams().video().orElseGet(() -> demuxer.context().streams(0));
        int bits = any.pts_wrap_bits();
        long period = bits > MAX_WRAP_BITS ? 0 : av_rescale_q(1L << bits, any.time_base(), Natives.ticks());
        Streams streams = parts.count() > 1 ? Streams.JOINED : Streams.FIXED;
        return new Clock(
                Math.max(0, period),
                stamps(demuxer),
                demuxer.container().equals("mpegts") ? Streams.CHANGING : streams,
                transport.counts(any.id()) ? Losses.COUNTED : Losses.SENSED);
    }

    private static Stamps stamps(Demuxer demuxer) {
        boolean recorded = (demuxer.context().iformat().flags() & AVFMT_TS_DISCONT) != 0;
        return recorded ? Stamps.RECORDED : Stamps.MEANT;
    }

    /** Where a packet is in the file, and the number of its stream. */
    private record Place(int stream, long position, Way way) {}

    private static PacketStamp stamp(AVPacket packet, AVStream stream, Medium medium, Place place) {
        AVRational timeBase = stream.time_base();
        // MPEG systems leave out a decoding time that equals the presentation time. Elsewhere, the first pictures may
        // have none: DecodingOrder finds them.
        boolean onlyOne = medium == Medium.SOUND || stream.pts_wrap_bits() <= MAX_WRAP_BITS;
        long decoding = packet.dts() == AV_NOPTS_VALUE && onlyOne ? packet.pts() : packet.dts();
        return new PacketStamp(
                place.stream(),
                medium,
                (packet.flags() & AV_PKT_FLAG_KEY) != 0 ? Access.KEY : Access.OTHER,
                place.position(),
                ticks(decoding, timeBase),
                ticks(packet.pts(), timeBase),
                av_rescale_q(packet.duration(), timeBase, Natives.ticks()),
                place.way());
    }

    private static long ticks(long stamp, AVRational timeBase) {
        return stamp == AV_NOPTS_VALUE ? PacketStamp.MISSING : av_rescale_q(stamp, timeBase, Natives.ticks());
    }

    /** Where packets are in the file, or the order in which they were read where that is what counts. */
    private static final class Positions {
        private final boolean multiplexed;
        private long count;

        Positions(boolean multiplexed) {
            this.multiplexed = multiplexed;
        }

        long of(Demuxer part) {
            return multiplexed ? part.position() : count++;
        }
    }

    /**
     * The packets of all parts of a file, about in the order of their positions. Files that follow each other are
     * opened one after the other. Owns all demuxers but the first.
     */
    private static final class PartReader implements AutoCloseable {
        private final FileParts parts;
        private final List<Demuxer> demuxers = new ArrayList<>();
        /** The next packet of each. */
        private final List<Optional<AVPacket>> packets = new ArrayList<>();
        /** The part whose packet was given; −1 before the first. */
        private int given = -1;

        PartReader(Demuxer whole, FileParts parts) {
            this.parts = parts;
            demuxers.add(whole);
            try {
                while (!parts.areFiles() && demuxers.size() < parts.count()) {
                    open();
                }
                demuxers.forEach(it -> packets.add(it.read()));
            } catch (MediaException e) {
                close();
                throw e;
            }
        }

        private Demuxer open() {
            int part = demuxers.size();
            if (parts.areFiles() && part > 1) {
                demuxers.getLast().close();
            }
            Demuxer demuxer = demuxers.getFirst().again(part);
            demuxers.add(demuxer);
            parts.part(part)
                    .pid()
                    .ifPresentOrElse(pid -> demuxer.readOnly(it -> it.id() == pid), () -> readTitle(demuxer));
            return demuxer;
        }

        /** The part that has the next packet; null at the end. */
        @Nullable
        Demuxer next() {
            if (given >= 0) {
                packets.set(given, demuxers.get(given).read());
            }
            while (parts.areFiles() && packets.getLast().isEmpty() && demuxers.size() < parts.count()) {
                packets.add(open().read());
            }
            // Of files, the last that was opened.
            given = IntStream.range(parts.areFiles() ? demuxers.size() - 1 : 0, demuxers.size())
                    .filter(it -> packets.get(it).isPresent())
                    .boxed()
                    .min(Comparator.comparingLong(it -> demuxers.get(it).position()))
                    .orElse(-1);
            return given < 0 ? null : demuxers.get(given);
        }

        AVPacket packet() {
            return packets.get(given).orElseThrow();
        }

        /** The end of the file. */
        Ending ending() {
            return (parts.areFiles() ? demuxers.getLast() : demuxers.getFirst()).ending();
        }

        @Override
        public void close() {
            demuxers.stream().skip(1).forEach(Demuxer::close);
        }
    }
}
