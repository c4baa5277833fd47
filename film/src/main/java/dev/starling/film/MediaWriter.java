package dev.starling.film;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_new;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.NativeEncoder;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.libav.Orientation;
import dev.starling.libav.Ratio;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;

/**
 * Writes generated pictures and sound to a file: lossless for sample titles, and in any format of FFmpeg for tests of
 * readers. Pictures and sound may come in any order, but neither should run far ahead of the other: it waits in memory.
 * {@link #finish()} completes the file. One owner, one thread.
 */
public final class MediaWriter implements AutoCloseable {
    static {
        Natives.load();
    }

    /**
     * The format of a file.
     *
     * @param container FFmpeg's name of the muxer
     * @param video the video track
     * @param audio the audio track, if any
     */
    public record Spec(String container, VideoTrack video, Optional<AudioTrack> audio) {
        /** A file without sound. */
        public Spec(String container, VideoTrack video) {
            this(container, video, Optional.empty());
        }

        /** The same with another video track. */
        public Spec withVideo(UnaryOperator<VideoTrack> change) {
            return new Spec(container, change.apply(video), audio);
        }

        /** The same with an audio track. */
        public Spec withAudio(AudioTrack track) {
            return new Spec(container, video, Optional.of(track));
        }
    }

    /**
     * The format of a video track.
     *
     * @param encoder name, options and pixel format of the encoder
     * @param size coded size, to which pictures are scaled
     * @param range range of the samples
     * @param sampleAspectRatio as declared; the samples do not change
     * @param orientation as declared; the samples do not change
     * @param frameRate nominal rate, in pictures per second
     * @param timing whether presentation times may deviate from the frame rate
     */
    public record VideoTrack(
            VideoEncoder encoder,
            FrameSize size,
            SampleRange range,
            Ratio sampleAspectRatio,
            Orientation orientation,
            Ratio frameRate,
            Timing timing) {
        /** Limited range, square pixels, upright, constant frame rate. */
        public static VideoTrack of(VideoEncoder encoder, FrameSize size, Ratio frameRate) {
            return new VideoTrack(
                    encoder, size, SampleRange.LIMITED, Ratio.ONE, Orientation.UPRIGHT, frameRate, Timing.CONSTANT);
        }

        /** The same in another size. */
        public VideoTrack withSize(FrameSize other) {
            return new VideoTrack(encoder, other, range, sampleAspectRatio, orientation, frameRate, timing);
        }

        /** The same with another range. */
        public VideoTrack withRange(SampleRange other) {
            return new VideoTrack(encoder, size, other, sampleAspectRatio, orientation, frameRate, timing);
        }

        /** The same with another declared aspect ratio. */
        public VideoTrack withSampleAspectRatio(Ratio other) {
            return new VideoTrack(encoder, size, range, other, orientation, frameRate, timing);
        }

        /** The same with another declared orientation. */
        public VideoTrack withOrientation(Orientation other) {
            return new VideoTrack(encoder, size, range, sampleAspectRatio, other, frameRate, timing);
        }

        /** The same with another timing. */
        public VideoTrack withTiming(Timing other) {
            return new VideoTrack(encoder, size, range, sampleAspectRatio, orientation, frameRate, other);
        }
    }

    /**
     * A video encoder.
     *
     * @param name FFmpeg's
     * @param options the encoder's own, by FFmpeg's names
     * @param pixelFormat FFmpeg's name of the format to which pictures are converted
     */
    public record VideoEncoder(String name, Map<String, String> options, String pixelFormat) {}

    /** The range of samples: whether 8-bit black is 16 or 0. */
    public enum SampleRange {
        /** 16 to 235. */
        LIMITED,
        /** 0 to 255. */
        FULL
    }

    /** The presentation times that a track can have. */
    public enum Timing {
        /** Multiples of the frame duration. */
        CONSTANT,
        /** Any multiple of 1/90000 s. */
        VARIABLE
    }

    /**
     * The format of an audio track.
     *
     * @param encoder FFmpeg's name
     * @param sampleRate in Hz
     * @param channels at least 1
     */
    public record AudioTrack(String encoder, int sampleRate, int channels) {}

    /** Samples per channel in one frame of an encoder that takes any number. */
    private static final int DEFAULT_FRAME_SAMPLES = 1024;

