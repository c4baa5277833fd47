package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NOBUFFER;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NOFILLIN;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_ENCRYPTION_INFO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BYTE;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avformat.avio_feof;
import static org.bytedeco.ffmpeg.global.avformat.avio_tell;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.media.decoding.FileParts.Part;
import dev.starling.media.decoding.PacketStamp.Way;
import dev.starling.media.decoding.SourceScan.Track;
import dev.starling.media.decoding.TimeMapper.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * One open container: its packets in file order. Checks that the file ends where the container declares. One owner, one
 * thread.
 */
final class Demuxer implements AutoCloseable {
    static {
        Natives.load();
    }

    /** Some demuxers give it at the end of the file, for example that of GXF. */
    private static final int NO_REASON = -1;

    private static final String NO_TIME_SCALE = "Invalid mdhd time scale";

    private final Path path;
    private final NativeLog log;
    /** The part of the file that this reads. */
    private final int part;
    /** Where that starts, in bytes. */
    private final long start;

    private final MissingStamps missingStamps;
    private final Optional<TransportInput> input;
    private final AVFormatContext context;
    private final AVPacket packet;
    /** The length of the part. */
    private final long fileBytes;

    private final long probedBytes;
    private final FileEnd end;
    private Predicate<AVStream> wanted = _ -> true;
    /** How many packets of each stream were read. */
    private final Map<Integer, Long> packetCounts = new HashMap<>();

    private final Map<Integer, Long> positions = new HashMap<>();

    /** Other parts that were opened to describe their streams. */
    private final Map<Integer, Demuxer> others = new HashMap<>();

    private FileParts parts;
    private TimeMap times = TimeMap.IDENTITY;
    private boolean metDamage;
    private boolean stampWasWrong;
    /** Whether the next packet was read already. */
    private boolean isAhead;

    private boolean closed;

    /** What packets get that have no time stamp of their own. It matters in MPEG systems; elsewhere all have one. */
    enum MissingStamps {
        /** A stamp that FFmpeg derives from the one before and the stream's first sample or picture rate. */
        FILLED,
        /** Nothing. */
        KEPT
    }

    /**
     * Opens a file and recognises its streams; missing stamps are filled.
     *
     * @throws MediaException IO, NOT_MEDIA, TRUNCATED or ENCRYPTED
     */
    Demuxer(Path path, NativeLog log) {
        this(path, MissingStamps.FILLED, 0, log, 0, FileParts.WHOLE);
    }

    private Demuxer(
            Path path, MissingStamps missingStamps, long probedBytes, NativeLog log, int part, FileParts parts) {
        this.path = path;
        this.log = log;
        this.missingStamps = missingStamps;
        this.probedBytes = probedBytes;
        this.part = part;
        this.parts = parts;
        Part own = parts.part(part);
        this.start = own.start();
        long wholeBytes = FileOpening.requireReadable(path);
        this.fileBytes = own.bytes(wholeBytes);
        long bytes = start == 0 || own.isFile() ? probedBytes : 0;
        this.input = FileOpening.input(path, own);
        this.context = open(path, own, bytes);
        this.packet = Natives.allocated(av_packet_alloc(), "av_packet_alloc");
        if (missingStamps == MissingStamps.KEPT && isMultiplexed()) {
            context.flags(context.flags() | AVFMT_FLAG_NOFILLIN);
        }
        try (var _ = log.listen()) {
            recogniseStreams(bytes);
            if (part == 0 && start == 0) { // once for all files: it compares their parts with the whole
                FileStructure.requireWhole(path, container());
            }
            requireWholeIndex();
            requireTimeScales();
            requireClear();
        } catch (Throwable e) {
            close();
            throw e;
        }
        this.end = new FileEnd(path, context, fileBytes);
    }

