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
import java.util.Map;
import java.util.Optional;
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
 * Writes generated pictures and sound to a file: without loss for sample titles, and in any other way FFmpeg can for
 * tests of what is read. Sound and pictures may be given in any order as long as neither runs far ahead, since what
 * waits for the other is kept in memory. One owner, one thread; {@link #finish()} completes the file.
 */
public final class MediaWriter implements AutoCloseable {
    static {
        Natives.load();
    }

    /**
     * How a file is written.
     *
     * @param container FFmpeg's name of the muxer
     * @param videoEncoder FFmpeg's name
     * @param videoOptions the encoder's own
     * @param pixelFormat FFmpeg's name; pictures are converted to it
     * @param width coded, which pictures are scaled to
     * @param height coded
     * @param fullRange whether black is 0, not 16
     * @param sampleAspectRatio as it is to be declared
     * @param orientation as it is to be declared
     * @param frameRate nominal
     * @param variableRate whether pictures may stand elsewhere than at multiples of the frame rate
     * @param audioEncoder FFmpeg's name, or none for no sound
     * @param sampleRate of the sound, in Hz
     * @param channels of the sound
     */
    public record Spec(
            String container,
            String videoEncoder,
            Map<String, String> videoOptions,
            String pixelFormat,
            int width,
            int height,
            boolean fullRange,
            Ratio sampleAspectRatio,
            Orientation orientation,
            Ratio frameRate,
            boolean variableRate,
            Optional<String> audioEncoder,
            int sampleRate,
            int channels) {}

    private final Path path;
    private final Spec spec;
    private final NativeLog log = new NativeLog();
    private final AVFormatContext output;
    private final NativeEncoder video;
    private final AVStream videoStream;
    private final @Nullable NativeEncoder audio;
    private final @Nullable AVStream audioStream;
    private final SwsContext converter;
    private float[] pendingSound = new float[0];
    private long samplesWritten;
    private boolean finished;
    private boolean closed;

    /**
     * A Matroska file of lossless H.264 and 16-bit PCM.
     *
     * @param width of the pictures, even
     * @param height of the pictures, even
     * @param sampleRate of the sound in Hz
     * @param channels of the sound; 0 for no sound
     * @throws MediaException IO when the file cannot be written
     */
    public static MediaWriter lossless(
            Path path, int width, int height, Ratio frameRate, int sampleRate, int channels) {
        Frame.requireEven(width, height);
        Spec spec = new Spec(
                "matroska",
                "libx264",
                Map.of("preset", "ultrafast", "qp", "0"),
                "yuv420p",
                width,
                height,
                false,
                Ratio.ONE,
                Orientation.UPRIGHT,
                frameRate,
                true,
                channels == 0 ? Optional.empty() : Optional.of("pcm_s16le"),
                sampleRate,
                channels);
        return open(path, spec, Colour.assumedFor(width, height));
    }

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
        this.video = new NativeEncoder(
                spec.videoEncoder(),
                context -> configureVideo(context, colour, globalHeader),
                spec.videoOptions(),
                spec.toString());
        this.audio = spec.audioEncoder()
                .map(name -> new NativeEncoder(
                        name, context -> configureAudio(context, name, globalHeader), Map.of(), spec.toString()))
                .orElse(null);
        this.videoStream = addStream(video);
        this.audioStream = audio == null ? null : addStream(audio);
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
        context.width(spec.width()).height(spec.height()).pix_fmt(av_get_pix_fmt(spec.pixelFormat()));
        Ratio rate = spec.frameRate();
        context.framerate(Natives.rational(rate.numerator(), rate.denominator()));
        context.time_base(
                spec.variableRate() ? Natives.ticks() : Natives.rational(rate.denominator(), rate.numerator()));
        context.sample_aspect_ratio(Natives.rational(
                spec.sampleAspectRatio().numerator(), spec.sampleAspectRatio().denominator()));
        context.color_range(spec.fullRange() ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG);
        context.colorspace(colour.matrixCoefficients());
        context.color_primaries(colour.colourPrimaries());
        context.color_trc(colour.transferCharacteristics());
        context.thread_count(1);
        if (globalHeader) {
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
    }

    private void configureAudio(AVCodecContext context, String name, boolean globalHeader) {
        context.sample_rate(spec.sampleRate());
        context.sample_fmt(name.startsWith("pcm") || name.equals("flac") ? AV_SAMPLE_FMT_S16 : AV_SAMPLE_FMT_FLTP);
        av_channel_layout_default(context.ch_layout(), spec.channels());
        context.time_base(Natives.rational(1, spec.sampleRate()));
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
        if (spec.orientation() == Orientation.UPRIGHT) {
            return;
        }
        try (IntPointer count = new IntPointer(1L)) {
            count.put(videoStream.codecpar().nb_coded_side_data());
            AVPacketSideData list = new AVPacketSideData(videoStream.codecpar().coded_side_data());
            AVPacketSideData added = Natives.allocated(
                    av_packet_side_data_new(list, count, AV_PKT_DATA_DISPLAYMATRIX, Orientation.MATRIX_BYTES, 0),
                    "av_packet_side_data_new");
            spec.orientation().writeMatrix(Natives.memory(added.data(), Orientation.MATRIX_BYTES));
            videoStream.codecpar().coded_side_data(list).nb_coded_side_data(count.get());
        }
    }

    /** Adds the next picture, at its presentation time; the frame stays the caller's. */
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
        int format = av_get_pix_fmt(spec.pixelFormat());
        AVFrame source = frame.open();
        boolean same = format == source.format()
                && spec.width() == source.width()
                && spec.height() == source.height()
                && !spec.fullRange();
        if (same) {
            return Natives.allocated(av_frame_clone(source), "av_frame_clone");
        }
        AVFrame target = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
        target.width(spec.width()).height(spec.height()).format(format);
        target.color_range(video.context().color_range()).colorspace(source.colorspace());
        Natives.check(av_frame_get_buffer(target, 0), "av_frame_get_buffer");
        try (var _ = log.listen()) {
            Natives.check(sws_scale_frame(converter, target, source), "sws_scale_frame");
        }
        return target;
    }

    /**
     * Adds sound that follows what was added before.
     *
     * @param samples −1 to 1, the channels of one moment side by side
     */
    public void write(float[] samples) {
        NativeEncoder encoder = audio;
        if (encoder == null) {
            throw new IllegalStateException("this file has no sound");
        }
        float[] all = new float[pendingSound.length + samples.length];
        System.arraycopy(pendingSound, 0, all, 0, pendingSound.length);
        System.arraycopy(samples, 0, all, pendingSound.length, samples.length);
        int frameSamples =
                encoder.context().frame_size() > 0 ? encoder.context().frame_size() : 1024;
        int frameLength = frameSamples * spec.channels();
        int at = 0;
        while (all.length - at >= frameLength) {
            sendSound(encoder, all, at, frameSamples);
            at += frameLength;
        }
        pendingSound = Arrays.copyOfRange(all, at, all.length);
    }

    private void sendSound(NativeEncoder encoder, float[] samples, int from, int count) {
        AVFrame frame = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
        try {
            boolean planar = encoder.context().sample_fmt() == AV_SAMPLE_FMT_FLTP;
            frame.nb_samples(count).format(encoder.context().sample_fmt()).sample_rate(spec.sampleRate());
            av_channel_layout_default(frame.ch_layout(), spec.channels());
            Natives.check(av_frame_get_buffer(frame, 0), "av_frame_get_buffer");
            for (int channel = 0; channel < spec.channels(); channel++) {
                for (int i = 0; i < count; i++) {
                    float sample = samples[from + i * spec.channels() + channel];
                    if (planar) {
                        plane(frame, channel, count * 4L).setAtIndex(ValueLayout.JAVA_FLOAT, i, sample);
                    } else {
                        plane(frame, 0, count * 2L * spec.channels())
                                .setAtIndex(ValueLayout.JAVA_SHORT, (long) i * spec.channels() + channel, (short)
                                        Math.clamp(Math.round(sample * 32_767), -32_768, 32_767));
                    }
                }
            }
            frame.pts(samplesWritten);
            samplesWritten += count;
            encoder.send(frame);
        } finally {
            av_frame_free(frame);
        }
        mux(encoder, audioStream);
    }

    private static MemorySegment plane(AVFrame frame, int index, long bytes) {
        return Natives.memory(frame.data(index), bytes);
    }

    private void mux(NativeEncoder encoder, @Nullable AVStream stream) {
        if (stream == null) {
            return;
        }
        for (Optional<AVPacket> next = encoder.receive(); next.isPresent(); next = encoder.receive()) {
            AVPacket packet = next.get();
            packet.stream_index(stream.index());
            av_packet_rescale_ts(packet, encoder.context().time_base(), stream.time_base());
            try (var _ = log.listen()) {
                check(av_interleaved_write_frame(output, packet));
            }
        }
    }

    /** Writes all that is still held back and completes the file. Without it, the file is unfinished. */
    public void finish() {
        if (finished) {
            return;
        }
        finished = true;
        if (audio != null) {
            int rest = pendingSound.length / spec.channels();
            if (rest > 0) {
                sendSound(audio, pendingSound, 0, rest);
            }
            audio.send(null);
            mux(audio, audioStream);
        }
        video.send(null);
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
        if (audio != null) {
            audio.close();
        }
        if (output.pb() != null) {
            avio_closep(output.pb());
        }
        avformat_free_context(output);
        sws_free_context(converter);
        log.close();
    }
}