    private final Path path;
    private final Spec spec;
    private final NativeLog log = new NativeLog();
    private final AVFormatContext output;
    private final NativeEncoder video;
    private final AVStream videoStream;
    private final @Nullable Sound sound;
    private final SwsContext converter;
    private boolean finished;
    private boolean closed;

    /**
     * Opens a Matroska file of lossless H.264 without sound.
     *
     * @param size of the pictures, even
     * @param frameRate nominal; each picture has its own time
     * @throws MediaException IO if the file cannot be written
     */
    public static MediaWriter lossless(Path path, FrameSize size, Ratio frameRate) {
        return open(path, losslessSpec(size, frameRate), Colour.assumedFor(size));
    }

    /**
     * Opens a Matroska file of lossless H.264 and 16-bit PCM.
     *
     * @param size of the pictures, even
     * @param frameRate nominal; each picture has its own time
     * @param sampleRate of the sound, in Hz
     * @param channels of the sound, at least 1
     * @throws MediaException IO if the file cannot be written
     */
    public static MediaWriter lossless(Path path, FrameSize size, Ratio frameRate, int sampleRate, int channels) {
        AudioTrack audio = new AudioTrack("pcm_s16le", sampleRate, channels);
        return open(path, losslessSpec(size, frameRate).withAudio(audio), Colour.assumedFor(size));
    }

    private static Spec losslessSpec(FrameSize size, Ratio frameRate) {
        VideoEncoder encoder = new VideoEncoder("libx264", Map.of("preset", "ultrafast", "qp", "0"), "yuv420p");
        return new Spec(
                "matroska",
                VideoTrack.of(encoder, size.requireEven(), frameRate).withTiming(Timing.VARIABLE));
    }

    /**
     * Opens a file of any format.
     *
     * @param colour colour system of the pictures, which the file declares
     * @throws MediaException IO if the file cannot be written, ENCODE if an encoder rejects its options
     */
    public static MediaWriter open(Path path, Spec spec, Colour colour) {
        MediaWriter writer = new MediaWriter(path, spec, colour);
        try {
            writer.begin();
            return writer;
        } catch (MediaException e) {
            writer.close();
            throw e;
        }
    }

    private MediaWriter(Path path, Spec spec, Colour colour) {
        this.path = path;
        this.spec = spec;
        this.output = new AVFormatContext(null);
        Natives.check(
                avformat_alloc_output_context2(output, null, spec.container(), null), "avformat_alloc_output_context2");
        boolean globalHeader = (output.oformat().flags() & AVFMT_GLOBALHEADER) != 0;
        VideoEncoder encoder = spec.video().encoder();
        this.video = new NativeEncoder(
                encoder.name(),
                context -> configureVideo(context, colour, globalHeader),
                encoder.options(),
                spec.toString());
        NativeEncoder audio = spec.audio()
                .map(track -> new NativeEncoder(
                        track.encoder(),
                        context -> configureAudio(context, track, globalHeader),
                        Map.of(),
                        spec.toString()))
                .orElse(null);
        this.videoStream = addStream(video);
        this.sound = audio == null ? null : new Sound(spec.audio().orElseThrow(), audio, addStream(audio));
        this.converter = Natives.allocated(sws_alloc_context(), "sws_alloc_context");
        converter.flags(SWS_BICUBIC | SWS_ACCURATE_RND).threads(1);
    }

    private void begin() {
        declareOrientation();
        AVIOContext file = new AVIOContext(null);
        AVDictionary options = new AVDictionary(null);
        try (var _ = log.listen()) {
            check(avio_open(file, "file:" + path.toAbsolutePath(), AVIO_FLAG_WRITE));
            output.pb(file);
            check(avformat_write_header(output, options));
        } finally {
            av_dict_free(options);
        }
    }