    /**
     * Opens a part of a file and recognises its streams.
     *
     * @param probedBytes streams that start within so many bytes are recognised; 0 for as many as FFmpeg reads of
     *     itself. Only MPEG systems and Flash video need another number: elsewhere, the header has all streams
     * @param part the index in {@code parts}
     * @throws MediaException IO, NOT_MEDIA, TRUNCATED or ENCRYPTED; of files that were put together, with the place of
     *     the file
     */
    static Demuxer open(
            Path path, MissingStamps missingStamps, long probedBytes, NativeLog log, int part, FileParts parts) {
        try {
            return new Demuxer(path, missingStamps, probedBytes, log, part, parts);
        } catch (MediaException e) {
            Part bytes = parts.part(part);
            if (bytes.start() == 0 || !bytes.isFile()) {
                throw e;
            }
            String reason = String.valueOf(e.getMessage()).replace(MediaException.shown(path) + ": ", "");
            throw MediaException.of(
                    e.kind(), path, "the file that starts at byte " + bytes.start() + " of it: " + reason, e);
        }
    }

    private AVFormatContext open(Path file, Part own, long bytes) {
        try {
            return FileOpening.open(file, own, bytes, log, input);
        } catch (Throwable e) {
            try {
                requireInput();
            } finally {
                input.ifPresent(TransportInput::close);
            }
            throw e;
        }
    }

    /** What FFmpeg could not read it takes for the end of the file, or for another format. */
    private void requireInput() {
        if (input.isPresent()) {
            try {
                input.get().requireRead();
            } catch (IOException e) {
                throw MediaException.of(Kind.IO, path, "read error: " + e, e);
            }
        }
    }

    private void recogniseStreams(long bytes) {
        long first = 0;
        if (bytes > 0) {
            first = avio_tell(context.pb());
            context.probesize(bytes).max_analyze_duration(Long.MAX_VALUE);
            // The packets are read again, so that the file does not have to fit into memory.
            context.flags(context.flags() | AVFMT_FLAG_NOBUFFER);
        } else if (!findsStreamsLater()) {
            // Slow pictures: FFmpeg's five seconds may hold none that it can decode.
            context.max_analyze_duration(StampFaults.MAX_STILL / Natives.TICKS_PER_SECOND * AV_TIME_BASE);
        }
        int result = avformat_find_stream_info(context, (AVDictionary) null);
        requireInput();
        // One of several files may have nothing but a header.
        if (result < 0 && (result != AVERROR_EOF || parts.count() == 1)) {
            throw MediaException.of(
                    Kind.NOT_MEDIA, path, "no stream is recognised: " + log.lastWords(Natives.errorText(result)));
        }
        if (bytes > 0) {
            context.flags(context.flags() & ~AVFMT_FLAG_NOBUFFER);
            Natives.check(av_seek_frame(context, -1, first, AVSEEK_FLAG_BYTE), "av_seek_frame");
        }
    }

    /** The index of an MP4 file gives the position of every sample. A sample beyond the end of the file was cut off. */
    private void requireWholeIndex() {
        if (!container().startsWith("mov")) {
            return;
        }
        for (int i = 0; i < context.nb_streams(); i++) {
            AVStream stream = context.streams(i);
            int count = avformat_index_get_entries_count(stream);
            if (count > 0) {
                AVIndexEntry last = avformat_index_get_entry(stream, count - 1);
                if (last.pos() + last.size() > fileBytes) {
                    throw MediaException.of(
                            Kind.TRUNCATED,
                            path,
                            "truncated: the file has " + fileBytes
                                    + " bytes, but its index refers to samples up to byte "
                                    + (last.pos() + last.size()));
                }
            }
        }
    }

    /** Without a time scale, an MP4 file has no times: ISO/IEC 14496-12, 8.4.2. FFmpeg takes ticks for seconds. */
    private void requireTimeScales() {
        boolean lacksOne = log.mentions(NO_TIME_SCALE)
                && Stream.concat(streams().video().stream(), streams().audio().stream())
                        .anyMatch(it -> it.time_base().num() == it.time_base().den());
        if (lacksOne) {
            throw MediaException.of(
                    Kind.UNSUPPORTED,
                    path,
                    "the header of a track (mdhd) has no valid time scale, so its times are unknown; write the file"
                            + " anew");
        }
    }

    /** Refuses what is encrypted, as far as the container's header tells. */
    private void requireClear() {
        boolean encrypted = log.mentions("DRM protected")
                || TransportScrambling.isScrambled(path, container())
                || Encryption.isDeclared(context);
        if (encrypted) {
            throw encrypted();
        }
    }

    MediaException encrypted() {
        return MediaException.of(Kind.ENCRYPTED, path, "encrypted; give a file without DRM");
    }

