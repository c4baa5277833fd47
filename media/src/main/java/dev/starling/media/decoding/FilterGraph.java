package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avfilter.AV_BUFFERSRC_FLAG_KEEP_REF;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame_flags;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse_ptr;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_inout_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_inout_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_strdup;

import dev.starling.libav.MediaException;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import java.util.Optional;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * A chain of libavfilter filters between one source and one sink, for pictures or sound. It runs on the caller's
 * thread. One owner, one thread.
 */
final class FilterGraph implements AutoCloseable {
    private final AVFilterGraph graph;
    private final AVFilterContext source;
    private final AVFilterContext sink;
    private final NativeLog log;
    private boolean closed;

    /**
     * A graph for pictures.
     *
     * @param arguments of the filter {@code buffer}: the format of the frames to come
     * @param chain filters in libavfilter's syntax
     */
    static FilterGraph ofPictures(String arguments, String chain, NativeLog log) {
        return new FilterGraph("buffer", arguments, chain, "buffersink", log);
    }

    /**
     * A graph for sound.
     *
     * @param arguments of the filter {@code abuffer}: the format of the frames to come
     * @param chain filters in libavfilter's syntax
     */
    static FilterGraph ofSound(String arguments, String chain, NativeLog log) {
        return new FilterGraph("abuffer", arguments, chain, "abuffersink", log);
    }

    private FilterGraph(String sourceName, String arguments, String chain, String sinkName, NativeLog log) {
        this.log = log;
        this.graph = Natives.allocated(avfilter_graph_alloc(), "avfilter_graph_alloc");
        // Filter threads would take cores that the caller has given to encoders.
        graph.nb_threads(1);
        AVFilterInOut outputs = Natives.allocated(avfilter_inout_alloc(), "avfilter_inout_alloc");
        AVFilterInOut inputs = Natives.allocated(avfilter_inout_alloc(), "avfilter_inout_alloc");
        try (var _ = log.listen()) {
            this.source = new AVFilterContext(null);
            this.sink = new AVFilterContext(null);
            create(source, sourceName, "in", arguments);
            create(sink, sinkName, "out", null);
            outputs.name(av_strdup(new BytePointer("in")))
                    .filter_ctx(source)
                    .pad_idx(0)
                    .next(null);
            inputs.name(av_strdup(new BytePointer("out")))
                    .filter_ctx(sink)
                    .pad_idx(0)
                    .next(null);
            check(avfilter_graph_parse_ptr(graph, chain, inputs, outputs, null), chain);
            check(avfilter_graph_config(graph, null), chain);
        } catch (MediaException e) {
            close();
            throw e;
        } finally {
            avfilter_inout_free(inputs);
            avfilter_inout_free(outputs);
        }
    }

    private void create(AVFilterContext context, String filter, String name, @Nullable String arguments) {
        check(
                avfilter_graph_create_filter(context, avfilter_get_by_name(filter), name, arguments, null, graph),
                filter + "=" + arguments);
    }

    private void check(int result, String what) {
        if (result < 0) {
            throw MediaException.of(
                    MediaException.Kind.INTERNAL,
                    "filter " + what + " failed: " + log.lastWords(Natives.errorText(result)));
        }
    }

    /** Filters a frame, which the caller still owns. */
    void push(AVFrame frame) {
        try (var _ = log.listen()) {
            check(av_buffersrc_add_frame_flags(source, frame, AV_BUFFERSRC_FLAG_KEEP_REF), "input");
        }
    }

    /** Ends the input. {@link #pull} then gives the frames that the filters still hold. */
    void finish() {
        try (var _ = log.listen()) {
            check(av_buffersrc_add_frame_flags(source, null, 0), "end of input");
        }
    }

    /** The next filtered frame, which the caller owns; empty if the filters need more input or are finished. */
    Optional<AVFrame> pull() {
        AVFrame frame = Natives.allocated(av_frame_alloc(), "av_frame_alloc");
        try (var _ = log.listen()) {
            int result = av_buffersink_get_frame(sink, frame);
            if (result >= 0) {
                return Optional.of(frame);
            }
            av_frame_free(frame);
            if (result != AVERROR_EAGAIN() && result != AVERROR_EOF) {
                check(result, "output");
            }
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            avfilter_graph_free(graph);
        }
    }
}
