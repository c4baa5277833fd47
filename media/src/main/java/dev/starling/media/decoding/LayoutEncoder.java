package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_AAC_LOW;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_from_string;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt_name;

import dev.starling.libav.MediaException;
import dev.starling.libav.NativeEncoder;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.media.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Encodes decoded sound as AAC-LC in one channel layout at one or more bitrates, all from the same samples. Sound
 * before sample 0 is cut off, gaps become silence, overlaps are cut. One owner, one thread.
 */
final class LayoutEncoder implements AutoCloseable {
    /** {@link SoundClock} tells what is a gap, and none is shorter. Smaller errors come from rounding to samples. */
    private static final String MIN_GAP_SECONDS = "0.005";
    /**
     * The peak of sound whose channels were added up: −1 dB, which leaves room for what AAC adds. The loudness of sound
     * below it stays.
     */
    private static final String MIX_LIMITER = "alimiter=limit=0.891:attack=5:release=50:level=false:latency=true";

    /** The samples that each encoder puts before the first real one: the frame that decoding starts with. */
    static final int PRIMING_SAMPLES = AudioFormat.SAMPLES_PER_FRAME;

    /** After so many frames, those of silence are all alike. */
    private static final int SILENT_FRAMES = 4;

    private final ChannelLayout layout;
    private final int sampleRate;
    private final NativeLog log;
    private final List<NativeEncoder> encoders = new ArrayList<>();
    private final Output output;
    /** Cuts the filtered sound into the frames of AAC. It outlives the graph, which depends on the source's format. */
    private final FilterGraph framer;

    private @Nullable FilterGraph graph;
    private String graphInput = "";
    private long samplesFiltered;
    private long samplesSent;

    /** Receives frames as they are made. */
    interface Output {
        /**
         * A frame.
         *
         * @param bitrate the index of its bitrate
         * @param firstSample its first sample; negative for priming
         */
        void frame(int bitrate, Bytes data, long firstSample);
    }

    /**
     * Opens encoders.
     *
     * @param bitrates in bits per second
     */
    LayoutEncoder(ChannelLayout layout, int sampleRate, List<Integer> bitrates, NativeLog log, Output output) {
        this.layout = layout;
        this.sampleRate = sampleRate;
        this.log = log;
        this.output = output;
        try {
            for (int bitrate : bitrates) {
                NativeEncoder encoder = encoder(layout, sampleRate, bitrate);
                encoders.add(encoder);
                if (encoder.context().initial_padding() != PRIMING_SAMPLES) {
                    throw encoder.failure("priming of " + encoder.context().initial_padding() + " samples");
                }
            }
            this.framer = FilterGraph.ofSound(
                    "sample_rate=" + sampleRate + ":sample_fmt=fltp:channel_layout=" + layout.nativeName()
                            + ":time_base=1/" + sampleRate,
                    "asetnsamples=n=" + AudioFormat.SAMPLES_PER_FRAME + ":p=1",
                    log);
        } catch (MediaException e) {
            encoders.forEach(NativeEncoder::close);
            throw e;
        }
    }

    private static NativeEncoder encoder(ChannelLayout layout, int sampleRate, int bitsPerSecond) {
        return new NativeEncoder(
                "aac",
                context -> configure(context, layout, sampleRate, bitsPerSecond),
                Map.of("aac_coder", "twoloop"),
                layout + " at " + sampleRate + " Hz, " + bitsPerSecond + " bit/s");
    }

    private static void configure(AVCodecContext context, ChannelLayout layout, int sampleRate, int bitsPerSecond) {
        context.sample_rate(sampleRate).sample_fmt(AV_SAMPLE_FMT_FLTP).bit_rate(bitsPerSecond);
        Natives.check(
                av_channel_layout_from_string(context.ch_layout(), layout.nativeName()),
                "av_channel_layout_from_string");
        context.time_base(Natives.rational(1, sampleRate));
        context.profile(AV_PROFILE_AAC_LOW);
        context.thread_count(1);
        context.flags(AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT);
    }

