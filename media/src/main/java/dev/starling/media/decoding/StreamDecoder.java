package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_INTERLACED;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_COPY_OPAQUE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP2;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG2VIDEO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOMEM;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.NativeEncoder;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.media.decoding.MpegAudioFraming.Framed;
import dev.starling.media.decoding.SourceScan.Track;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;

/**
 * Decodes a track of a container: a stream, or several that follow each other. A frame that cannot be decoded is logged
 * and skipped. One owner, one thread.
 */
final class StreamDecoder implements AutoCloseable {
    /** A decoder holds fewer packets before the first frame comes out. */
    private static final int MAX_EARLY = 1000;

    private final int threads;
    private final NativeLog log;
    private final AVFrame frame;
    private final Consumer<AVPacket> listener;
    private final Deque<Run> later;
    /** The caller's; others are this one's own. */
    private final Demuxer first;

    private Demuxer demuxer;
    private Run run;
    private AVStream stream;
    private AVCodecContext context;
    private final DroppedPictures dropped = new DroppedPictures();
    /** The decoding times of the last packets before the first frame came out, by their numbers. */
    private final NavigableMap<Long, Long> early = new TreeMap<>();
    /** How much later than its own packet the first frame of the run came out, in decoding times. */
    private long lag;
    /** How many packets were read meanwhile. */
    private long lagPackets;

    private boolean shown;
    /** A packet that does not come from the demuxer as it is. */
    private final AVPacket own;

    private MpegAudioFraming framing = new MpegAudioFraming();
    private final Deque<Framed> framed = new ArrayDeque<>();
    private long packetsSent;
    private long failures;
    private long concealed;
    private boolean inputEnded;
    private boolean closed;

    /** A number as FFmpeg passes it from a packet to its frame: in place of an address. */
    private static final class PacketNumber extends Pointer {
        PacketNumber(long number) {
            address = number;
        }
    }

    /**
     * Opens the decoder of a track.
     *
     * @param threads number of decoder threads, at least 1
     * @throws MediaException UNSUPPORTED if there is no decoder or it cannot be opened
     */
    StreamDecoder(Demuxer demuxer, Track track, int threads, NativeLog log) {
        this(demuxer, track, threads, log, packet -> {});
    }

    /**
     * Opens the decoder of a track.
     *
     * @param threads number of decoder threads, at least 1
     * @param listener receives every packet before it is decoded; valid during the call
     * @throws MediaException UNSUPPORTED if there is no decoder or it cannot be opened
     */
    StreamDecoder(Demuxer demuxer, Track track, int threads, NativeLog log, Consumer<AVPacket> listener) {
        this.listener = listener;
        this.first = demuxer;
        this.demuxer = demuxer;
        this.threads = threads;
        this.log = log;
        this.later = new ArrayDeque<>(track.runs());
        this.run = later.remove();
        this.frame = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
        this.own = Natives.allocated(av_packet_alloc(), "av_packet_alloc");
        try {
            if (!first.reads(run.stream())) {
                this.demuxer = openRun();
            }
            this.stream = this.demuxer.context().streams(FileParts.indexOf(run.stream()));
            this.context = openDecoder();
        } catch (MediaException e) {
            closeOwnDemuxer();
            av_packet_free(own);
            av_frame_free(frame);
            throw e;
        }
    }

    private AVCodecContext openDecoder() {
        AVCodec decoder = Probe.requireDecoder(demuxer, stream);
        AVCodecContext opened = Natives.allocated(avcodec_alloc_context3(decoder), "avcodec_alloc_context3");
        log.attach(opened);
        opened.thread_count(threads);
        opened.flags(opened.flags() | AV_CODEC_FLAG_COPY_OPAQUE);
        try (var _ = log.listen()) {
            Natives.check(avcodec_parameters_to_context(opened, stream.codecpar()), "avcodec_parameters_to_context");
            opened.pkt_timebase(stream.time_base());
            int result = avcodec_open2(opened, decoder, (AVDictionary) null);
            if (result < 0) {
                throw MediaException.of(
                        Kind.UNSUPPORTED,
                        demuxer.path(),
                        "decoder " + decoder.name().getString() + " cannot be opened: "
                                + log.lastWords(Natives.errorText(result)));
            }
            return opened;
        } catch (MediaException e) {
            avcodec_free_context(opened);
            throw e;
        }
    }

    /** The stream that is being decoded. */
    AVStream stream() {
        return stream;
    }