    private void configureVideo(AVCodecContext context, Colour colour, boolean globalHeader) {
        VideoTrack track = spec.video();
        context.width(track.size().width()).height(track.size().height());
        context.pix_fmt(av_get_pix_fmt(track.encoder().pixelFormat()));
        Ratio rate = track.frameRate();
        context.framerate(Natives.rational(rate.numerator(), rate.denominator()));
        context.time_base(
                switch (track.timing()) {
                    case CONSTANT -> Natives.rational(rate.denominator(), rate.numerator());
                    case VARIABLE -> Natives.ticks();
                });
        Ratio aspect = track.sampleAspectRatio();
        context.sample_aspect_ratio(Natives.rational(aspect.numerator(), aspect.denominator()));
        context.color_range(
                switch (track.range()) {
                    case LIMITED -> AVCOL_RANGE_MPEG;
                    case FULL -> AVCOL_RANGE_JPEG;
                });
        context.colorspace(colour.matrixCoefficients());
        context.color_primaries(colour.colourPrimaries());
        context.color_trc(colour.transferCharacteristics());
        context.thread_count(1);
        if (globalHeader) {
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
    }

    private static void configureAudio(AVCodecContext context, AudioTrack track, boolean globalHeader) {
        boolean integers =
                track.encoder().startsWith("pcm") || List.of("flac", "mp2").contains(track.encoder());
        context.sample_rate(track.sampleRate());
        context.sample_fmt(integers ? AV_SAMPLE_FMT_S16 : AV_SAMPLE_FMT_FLTP);
        av_channel_layout_default(context.ch_layout(), track.channels());
        context.time_base(Natives.rational(1, track.sampleRate()));
        if (globalHeader) {
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
    }

    private AVStream addStream(NativeEncoder encoder) {
        AVStream stream = Natives.allocated(avformat_new_stream(output, null), "avformat_new_stream");
        stream.time_base(encoder.context().time_base());
        stream.avg_frame_rate(encoder.context().framerate());
        stream.sample_aspect_ratio(encoder.context().sample_aspect_ratio());
        Natives.check(
                avcodec_parameters_from_context(stream.codecpar(), encoder.context()),
                "avcodec_parameters_from_context");
        return stream;
    }

    private void declareOrientation() {
        Orientation orientation = spec.video().orientation();
        if (orientation == Orientation.UPRIGHT) {
            return;
        }
        try (IntPointer count = new IntPointer(1L)) {
            count.put(videoStream.codecpar().nb_coded_side_data());
            AVPacketSideData list = new AVPacketSideData(videoStream.codecpar().coded_side_data());
            AVPacketSideData added = Natives.allocated(
                    av_packet_side_data_new(list, count, AV_PKT_DATA_DISPLAYMATRIX, Orientation.MATRIX_BYTES, 0),
                    "av_packet_side_data_new");
            orientation.writeMatrix(Natives.memory(added.data(), Orientation.MATRIX_BYTES));
            videoStream.codecpar().coded_side_data(list).nb_coded_side_data(count.get());
        }
    }

    /** Adds the next picture at its presentation time. The caller still owns the frame. */
    public void write(Frame frame) {
        AVFrame converted = convert(frame);
        try {
            AVRational timeBase = video.context().time_base();
            converted.pts(av_rescale_q(frame.presentationTime(), Natives.ticks(), timeBase));
            converted.duration(av_rescale_q(frame.duration(), Natives.ticks(), timeBase));
            video.send(converted);
        } finally {
            av_frame_free(converted);
        }
        mux(video, videoStream);
    }

    private AVFrame convert(Frame frame) {
        VideoTrack track = spec.video();
        int format = av_get_pix_fmt(track.encoder().pixelFormat());
        AVFrame source = frame.open();
        boolean same =
                format == source.format() && track.size().equals(frame.size()) && track.range() == SampleRange.LIMITED;
        if (same) {
            return Natives.allocated(av_frame_clone(source), "av_frame_clone");
        }
        AVFrame target = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
        target.width(track.size().width()).height(track.size().height()).format(format);
        target.color_range(video.context().color_range()).colorspace(source.colorspace());
        Natives.check(av_frame_get_buffer(target, 0), "av_frame_get_buffer");
        try (var _ = log.listen()) {
            Natives.check(sws_scale_frame(converter, target, source), "sws_scale_frame");
        }
        return target;
    }

    /**
     * Adds sound after the sound that was added before.
     *
     * @param samples −1 to 1, the channels of one moment side by side
     * @throws IllegalStateException if the file has no audio track
     */
    public void write(float[] samples) {
        requireSound().write(samples);
    }

    private Sound requireSound() {
        if (sound == null) {
            throw new IllegalStateException("this file has no sound");
        }
        return sound;
    }

    /** The open audio track. */
    private final class Sound {
        private final AudioTrack track;
        private final NativeEncoder encoder;
        private final AVStream stream;
        /** Samples that do not fill a frame yet. */
        private float[] pending = new float[0];

        private long samplesWritten;

        Sound(AudioTrack track, NativeEncoder encoder, AVStream stream) {
            this.track = track;
            this.encoder = encoder;
            this.stream = stream;
        }

        void write(float[] samples) {
            float[] all = new float[pending.length + samples.length];
            System.arraycopy(pending, 0, all, 0, pending.length);
            System.arraycopy(samples, 0, all, pending.length, samples.length);
            int frameSize = encoder.context().frame_size();
            int frameSamples = frameSize > 0 ? frameSize : DEFAULT_FRAME_SAMPLES;
            int frameLength = frameSamples * track.channels();
            int at = 0;
            while (all.length - at >= frameLength) {
                send(all, at, frameSamples);
                at += frameLength;
            }
            pending = Arrays.copyOfRange(all, at, all.length);
        }

        private void send(float[] samples, int from, int count) {
            AVFrame frame = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
            try {
                frame.nb_samples(count).format(encoder.context().sample_fmt()).sample_rate(track.sampleRate());
                av_channel_layout_default(frame.ch_layout(), track.channels());
                Natives.check(av_frame_get_buffer(frame, 0), "av_frame_get_buffer");
                if (encoder.context().sample_fmt() == AV_SAMPLE_FMT_FLTP) {
                    fillPlanes(frame, samples, from);
                } else {
                    fillInterleaved(frame, samples, from);
                }
                frame.pts(samplesWritten);
                samplesWritten += count;
                encoder.send(frame);
            } finally {
                av_frame_free(frame);
            }
            mux(encoder, stream);
        }

        private void fillPlanes(AVFrame frame, float[] samples, int from) {
            int count = frame.nb_samples();
            for (int channel = 0; channel < track.channels(); channel++) {
                MemorySegment plane = Natives.memory(frame.data(channel), (long) count * Float.BYTES);
                for (int i = 0; i < count; i++) {
                    plane.setAtIndex(ValueLayout.JAVA_FLOAT, i, samples[from + i * track.channels() + channel]);
                }
            }
        }

        private void fillInterleaved(AVFrame frame, float[] samples, int from) {
            int length = frame.nb_samples() * track.channels();
            MemorySegment all = Natives.memory(frame.data(0), (long) length * Short.BYTES);
            for (int i = 0; i < length; i++) {
                short sample = (short) Math.clamp(Math.round(samples[from + i] * 32_767), -32_768, 32_767);
                all.setAtIndex(ValueLayout.JAVA_SHORT, i, sample);
            }
        }

        void finish() {
            int rest = pending.length / track.channels();
            if (rest > 0) {
                send(pending, 0, rest);
            }
            encoder.finish();
            mux(encoder, stream);
        }
    }

    private void mux(NativeEncoder encoder, AVStream stream) {
        for (Optional<AVPacket> next = encoder.receive(); next.isPresent(); next = encoder.receive()) {
            AVPacket packet = next.get();
            packet.stream_index(stream.index());
            av_packet_rescale_ts(packet, encoder.context().time_base(), stream.time_base());
            try (var _ = log.listen()) {
                check(av_interleaved_write_frame(output, packet));
            }
        }
    }

    /** Writes everything that is held back and completes the file. */
    public void finish() {
        if (finished) {
            return;
        }
        finished = true;
        if (sound != null) {
            sound.finish();
        }
        video.finish();
        mux(video, videoStream);
        try (var _ = log.listen()) {
            check(av_write_trailer(output));
            check(avio_closep(output.pb()));
            output.pb(null);
        }
    }

    private void check(int result) {
        if (result < 0) {
            throw MediaException.of(Kind.IO, path, "cannot be written: " + log.lastWords(Natives.errorText(result)));
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        video.close();
        if (sound != null) {
            sound.encoder.close();
        }
        if (output.pb() != null) {
            avio_closep(output.pb());
        }
        avformat_free_context(output);
        sws_free_context(converter);
        log.close();
    }
}
