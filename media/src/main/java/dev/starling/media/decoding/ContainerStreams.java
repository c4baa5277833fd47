package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_NONE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;

import dev.starling.libav.Natives;
import dev.starling.libav.Orientation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVProgram;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.javacpp.Pointer;

/**
 * The streams of one open container, and which of them make a title.
 *
 * @param context the container, which someone else owns
 */
record ContainerStreams(AVFormatContext context) {
    /** More are not offered to choose from anywhere. */
    static final int MAX_AUDIO_STREAMS = 32;

    /** The video stream. Cover art does not count. */
    Optional<AVStream> video() {
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

    static boolean isMoving(AVStream stream) {
        return (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0;
    }

    /**
     * The audio streams that belong to the video, the one to hear if nothing else is chosen first. Those that have no
     * decoder do not count, unless it is the first.
     */
    List<AVStream> audio() {
        int related = video().map(AVStream::index).orElse(-1);
        int best = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, related, (AVCodec) null, 0);
        if (best < 0 || !isKnown(context.streams(best))) {
            return List.of();
        }
        List<AVStream> streams = new ArrayList<>(List.of(context.streams(best)));
        for (int i = 0; i < context.nb_streams() && streams.size() < MAX_AUDIO_STREAMS; i++) {
            AVStream stream = context.streams(i);
            boolean other = i != best && stream.codecpar().codec_type() == AVMEDIA_TYPE_AUDIO;
            if (other && isKnown(stream) && sameProgram(best, i) && Probe.hasDecoder(stream)) {
                streams.add(stream);
            }
        }
        return List.copyOf(streams);
    }

    /** Whether the properties of a stream are known that its decoder's user needs. */
    static boolean isKnown(AVStream stream) {
        AVCodecParameters parameters = stream.codecpar();
        return parameters.codec_type() == AVMEDIA_TYPE_AUDIO
                ? parameters.sample_rate() > 0 && parameters.ch_layout().nb_channels() > 0
                : parameters.width() > 0 && parameters.format() != AV_PIX_FMT_NONE;
    }

    /** Whether a program has both streams, or there are no programs. */
    private boolean sameProgram(int one, int other) {
        return context.nb_programs() == 0 || programs(one).stream().anyMatch(programs(other)::contains);
    }

    /** The identifiers of the programs that have a stream. */
    Set<Integer> programs(int stream) {
        Set<Integer> identifiers = new HashSet<>();
        for (int i = 0; i < context.nb_programs(); i++) {
            AVProgram program = context.programs(i);
            for (int s = 0; s < program.nb_stream_indexes(); s++) {
                if (program.stream_index().get(s) == stream) {
                    identifiers.add(program.id());
                }
            }
        }
        return identifiers;
    }

    /** A text of the container about a stream, such as {@code language}; empty if there is none. */
    static Optional<String> tag(AVStream stream, String key) {
        AVDictionaryEntry entry = av_dict_get(stream.metadata(), key, null, 0);
        return Pointer.isNull(entry)
                ? Optional.empty()
                : Optional.of(entry.value().getString(StandardCharsets.UTF_8));
    }

    /** The turn that the stream's display matrix declares. */
    static Orientation orientation(AVStream stream) {
        AVCodecParameters parameters = stream.codecpar();
        AVPacketSideData matrix = av_packet_side_data_get(
                parameters.coded_side_data(), parameters.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        if (Pointer.isNull(matrix) || matrix.size() < Orientation.MATRIX_BYTES) {
            return Orientation.UPRIGHT;
        }
        return Orientation.of(Natives.memory(matrix.data(), Orientation.MATRIX_BYTES));
    }

    /** Whether a stream has an identifier, and something else holds for it. */
    boolean has(int pid, Predicate<AVStream> holds) {
        return IntStream.range(0, context.nb_streams())
                .mapToObj(context::streams)
                .anyMatch(it -> it.id() == pid && holds.test(it));
    }
}
