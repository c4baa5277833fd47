package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_ATTACHMENT;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;

import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.Natives;
import dev.starling.media.decoding.PacketStamp.Way;
import dev.starling.media.decoding.TimeMapper.Ending;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Where the packets of a file end, and where the file declares its end. One owner, one thread. */
final class FileEnd {
    /** A file may end this much before its declared end, because muxers round and edit lists cut. */
    private static final double TRUNCATION_TOLERANCE_SECONDS = 0.5;

    /** The longest line before a YUV4MPEG2 picture that FFmpeg reads. */
    private static final int MAX_Y4M_FRAME_HEADER_BYTES = 80;

    private final Path path;
    private final AVFormatContext context;
    private final long fileBytes;
    private final double[] streamEndSeconds;
    /** The earliest presentation of all packets so far. */
    private double startSeconds = Double.POSITIVE_INFINITY;

    private boolean lastPacketCut;
    /** In the file, in bytes; −1 if unknown. */
    private long lastPacketEndOffset;
    /** The end of all packets so far, in bytes. */
    private long bytesRead;

    FileEnd(Path path, AVFormatContext context, long fileBytes) {
        this.path = path;
        this.context = context;
        this.fileBytes = fileBytes;
        this.streamEndSeconds = new double[context.nb_streams()];
        Arrays.fill(streamEndSeconds, Double.NEGATIVE_INFINITY);
    }

    private String container() {
        return context.iformat().name().getString();
    }

    /** Takes the next packet that was read. */
    void note(AVPacket packet) {
        int index = packet.stream_index();
        if (index < streamEndSeconds.length && packet.pts() != AV_NOPTS_VALUE) {
            AVRational timeBase = context.streams(index).time_base();
            startSeconds = Math.min(startSeconds, packet.pts() * seconds(timeBase));
            double end = (packet.pts() + packet.duration()) * seconds(timeBase);
            streamEndSeconds[index] = Math.max(streamEndSeconds[index], end);
        }
        lastPacketCut = (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0;
        lastPacketEndOffset = packet.pos() < 0 ? -1 : packet.pos() + packet.size();
        bytesRead = Math.max(bytesRead, lastPacketEndOffset);
    }

    /** The next packet is from elsewhere. */
    void forget() {
        lastPacketCut = false;
        lastPacketEndOffset = 0;
    }

    /**
     * Checks that the last packet is at the declared end.
     *
     * @param wanted the streams whose packets were read
     * @throws MediaException TRUNCATED if it is not
     */
    void requireWhole(Predicate<AVStream> wanted) {
        // In a transport stream, the flag means lost packets, which decoders survive. In other containers, the end of
        // the file cuts the sample.
        if (lastPacketCut && !container().equals("mpegts")) {
            throw MediaException.of(Kind.TRUNCATED, path, "truncated: the file ends inside a picture or sound packet");
        }
        if (container().equals("yuv4mpegpipe") && lastPacketEndOffset > 0) {
            // A frame is "FRAME", optional parameters, newline, samples. Nothing may follow the last whole frame.
            long leftOver = fileBytes - lastPacketEndOffset;
            if (leftOver > MAX_Y4M_FRAME_HEADER_BYTES) {
                throw MediaException.of(Kind.TRUNCATED, path, "truncated: the file ends inside a picture");
            }
        }
        for (int i = 0; i < streamEndSeconds.length; i++) {
            AVStream stream = context.streams(i);
            // Packets of other streams may have been read while streams were recognised. Their ends do not count.
            boolean counts = wanted.test(stream);
            boolean declares = stream.duration() > 0 && container().startsWith("mov");
            if (counts && declares && streamEndSeconds[i] != Double.NEGATIVE_INFINITY) {
                // Of fragments, the duration is that from 0 to the end.
                long before = stream.start_time() == AV_NOPTS_VALUE ? 0 : Math.min(0, stream.start_time());
                requireEnd(streamEndSeconds[i], (before + stream.duration()) * seconds(stream.time_base()));
            }
        }
    }

    private void requireEnd(double actualSeconds, double declaredSeconds) {
        if (actualSeconds < declaredSeconds - TRUNCATION_TOLERANCE_SECONDS) {
            throw MediaException.of(
                    Kind.TRUNCATED,
                    path,
                    String.format(
                            Locale.ROOT,
                            "truncated: the file declares an end at %.2f s, but its data end at %.2f s",
                            declaredSeconds,
                            actualSeconds));
        }
    }

    private static double seconds(AVRational timeBase) {
        return (double) timeBase.num() / timeBase.den();
    }

    /**
     * What is known of the end, after the last packet.
     *
     * @param way what the demuxer met after it
     * @param wanted the streams whose packets were read
     */
    Ending ending(Way way, Predicate<AVStream> wanted) {
        double readSeconds = Arrays.stream(streamEndSeconds).max().orElse(Double.NEGATIVE_INFINITY) - startSeconds;
        double share = bytesRead <= 0 ? 0 : Math.max(0, fileBytes - bytesRead) / (double) bytesRead;
        long unread = Math.round(Math.max(0, readSeconds) * share * Natives.TICKS_PER_SECOND);
        return new Ending(way, claimedEnd(wanted), unread);
    }

    /** The end that the container claims for what was read. That of MP4 was checked ({@link #requireWhole}). */
    private long claimedEnd(Predicate<AVStream> wanted) {
        long duration = context.duration();
        boolean claims = duration != AV_NOPTS_VALUE
                && duration > 0
                && context.duration_estimation_method() != AVFMT_DURATION_FROM_BITRATE
                && !container().startsWith("mov");
        boolean ofRead = IntStream.range(0, context.nb_streams())
                .mapToObj(context::streams)
                .allMatch(it -> wanted.test(it) || !lasts(it));
        if (!claims || !ofRead) {
            return PacketStamp.MISSING;
        }
        // That of Matroska starts at time 0 (RFC 9559, 5.1.2.10).
        boolean fromFirst =
                context.start_time() != AV_NOPTS_VALUE && !container().startsWith("matroska");
        long start = fromFirst ? context.start_time() : 0;
        return Math.round((double) (start + duration) / AV_TIME_BASE * Natives.TICKS_PER_SECOND);
    }

    /** Whether a stream is presented over time, so that the duration of the file may be its. */
    private static boolean lasts(AVStream stream) {
        return stream.codecpar().codec_type() != AVMEDIA_TYPE_ATTACHMENT && ContainerStreams.isMoving(stream);
    }
}