    /**
     * Goes on with the track's next run. Its stream is read from the start of the file, since the demuxer gives the
     * last packet of a stream only at the end; false if there is none.
     */
    private boolean nextRun() {
        Optional<AVPacket> packet = Optional.empty();
        while (packet.isEmpty()) {
            if (later.isEmpty()) {
                return false;
            }
            run = later.remove();
            Demuxer next = openRun();
            closeOwnDemuxer();
            demuxer = next;
            packet = readRun(FileParts.indexOf(run.stream()));
        }
        stream = demuxer.context().streams(FileParts.indexOf(run.stream()));
        avcodec_free_context(context);
        context = openDecoder();
        forgetFrames();
        shown = false;
        early.clear();
        inputEnded = false;
        send(packet);
        return true;
    }

    /** The run's stream alone, in the part of the file that has it. */
    private Demuxer openRun() {
        int index = FileParts.indexOf(run.stream());
        Demuxer opened = first.again(FileParts.partOf(run.stream()));
        opened.readOnly(it -> it.index() == index);
        return opened;
    }

    private void closeOwnDemuxer() {
        if (demuxer != first) {
            demuxer.close();
        }
    }

    /** How many packets gave nothing so far: those that could not be decoded, or pictures that were dropped. */
    long failures() {
        return Math.max(failures, dropped.count());
    }

    /** Whether every packet of the stream is a picture or a field that is shown. In other codecs, some are not. */
    private boolean showsEveryPacket() {
        int codec = stream.codecpar().codec_id();
        return codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC || codec == AV_CODEC_ID_MPEG2VIDEO;
    }

    /** How many frames have parts that could not be decoded, so far. */
    long concealed() {
        return concealed;
    }

