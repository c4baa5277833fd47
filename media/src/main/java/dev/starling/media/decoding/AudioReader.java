package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_AAC_LOW;
import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_from_string;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt_name;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import dev.starling.libav.MediaException;
import dev.starling.libav.NativeEncoder;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.media.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file's sound and encodes it as AAC-LC, frame by frame, in sync with the pictures: sample 0 plays when the
 * first picture appears. Earlier sound is cut off, gaps become silence, overlaps are cut. Mono and stereo are kept,
 * three channels become stereo, more become 5.1. Memory does not grow with the title. One owner, one thread.
 */
public final class AudioReader implements AutoCloseable {
    /** Smaller errors of time stamps are ignored: containers round to milliseconds. */
    private static final String MIN_GAP_SECONDS = "0.03";

    private final NativeLog log;
    private final Demuxer demuxer;
    private final StreamDecoder decoder;
    private final long origin;
    private final Layout layout;
    private final int sampleRate;
    private final NativeEncoder encoder;
    private final AudioFormat format;
    private final Deque<AudioFrame> encoded = new ArrayDeque<>();
    private @Nullable FilterGraph graph;
    private String graphInput = "";
    private long samplesSent;
    private boolean ended;
    private boolean closed;

    /** Channel layouts, with the bitrates at which FFmpeg's AAC-LC encoder has no audible artefacts. */
    private enum Layout {
        MONO("mono", 1, 96_000),
        STEREO("stereo", 2, 160_000),
        SURROUND("5.1", 6, 384_000);

        private final String nativeName;
        private final int channels;
        private final int bitsPerSecond;

        Layout(String nativeName, int channels, int bitsPerSecond) {
            this.nativeName = nativeName;
            this.channels = channels;
            this.bitsPerSecond = bitsPerSecond;
        }

        static Layout of(int channels) {
            return channels == 1 ? MONO : channels <= 3 ? STEREO : SURROUND;
        }
    }

    /**
     * Opens the sound that belongs to a file's video; empty if there is none.
     *
     * @param origin {@link VideoReader#origin()} of the same file
     * @throws MediaException if the file or its sound cannot be read; the message is one line
     */
    public static Optional<AudioReader> open(Path path, long origin) {
        NativeLog log = new NativeLog();
        Demuxer demuxer = new Demuxer(path, log); // closed here or by the reader
        Optional<AudioReader> reader = Optional.empty();
        try {
            reader = demuxer.audioStream().map(stream -> new AudioReader(demuxer, stream, origin, log));
            return reader;
        } finally {
            if (reader.isEmpty()) {
                demuxer.close();
                log.close();
            }
        }
    }

    private AudioReader(Demuxer demuxer, AVStream stream, long origin, NativeLog log) {
        this.log = log;
        this.demuxer = demuxer;
        this.origin = origin;
        demuxer.readOnly(stream);
        int sourceRate = stream.codecpar().sample_rate();
        this.layout = Layout.of(stream.codecpar().ch_layout().nb_channels());
        // Multiples of 11025 Hz become 44.1 kHz, which is cheaper to resample to; every player supports both rates.
        this.sampleRate = sourceRate % 11_025 == 0 ? 44_100 : 48_000;
        this.decoder = new StreamDecoder(demuxer, stream, 1, log);
        try {
            this.encoder = new NativeEncoder(
                    "aac", this::configure, Map.of("aac_coder", "twoloop"), layout + " at " + sampleRate + " Hz");
        } catch (MediaException e) {
            decoder.close();
            throw e;
        }
        this.format = new AudioFormat(
                sampleRate,
                layout.channels,
                layout.bitsPerSecond,
                encoder.context().initial_padding(),
                Bytes.adopt(encoder.extradata()));
    }

    private void configure(AVCodecContext context) {
        context.sample_rate(sampleRate).sample_fmt(AV_SAMPLE_FMT_FLTP).bit_rate(layout.bitsPerSecond);
        Natives.check(
                av_channel_layout_from_string(context.ch_layout(), layout.nativeName), "av_channel_layout_from_string");
        context.time_base(Natives.rational(1, sampleRate));
        context.profile(AV_PROFILE_AAC_LOW);
        context.thread_count(1);
        context.flags(AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT);
    }