    Path path() {
        return path;
    }

    AVFormatContext context() {
        return context;
    }

    /** The streams that are known by now. */
    ContainerStreams streams() {
        return new ContainerStreams(context);
    }

    String container() {
        return context.iformat().name().getString();
    }

    /** Whether packets of several streams are cut into pieces that alternate: MPEG systems. */
    boolean isMultiplexed() {
        return container().equals("mpegts") || container().equals("mpeg");
    }

    /**
     * Whether the container tells only when pictures are decoded, in ticks of a clock. Each packet then lasts a tick,
     * though a picture may take some.
     */
    boolean tellsOnlyDecoding() {
        return container().equals("avi") || container().equals("gxf");
    }

    /** Whether a stream may be unknown until its first packet comes. */
    boolean findsStreamsLater() {
        return isMultiplexed() || container().equals("flv");
    }

    /** Skips all other streams, without reading them where the container allows it. Their ends are not checked. */
    void readOnly(Predicate<AVStream> wanted) {
        this.wanted = wanted;
        for (int i = 0; i < context.nb_streams(); i++) {
            context.streams(i).discard(wanted.test(context.streams(i)) ? AVDISCARD_DEFAULT : AVDISCARD_ALL);
        }
    }

    /** The duration that the container declares, zero if it declares none. */
    Duration declaredDuration() {
        long duration = context.duration();
        return duration == AV_NOPTS_VALUE || duration <= 0
                ? Duration.ZERO
                : Duration.ofNanos(duration * (1_000_000_000L / AV_TIME_BASE));
    }

    /**
     * The next packet of any stream, valid until the next call; empty at the end of the file.
     *
     * @throws MediaException TRUNCATED if the file ends before its declared end; ENCRYPTED; IO if it cannot be read
     */
    Optional<AVPacket> read() {
        Optional<AVPacket> next = readAny();
        while (next.isPresent() && !parts.areFiles() && !isOfPart()) {
            next = readAny();
        }
        next.ifPresent(_ -> moveStamps());
        return next;
    }

    /**
     * Whether there is no packet. Reads the first one, which {@link #read} gives later.
     *
     * @throws MediaException as {@link #read}
     */
    boolean isEmpty() {
        isAhead = readAny().isPresent();
        return !isAhead;
    }

    /** Whether the last packet is one of this part. */
    private boolean isOfPart() {
        return parts.has(part, context.streams(packet.stream_index()).id(), position());
    }

    /**
     * Where the last packet starts in the file, in bytes; that of the packet before where the container does not tell.
     */
    long position() {
        return positions.getOrDefault(packet.stream_index(), 0L);
    }