    /** The next frame, valid until the next call; empty at the end. */
    Optional<AVFrame> next() {
        while (true) {
            try (var _ = log.listen()) {
                av_frame_unref(frame);
                int result = avcodec_receive_frame(context, frame);
                if (result >= 0) {
                    boolean damaged = frame.decode_error_flags() != 0 || (frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0;
                    concealed += damaged ? 1 : 0;
                    noteShown();
                    return Optional.of(frame);
                }
                if (result == AVERROR_EOF) {
                    dropped.end();
                    if (nextRun()) {
                        continue;
                    }
                    return Optional.empty();
                }
                if (result == AVERROR_ENOMEM()) {
                    Natives.check(result, "avcodec_receive_frame");
                }
                if (result != AVERROR_EAGAIN()) {
                    failures++;
                    continue; // a damaged picture, which FFmpeg has logged
                }
            }
            feed();
        }
    }

    /**
     * The presentation time of the frame that {@link #next} gave, in the stream's time base; AV_NOPTS_VALUE if unknown.
     * MPEG systems have one for each picture. Elsewhere some are wrong or missing; FFmpeg then uses the decoding times:
     * that of the packet with which a frame came out. ASF, AVI and GXF have only these. Sound of ASF waits for the
     * first picture to come out. That of AVI and GXF does not: there, the i-th frame is shown at the i-th of the times,
     * also where FFmpeg takes the decoding times of B pictures for presentation times.
     */
    long stamp() {
        if (frame.pts() != AV_NOPTS_VALUE && demuxer.isMultiplexed()) {
            return frame.pts();
        }
        long stamp = frame.best_effort_timestamp();
        return stamp == AV_NOPTS_VALUE ? stamp : stamp - lag;
    }

    /**
     * By how much the decoding time of the last packet is later than its picture would be if all pictures were equally
     * far from each other, where the container has only decoding times: the first picture is shown at the start, though
     * it came out with a later packet. Known when the first frame came out.
     *
     * @param nominalTicks usual distance of two pictures, in 1/90000 s
     * @return in 1/90000 s, at least 0
     */
    long excessOfLag(long nominalTicks) {
        long ticks = av_rescale_q(lag, stream.time_base(), Natives.ticks());
        return Math.max(0, ticks - lagPackets * nominalTicks);
    }

    private void noteShown() {
        if (!shown) {
            shown = true;
            lag = lagOfFirst();
            long start = frame.pkt_dts() - lag;
            lagPackets = early.values().stream()
                    .filter(it -> lag > 0 && it > start && it <= start + lag)
                    .count();
            early.clear();
        }
        boolean fields = (frame.flags() & AV_FRAME_FLAG_INTERLACED) != 0;
        OptionalLong number = numberOfFrame();
        if (number.isPresent() && number.getAsLong() > 0) {
            dropped.shown(number.getAsLong(), fields ? frame.pts() + frame.duration() : frame.pts());
        }
    }

    /** The number of the frame's packet, negative if that need not give a picture; empty if it is not known. */
    private OptionalLong numberOfFrame() {
        Pointer number = frame.opaque();
        return Pointer.isNull(number) ? OptionalLong.empty() : OptionalLong.of(number.address());
    }

    private long lagOfFirst() {
        OptionalLong number = numberOfFrame();
        Long decoded = number.isPresent() ? early.get(Math.abs(number.getAsLong())) : null;
        boolean onlyDecoded = demuxer.tellsOnlyDecoding() && frame.pts() == AV_NOPTS_VALUE;
        return onlyDecoded && decoded != null && frame.pkt_dts() != AV_NOPTS_VALUE
                ? Math.max(0, frame.pkt_dts() - decoded)
                : 0;
    }

    private void noteSent(AVPacket packet) {
        packetsSent++;
        if (!shown && packet.dts() != AV_NOPTS_VALUE) {
            early.put(packetsSent, packet.dts());
            if (early.size() > MAX_EARLY) {
                early.pollFirstEntry();
            }
        }
        boolean counts = packet.pts() != AV_NOPTS_VALUE || demuxer.stampWasWrong();
        boolean mustShow = showsEveryPacket() && counts && (packet.flags() & AV_PKT_FLAG_DISCARD) == 0;
        packet.opaque(new PacketNumber(mustShow ? packetsSent : -packetsSent));
        if (mustShow) {
            dropped.sent(packetsSent, packet.pts());
        }
    }

    /**
     * Seeks to the last key picture at or before a stamp, as far as the container's index knows, and drops all frames
     * that were decoded ahead.
     *
     * @param stamp in the stream's time base
     * @return false if the container cannot seek; the position is then unknown
     */
    boolean seek(long stamp) {
        boolean done = demuxer.seek(stream, stamp);
        avcodec_flush_buffers(context);
        dropped.restart();
        forgetFrames();
        inputEnded = false;
        return done;
    }

    private void forgetFrames() {
        framing = new MpegAudioFraming();
        framed.clear();
    }

    private void feed() {
        Optional<AVPacket> packet = inputEnded ? Optional.empty() : nextPacket();
        inputEnded = packet.isEmpty();
        send(packet);
    }

    /** Sends a packet, or the end of the stream if it is empty. */
    private void send(Optional<AVPacket> packet) {
        packet.ifPresent(listener);
        packet.ifPresent(this::noteSent);
        try (var _ = log.listen()) {
            int result = avcodec_send_packet(context, packet.orElse(null));
            if (result == AVERROR_ENOMEM()) {
                Natives.check(result, "avcodec_send_packet");
            }
            // Any other failure is a damaged packet, which FFmpeg has logged; the next one may be intact.
            failures += result < 0 ? 1 : 0;
        }
    }

    private Optional<AVPacket> nextPacket() {
        while (framed.isEmpty()) {
            Optional<AVPacket> packet = readRun(stream.index());
            if (packet.isEmpty() || !isMultiplexedMpegAudio()) {
                return packet;
            }
            byte[] bytes = NativeEncoder.bytesOf(packet.get());
            if (framing.isFrame(bytes)) {
                return packet;
            }
            framed.addAll(framing.add(bytes, packet.get().pts()));
        }
        return Optional.of(packetOf(framed.remove()));
    }

    /** The next packet of the run that holds something; empty at its end. */
    private Optional<AVPacket> readRun(int index) {
        Optional<AVPacket> packet = demuxer.read();
        while (packet.isPresent()) {
            if (packet.get().stream_index() == index) {
                long number = demuxer.packetNumber();
                if (number >= run.until()) {
                    return Optional.empty();
                }
                if (number >= run.from() && !isEmpty(packet.get())) {
                    return packet;
                }
            }
            packet = demuxer.read();
        }
        return Optional.empty();
    }

    private boolean isMultiplexedMpegAudio() {
        int codec = stream.codecpar().codec_id();
        boolean mpegAudio = codec == AV_CODEC_ID_MP1 || codec == AV_CODEC_ID_MP2 || codec == AV_CODEC_ID_MP3;
        return mpegAudio && demuxer.isMultiplexed();
    }

    private AVPacket packetOf(Framed frame) {
        av_packet_unref(own);
        Natives.check(av_new_packet(own, frame.data().size()), "av_new_packet");
        Natives.memory(own.data(), frame.data().size())
                .copyFrom(MemorySegment.ofArray(frame.data().array()));
        own.pts(frame.stamp()).dts(frame.stamp()).stream_index(stream.index());
        return own;
    }

    /**
     * Whether a packet holds nothing: the picture before it is shown on, as in Theora. A decoder would take it for the
     * end of the stream.
     */
    private static boolean isEmpty(AVPacket packet) {
        return packet.size() == 0 && packet.side_data_elems() == 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_packet_free(own);
            av_frame_free(frame);
            avcodec_free_context(context);
            closeOwnDemuxer();
        }
    }
}
