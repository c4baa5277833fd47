package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_STREAM;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.libav.Orientation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;

/** One open container: its streams, its packets in file order, and whether it ends where it says it does. */
final class Demuxer implements AutoCloseable {
    static {
        Natives.load();
    }

    /**
     * The containers that are read. FFmpeg guesses from content and would also take subtitles, ANSI art, still images,
     * and playlists that name other files; none of those is a title. Containers of sound alone are there so that the
     * answer is "no video" rather than "not media".
     */
    private static final String CONTAINERS =
            "mov,mp4,matroska,webm,mpegts,mpeg,mpegvideo,yuv4mpegpipe,avi,flv,ivf,ogg,asf,mxf,"
                    + "nut,gxf,wtv,dv,h264,hevc,obu,m4v,mp3,aac,flac,wav,w64,aiff,ac3,eac3";

    /** A file may end this much before its declared end: muxers round, and edit lists cut. */
    private static final double TRUNCATION_TOLERANCE_SECONDS = 0.5;

    private final Path path;
    private final NativeLog log;
    private final AVFormatContext context;
    private final AVPacket packet;
    private final long fileBytes;
    private final double[] streamEndSeconds;
    /** The only stream that is read, or -1 for all. */
    private int onlyStream = -1;

    private boolean lastPacketCut;
    private long lastPacketEndOffset;
    private boolean closed;

    Demuxer(Path path, NativeLog log) {
        this.path = path;
        this.log = log;
        this.fileBytes = requireReadable(path);
        this.context = open(path, log);
        this.packet = Natives.allocated(av_packet_alloc(), "av_packet_alloc");
        try (var _ = log.listen()) {
            int result = avformat_find_stream_info(context, (AVDictionary) null);
            if (result < 0) {
                throw MediaException.of(
                        Kind.NOT_MEDIA,
                        path,
                        "no stream can be recognised: " + log.lastWords(Natives.errorText(result)));
            }
            requireWholeIndex();
        } catch (MediaException e) {
            close();
            throw e;
        }
        this.streamEndSeconds = new double[context.nb_streams()];
        Arrays.fill(streamEndSeconds, Double.NEGATIVE_INFINITY);
    }

    private static long requireReadable(Path path) {
        if (!Files.exists(path)) {
            throw MediaException.of(Kind.IO, path, "no such file");
        }
        if (!Files.isRegularFile(path)) {
            throw MediaException.of(Kind.IO, path, "not a regular file");
        }
        if (!Files.isReadable(path)) {
            throw MediaException.of(Kind.IO, path, "not readable: permission denied");
        }
        try {
            long bytes = Files.size(path);
            if (bytes == 0) {
                throw MediaException.of(Kind.NOT_MEDIA, path, "the file is empty");
            }
            return bytes;
        } catch (IOException e) {
            throw MediaException.of(Kind.IO, path, String.valueOf(e.getMessage()), e);
        }
    }

    private static AVFormatContext open(Path path, NativeLog log) {
        AVFormatContext context = Natives.allocated(avformat_alloc_context(), "avformat_alloc_context");
        AVDictionary options = new AVDictionary(null);
        // A container may name other resources (mov data references, for one). Only this file is opened.
        av_dict_set(options, "protocol_whitelist", "file", 0);
        av_dict_set(options, "format_whitelist", CONTAINERS, 0);
        try (var _ = log.listen()) {
            int result = avformat_open_input(context, "file:" + path.toAbsolutePath(), null, options);
            if (result < 0) { // the context is freed by the failed call
                throw openFailure(path, log, result);
            }
            return context;
        } finally {
            av_dict_free(options);
        }
    }

    private static MediaException openFailure(Path path, NativeLog log, int result) {
        if (log.mentions("moov atom not found") && startsAsMp4(path)) {
            return MediaException.of(
                    Kind.TRUNCATED,
                    path,
                    "truncated: the MP4 index (moov) is missing, the file was cut or never finished");
        }
        if (log.mentions("not on whitelist") || log.mentions("detected only with low score")) {
            return MediaException.of(Kind.NOT_MEDIA, path, "not a video file");
        }
        return MediaException.of(Kind.NOT_MEDIA, path, "not a video file: " + log.lastWords(Natives.errorText(result)));
    }