    /** The format of the frames. */
    public AudioFormat format() {
        return format;
    }

    /** Warnings and errors of the demuxer, the decoder and the filters so far, oldest first, at most 100 lines. */
    public List<String> warnings() {
        return log.lines();
    }

    /**
     * The next frame; empty at the end. Silence fills the last frame.
     *
     * @throws MediaException TRUNCATED if the file ends before its declared end; IO if it cannot be read
     */
    public Optional<AudioFrame> next() {
        while (encoded.isEmpty() && !ended) {
            Optional<AVFrame> decoded = decoder.next();
            if (decoded.isPresent()) {
                AVFrame frame = decoded.get();
                stamp(frame);
                graphFor(frame).push(frame);
                encodeFiltered();
            } else {
                ended = true;
                endGraph();
                encoder.finish();
                receive();
            }
        }
        return Optional.ofNullable(encoded.poll());
    }

    private void stamp(AVFrame frame) {
        if (frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
            av_channel_layout_default(frame.ch_layout(), frame.ch_layout().nb_channels());
        }
        long stamp = frame.best_effort_timestamp();
        if (stamp != AV_NOPTS_VALUE) {
            long ticks = av_rescale_q(stamp, decoder.stream().time_base(), Natives.ticks());
            stamp = av_rescale_q(ticks - origin, Natives.ticks(), Natives.rational(1, frame.sample_rate()));
        }
        frame.pts(stamp);
    }

    private FilterGraph graphFor(AVFrame frame) {
        String input = "sample_rate=" + frame.sample_rate() + ":sample_fmt="
                + av_get_sample_fmt_name(frame.format()).getString() + ":channel_layout=" + describe(frame.ch_layout())
                + ":time_base=1/" + frame.sample_rate();
        FilterGraph current = graph;
        if (current == null || !input.equals(graphInput)) {
            endGraph();
            current = FilterGraph.ofSound(input, chain(), log);
            graph = current;
            graphInput = input;
        }
        return current;
    }

    private static String describe(AVChannelLayout layout) {
        byte[] name = new byte[128];
        // The length includes the terminating zero.
        int length = Natives.check(av_channel_layout_describe(layout, name, name.length), "av_channel_layout_describe");
        return new String(name, 0, Math.min(length, name.length) - 1, StandardCharsets.US_ASCII);
    }

    /** Resamples, remixes and aligns sound with its time stamps, starting at the next sample to be sent. */
    private String chain() {
        return "aresample=" + sampleRate + ":async=1:min_hard_comp=" + MIN_GAP_SECONDS + ":first_pts=" + samplesSent
                + ":out_sample_fmt=fltp:out_chlayout=" + layout.nativeName
                + ",aformat=sample_fmts=fltp:channel_layouts="
                + layout.nativeName + ",asetnsamples=n=" + AudioFormat.SAMPLES_PER_FRAME + ":p=1";
    }

    private void endGraph() {
        if (graph != null) {
            graph.finish();
            encodeFiltered();
            graph.close();
            graph = null;
        }
    }

    private void encodeFiltered() {
        if (graph == null) {
            return;
        }
        for (Optional<AVFrame> next = graph.pull(); next.isPresent(); next = graph.pull()) {
            AVFrame frame = next.get();
            try {
                frame.pts(samplesSent);
                samplesSent += frame.nb_samples();
                encoder.send(frame);
            } finally {
                av_frame_free(frame);
            }
            receive();
        }
    }

    private void receive() {
        for (Optional<AVPacket> next = encoder.receive(); next.isPresent(); next = encoder.receive()) {
            encoded.add(new AudioFrame(
                    Bytes.adopt(NativeEncoder.bytesOf(next.get())), next.get().pts()));
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (graph != null) {
            graph.close();
        }
        encoder.close();
        decoder.close();
        demuxer.close();
        log.close();
    }
}