    /** A frame of silence: the one that follows some others of silence. */
    static Bytes silence(ChannelLayout layout, int sampleRate, NativeLog log) {
        List<Bytes> frames = new ArrayList<>();
        List<Integer> lowest = List.of(layout.bitrates().getLast());
        try (LayoutEncoder encoder =
                new LayoutEncoder(layout, sampleRate, lowest, log, (_, data, _) -> frames.add(data))) {
            AVFrame zeros = encoder.zeros();
            try {
                for (int i = 0; i < SILENT_FRAMES; i++) {
                    encoder.send(zeros);
                }
            } finally {
                av_frame_free(zeros);
            }
            encoder.flush();
        }
        return frames.get(SILENT_FRAMES - 1);
    }

    private AVFrame zeros() {
        AVFrame frame = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
        frame.format(AV_SAMPLE_FMT_FLTP).sample_rate(sampleRate).nb_samples(AudioFormat.SAMPLES_PER_FRAME);
        Natives.check(
                av_channel_layout_from_string(frame.ch_layout(), layout.nativeName()), "av_channel_layout_from_string");
        Natives.check(av_frame_get_buffer(frame, 0), "av_frame_get_buffer");
        for (int channel = 0; channel < layout.channels(); channel++) {
            Natives.memory(frame.data(channel), AudioFormat.SAMPLES_PER_FRAME * (long) Float.BYTES)
                    .fill((byte) 0);
        }
        return frame;
    }

    /** Encodes a frame whose {@code pts} counts samples of its own rate. */
    void push(AVFrame frame) {
        FilterGraph filters = graphFor(frame);
        filters.push(frame);
        takeFrom(filters);
    }

    /** Encodes what is left; silence fills the last frame. */
    void finish() {
        endGraph();
        framer.finish();
        encode();
        flush();
    }

    private FilterGraph graphFor(AVFrame frame) {
        String input = "sample_rate=" + frame.sample_rate() + ":sample_fmt="
                + av_get_sample_fmt_name(frame.format()).getString() + ":channel_layout=" + describe(frame.ch_layout())
                + ":time_base=1/" + frame.sample_rate();
        FilterGraph current = graph;
        if (current == null || !input.equals(graphInput)) {
            endGraph();
            current = FilterGraph.ofSound(input, chain(frame), log);
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

    /** Resamples, remixes and aligns sound with its time stamps, starting after the last filtered one. */
    private String chain(AVFrame frame) {
        // aresample counts first_pts in samples of its input.
        long firstPts = Math.round((double) samplesFiltered * frame.sample_rate() / sampleRate);
        String limiter = frame.ch_layout().nb_channels() > layout.channels() ? "," + MIX_LIMITER : "";
        return "aresample=" + sampleRate + ":async=1:min_hard_comp=" + MIN_GAP_SECONDS + ":first_pts=" + firstPts
                + ":out_sample_fmt=fltp:out_chlayout=" + layout.nativeName()
                + limiter
                + ",aformat=sample_fmts=fltp:channel_layouts="
                + layout.nativeName();
    }

    private void endGraph() {
        if (graph != null) {
            graph.finish();
            takeFrom(graph);
            graph.close();
            graph = null;
        }
    }

    private void takeFrom(FilterGraph filters) {
        for (Optional<AVFrame> next = filters.pull(); next.isPresent(); next = filters.pull()) {
            AVFrame frame = next.get();
            try {
                frame.pts(samplesFiltered);
                samplesFiltered += frame.nb_samples();
                framer.push(frame);
            } finally {
                av_frame_free(frame);
            }
        }
        encode();
    }

    private void encode() {
        for (Optional<AVFrame> next = framer.pull(); next.isPresent(); next = framer.pull()) {
            AVFrame frame = next.get();
            try {
                send(frame);
            } finally {
                av_frame_free(frame);
            }
        }
    }

    private void send(AVFrame frame) {
        frame.pts(samplesSent);
        samplesSent += frame.nb_samples();
        encoders.forEach(encoder -> encoder.send(frame));
        receive();
    }

    private void flush() {
        encoders.forEach(NativeEncoder::finish);
        receive();
    }

    private void receive() {
        for (int bitrate = 0; bitrate < encoders.size(); bitrate++) {
            NativeEncoder encoder = encoders.get(bitrate);
            for (Optional<AVPacket> next = encoder.receive(); next.isPresent(); next = encoder.receive()) {
                output.frame(
                        bitrate,
                        Bytes.adopt(NativeEncoder.bytesOf(next.get())),
                        next.get().pts());
            }
        }
    }

    @Override
    public void close() {
        if (graph != null) {
            graph.close();
            graph = null;
        }
        framer.close();
        encoders.forEach(NativeEncoder::close);
    }
}