    private Optional<AVPacket> readAny() {
        if (isAhead) {
            isAhead = false;
            return Optional.of(packet);
        }
        try (var _ = log.listen()) {
            av_packet_unref(packet);
            long wordsBefore = log.lineCount();
            int result = av_read_frame(context, packet);
            metDamage = log.lineCount() > wordsBefore || (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0;
            while (result == AVERROR_EAGAIN() && !isAtEnd()) { // garbage between packets; it was skipped
                result = av_read_frame(context, packet);
                metDamage = true;
            }
            requireInput();
            boolean ended = result == AVERROR_EOF || result == AVERROR_EAGAIN() || (result == NO_REASON && isAtEnd());
            if (ended) {
                end.requireWhole(wanted);
                return Optional.empty();
            }
            if (result < 0) {
                String text = Natives.errorText(result);
                throw MediaException.of(
                        Kind.IO, path, "read error: " + (log.lineCount() > wordsBefore ? log.lastWords(text) : text));
            }
        }
        if (!Pointer.isNull(av_packet_get_side_data(packet, AV_PKT_DATA_ENCRYPTION_INFO, (SizeTPointer) null))) {
            throw encrypted();
        }
        end.note(packet);
        positions.merge(packet.stream_index(), start + packet.pos(), Math::max);
        return Optional.of(packet);
    }

    /** Whether there was damage, as far as the demuxer can tell, on the way to the last packet. */
    boolean metDamage() {
        return metDamage;
    }

    /** Whether the last packet had a presentation time that was wrong. */
    boolean stampWasWrong() {
        return stampWasWrong;
    }

    /**
     * How many packets of a stream the index of an AVI file lists that hold something; 0 elsewhere. What is lost
     * between packets moves the later ones, and nothing else tells. To be called before packets are read.
     */
    long indexedPackets(AVStream stream) {
        if (!container().equals("avi")) {
            return 0;
        }
        int entries = avformat_index_get_entries_count(stream);
        return IntStream.range(0, entries)
                .filter(i -> avformat_index_get_entry(stream, i).size() > 0)
                .count();
    }

    private boolean isAtEnd() {
        return avio_feof(context.pb()) != 0 || avio_tell(context.pb()) >= fileBytes;
    }

    /** From now on packets have stamps of the common clock. To be called before the first is read. */
    void use(TimeMap map) {
        times = map;
    }

    /** The parts of the file, as far as they are known. */
    FileParts parts() {
        return parts;
    }

    /** From now on packets of other parts are left out. To be called before the first is read. */
    void divide(FileParts fileParts) {
        parts = fileParts;
    }

    /** The number of one of these streams among those of all parts of the file. */
    int number(int index) {
        return FileParts.number(part, index);
    }

    /** Whether the part starts where the first one does, so that streams have the same indexes. */
    boolean startsWithFile() {
        return start == parts.part(0).start();
    }

    /** Whether this reads the part of a stream, by its number. */
    boolean reads(int number) {
        return FileParts.partOf(number) == part;
    }

    /**
     * A track's first stream, as the start of the file describes it, or the file in which it begins if several were put
     * together. Valid until this is closed.
     */
    AVStream firstOf(Track track) {
        int number = track.streams().getFirst();
        int first = FileParts.partOf(number);
        boolean own = reads(number) || !parts.areFiles();
        AVFormatContext described = own ? context : others.computeIfAbsent(first, this::again).context;
        return described.streams(FileParts.indexOf(number));
    }

    /** The number of the last packet in its stream, from 0. To be called before a seek. */
    long packetNumber() {
        return packetCounts.getOrDefault(packet.stream_index(), 0L) - 1;
    }

    private void moveStamps() {
        int index = packet.stream_index();
        int stream = number(index);
        long number = packetCounts.merge(index, 1L, Long::sum) - 1;
        stampWasWrong = times.isWrong(stream, number);
        if (stampWasWrong) {
            packet.pts(AV_NOPTS_VALUE);
        }
        if (times.standsStill(stream, number)) {
            stampWasWrong = true;
            packet.pts(AV_NOPTS_VALUE).dts(AV_NOPTS_VALUE).duration(0);
        }
        long shift = times.ticks(stream, number);
        if (shift == 0) {
            return;
        }
        AVRational timeBase = context.streams(index).time_base();
        long moved = av_rescale_q(shift, Natives.ticks(), timeBase);
        long decoding = packet.dts();
        if (packet.pts() != AV_NOPTS_VALUE) {
            long near = decoding == AV_NOPTS_VALUE ? packet.pts() : decoding;
            long period = times.period() == 0 ? 0 : av_rescale_q(times.period(), Natives.ticks(), timeBase);
            packet.pts(near + moved + TimeMap.difference(packet.pts(), near, period));
        }
        if (decoding != AV_NOPTS_VALUE) {
            packet.dts(decoding + moved);
        }
    }

    /** Seeks to the last key picture of a stream at or before a stamp; false if the container cannot seek. */
    boolean seek(AVStream stream, long stamp) {
        try (var _ = log.listen()) {
            end.forget();
            isAhead = false;
            return av_seek_frame(context, stream.index(), stamp, AVSEEK_FLAG_BACKWARD) >= 0;
        }
    }

    /** The end of the file, after the last packet. */
    Ending ending() {
        return end.ending(metDamage ? Way.DAMAGED : Way.CLEAR, wanted);
    }

    /**
     * Opens a part of the file, in the same way and with the same map.
     *
     * @throws MediaException as {@link #open}
     */
    Demuxer again(int otherPart) {
        Demuxer other = open(path, missingStamps, probedBytes, log, otherPart, parts);
        other.use(times);
        return other;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            others.values().forEach(Demuxer::close);
            av_packet_free(packet);
            avformat_close_input(context);
            input.ifPresent(TransportInput::close);
        }
    }
}