    /**
     * ISO/IEC 14496-12, 4.3: a file starts with its type box; the other two stand first in files from before there was
     * one.
     */
    private static boolean startsAsMp4(Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] head = file.readNBytes(8);
            String type = new String(head, StandardCharsets.US_ASCII).substring(Math.min(4, head.length));
            return type.equals("ftyp") || type.equals("mdat") || type.equals("wide");
        } catch (IOException e) {
            throw MediaException.of(Kind.IO, path, String.valueOf(e.getMessage()), e);
        }
    }

    /** MP4 and its kin say where each sample lies: one beyond the end of the file means that the file was cut. */
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
                            "truncated: the file has " + fileBytes + " bytes, its index names samples up to byte "
                                    + (last.pos() + last.size()));
                }
            }
        }
    }

    Path path() {
        return path;
    }

    AVFormatContext context() {
        return context;
    }

    String container() {
        return context.iformat().name().getString();
    }

    /** The moving picture. Cover art is none. */
    Optional<AVStream> videoStream() {
        int best = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
        if (best >= 0 && isMoving(context.streams(best))) {
            return Optional.of(context.streams(best));
        }
        for (int i = 0; i < context.nb_streams(); i++) {
            AVStream stream = context.streams(i);
            if (stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO && isMoving(stream)) {
                return Optional.of(stream);
            }
        }
        return Optional.empty();
    }

    private static boolean isMoving(AVStream stream) {
        return (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0;
    }

    /** The sound that belongs to the picture. */
    Optional<AVStream> audioStream() {
        int related = videoStream().map(AVStream::index).orElse(-1);
        int best = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, related, (AVCodec) null, 0);
        if (best < 0) {
            return Optional.empty();
        }
        AVStream stream = context.streams(best);
        AVCodecParameters parameters = stream.codecpar();
        boolean known = parameters.sample_rate() > 0 && parameters.ch_layout().nb_channels() > 0;
        return known ? Optional.of(stream) : Optional.empty();
    }

    /** Leaves all other streams out, unread where the container allows it. Their ends are not checked then. */
    void readOnly(AVStream wanted) {
        for (int i = 0; i < context.nb_streams(); i++) {
            context.streams(i).discard(i == wanted.index() ? AVDISCARD_DEFAULT : AVDISCARD_ALL);
        }
        onlyStream = wanted.index();
    }

    /** As the container declares it, zero where it declares none. */
    Duration declaredDuration() {
        long duration = context.duration();
        return duration == AV_NOPTS_VALUE || duration <= 0
                ? Duration.ZERO
                : Duration.ofNanos(duration * (1_000_000_000L / AV_TIME_BASE));
    }

    Orientation orientation(AVStream stream) {
        AVCodecParameters parameters = stream.codecpar();
        AVPacketSideData matrix = av_packet_side_data_get(
                parameters.coded_side_data(), parameters.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        if (Pointer.isNull(matrix) || matrix.size() < Orientation.MATRIX_BYTES) {
            return Orientation.UPRIGHT;
        }
        return Orientation.of(Natives.memory(matrix.data(), Orientation.MATRIX_BYTES));
    }

    /**
     * The next packet of any stream, valid until the next call; empty at the end of the file.
     *
     * @throws MediaException TRUNCATED when the file ends before its declared end, IO when it cannot be read
     */
    Optional<AVPacket> read() {
        try (var _ = log.listen()) {
            av_packet_unref(packet);
            int result = av_read_frame(context, packet);
            if (result == AVERROR_EOF) {
                requireWhole();
                return Optional.empty();
            }
            if (result < 0) {
                throw MediaException.of(Kind.IO, path, "read error: " + log.lastWords(Natives.errorText(result)));
            }
        }
        noteEnd();
        return Optional.of(packet);
    }

    /** Goes to the last key picture of a stream at or before a stamp; false if the container cannot. */
    boolean seek(AVStream stream, long stamp) {
        try (var _ = log.listen()) {
            lastPacketCut = false;
            lastPacketEndOffset = 0;
            return av_seek_frame(context, stream.index(), stamp, AVSEEK_FLAG_BACKWARD) >= 0;
        }
    }

    private void noteEnd() {
        int index = packet.stream_index();
        if (index < streamEndSeconds.length && packet.pts() != AV_NOPTS_VALUE) {
            AVRational timeBase = context.streams(index).time_base();
            double end = (packet.pts() + packet.duration()) * seconds(timeBase);
            streamEndSeconds[index] = Math.max(streamEndSeconds[index], end);
        }
        lastPacketCut = (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0;
        lastPacketEndOffset = packet.pos() < 0 ? -1 : packet.pos() + packet.size();
    }

    private void requireWhole() {
        // In a transport stream the flag means lost packets, which decoders survive; elsewhere, a sample cut by the
        // file's end.
        if (lastPacketCut && !container().equals("mpegts")) {
            throw MediaException.of(Kind.TRUNCATED, path, "truncated: the file ends inside a picture or sound packet");
        }
        if (container().equals("yuv4mpegpipe") && lastPacketEndOffset > 0) {
            // FRAME, perhaps parameters, newline, samples: what follows the last whole frame must be nothing.
            long leftOver = fileBytes - lastPacketEndOffset;
            if (leftOver > Y4M_FRAME_HEADER_LIMIT) {
                throw MediaException.of(Kind.TRUNCATED, path, "truncated: the file ends inside a picture");
            }
        }
        double latest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < streamEndSeconds.length; i++) {
            AVStream stream = context.streams(i);
            latest = Math.max(latest, streamEndSeconds[i]);
            // Packets of other streams may have been read while streams were recognised: their ends mean nothing.
            boolean counts = onlyStream < 0 || onlyStream == i;
            boolean declares = stream.duration() > 0 && container().startsWith("mov");
            if (counts && declares && streamEndSeconds[i] != Double.NEGATIVE_INFINITY) {
                long start = stream.start_time() == AV_NOPTS_VALUE ? 0 : stream.start_time();
                requireEnd(streamEndSeconds[i], (start + stream.duration()) * seconds(stream.time_base()));
            }
        }
        if (onlyStream < 0
                && context.duration_estimation_method() == AVFMT_DURATION_FROM_STREAM
                && context.duration() != AV_NOPTS_VALUE
                && latest != Double.NEGATIVE_INFINITY) {
            long start = context.start_time() == AV_NOPTS_VALUE ? 0 : context.start_time();
            requireEnd(latest, (double) (start + context.duration()) / AV_TIME_BASE);
        }
    }

    /** The longest line that may precede a YUV4MPEG2 picture, as FFmpeg reads it. */
    private static final int Y4M_FRAME_HEADER_LIMIT = 80;

    private void requireEnd(double actualSeconds, double declaredSeconds) {
        if (actualSeconds < declaredSeconds - TRUNCATION_TOLERANCE_SECONDS) {
            throw MediaException.of(
                    Kind.TRUNCATED,
                    path,
                    String.format(
                            Locale.ROOT,
                            "truncated: it declares an end at %.2f s, its data end at %.2f s",
                            declaredSeconds,
                            actualSeconds));
        }
    }

    private static double seconds(AVRational timeBase) {
        return (double) timeBase.num() / timeBase.den();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_packet_free(packet);
            avformat_close_input(context);
        }
    }
}
