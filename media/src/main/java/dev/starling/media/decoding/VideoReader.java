package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_INTERLACED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_RGB;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.libav.Orientation;
import dev.starling.libav.Ratio;
import dev.starling.libav.SampleDepth;
import dev.starling.media.decoding.Demuxer.MissingStamps;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file's pictures in display order: upright, square pixels, even size, 4:2:0, limited range, 8 or 10 bits.
 * Presentation times start at 0 and increase strictly.
 *
 * <ul>
 *   <li>A variable frame rate is kept. A picture held longer than {@value #MAX_HOLD_SECONDS} s is repeated, so that
 *       clips of bounded length can be cut anywhere.
 *   <li>Interlaced pictures are deinterlaced; PQ and HLG are tone-mapped; wide primaries become those of BT.709. Each
 *       picture is judged by itself.
 *   <li>If the size, the aspect ratio or the turn changes within the stream, later pictures are fitted into the first
 *       one's shape, with black bars.
 *   <li>Jumps of the container's clock are closed, as they are for {@link AudioReader}.
 * </ul>
 *
 * <p>{@link #openAsCoded} leaves out what prepares pictures for display, for measuring.
 *
 * <p>One owner, one thread. The decoder has threads of its own; everything else runs on the caller's thread.
 */
public final class VideoReader implements AutoCloseable {
    private static final int MAX_HOLD_SECONDS = 1;

    private static final String SCALING = ":flags=bicubic+accurate_rnd+full_chroma_int+bitexact";

    /** What is done to decoded pictures, besides making them 4:2:0 of at most some depth. */
    private enum Preparation {
        /** All that this class promises. */
        FOR_DISPLAY,
        /** Nothing: pictures have their coded size, which may be odd. */
        NONE
    }

    /** How a reader was opened. */
    private record Opening(
            Path path, MediaLimits limits, int decodeThreads, SampleDepth maxDepth, Preparation preparation) {
        Opening {
            if (decodeThreads < 1) {
                throw new IllegalArgumentException("decodeThreads must be positive: " + decodeThreads);
            }
        }
    }

    private final Opening opening;
    private final NativeLog log = new NativeLog();
    private final SourceScan scan;
    private final Demuxer demuxer;
    private final StreamDecoder decoder;
    private final SourceInfo info;
    private final PresentationClock clock;
    private final long nominalTicks;
    private final SampleDepth depth;
    private final Preparation preparation;
    private final PictureShape shape;
    private final Ratio firstAspect;
    private final Deque<AVFrame> filtered = new ArrayDeque<>();
    private final Deque<Frame> repeats = new ArrayDeque<>();
    private @Nullable FilterGraph graph;
    private String graphKey = "";
    private boolean interlaced;
    private Orientation orientation;
    private boolean decodingEnded;
    private boolean closed;

    /**
     * Opens a file for pictures of 8 bits and decodes the first one.
     *
     * @param decodeThreads number of decoder threads, at least 1
     * @throws MediaException if the file cannot be used as a title; the message is one line
     */
    public static VideoReader open(Path path, MediaLimits limits, int decodeThreads) {
        return open(path, limits, decodeThreads, SampleDepth.EIGHT);
    }

    /**
     * Opens a file and decodes its first picture.
     *
     * @param decodeThreads number of decoder threads, at least 1
     * @param maxDepth with {@link SampleDepth#TEN}, a source of more than 8 bits gives pictures of 10 bits, unless its
     *     first one is tone-mapped: then they always have 8 bits
     * @throws MediaException if the file cannot be used as a title; the message is one line
     */
    public static VideoReader open(Path path, MediaLimits limits, int decodeThreads, SampleDepth maxDepth) {
        return new VideoReader(path, limits, decodeThreads, maxDepth, Preparation.FOR_DISPLAY);
    }

    /**
     * Opens a file for pictures as they are coded: neither cropped, turned, stretched, deinterlaced nor tone-mapped,
     * with the samples of the file if those are YUV.
     *
     * @param decodeThreads number of decoder threads, at least 1
     * @param maxDepth as for {@link #open(Path, MediaLimits, int, SampleDepth)}
     * @throws MediaException if the file has no pictures that can be read; the message is one line
     */
    public static VideoReader openAsCoded(Path path, MediaLimits limits, int decodeThreads, SampleDepth maxDepth) {
        return new VideoReader(path, limits, decodeThreads, maxDepth, Preparation.NONE);
    }

    private VideoReader(
            Path path, MediaLimits limits, int decodeThreads, SampleDepth maxDepth, Preparation preparation) {
        this(new Opening(path, limits, decodeThreads, maxDepth, preparation), SourceScan.of(path));
    }

    private VideoReader(Opening opening, SourceScan scan) {
        Path path = opening.path();
        MediaLimits limits = opening.limits();
        this.opening = opening;
        this.preparation = opening.preparation();
        this.scan = scan;
        this.demuxer = scan.open(path, MissingStamps.FILLED, log);
        StreamDecoder opened = null;
        try {
            AVStream stream = demuxer.firstOf(scan.video());
            // Checks the limits before anything is decoded.
            Probe.describe(demuxer, stream, Probe.declaredShape(demuxer, stream), Optional.of(scan), limits);
            opened = new StreamDecoder(demuxer, scan.video(), opening.decodeThreads(), log);
            AVFrame first = opened.next()
                    .orElseThrow(() -> MediaException.of(
                            Kind.NO_FRAMES,
                            path,
                            "no picture can be decoded: " + log.lastWords("the stream is empty")));
            this.decoder = opened;
            this.shape = switch (preparation) {
                case FOR_DISPLAY -> PictureShape.ofFirst(demuxer, stream, first);
                case NONE -> PictureShape.plain(first);
            };
            this.firstAspect = PictureShape.ownAspect(first);
            this.orientation = shape.orientation();
            this.info = Probe.describe(demuxer, stream, shape, Optional.of(scan), limits);
            this.nominalTicks = Math.max(
                    1,
                    Math.round(
                            Natives.TICKS_PER_SECOND / info.averageFrameRate().value()));
            this.clock = new PresentationClock(nominalTicks);
            boolean shallow = bits(first) <= SampleDepth.EIGHT.bits();
            this.depth = toneMaps(first) || shallow ? SampleDepth.EIGHT : opening.maxDepth();
            filter(first);
        } catch (MediaException e) {
            if (opened != null) {
                opened.close();
            }
            demuxer.close();
            log.close();
            throw e;
        }
    }

    /**
     * Opens the same file again, at its start. This reader stays as it is.
     *
     * @throws MediaException if the file cannot be used any more; the message is one line
     */
    public VideoReader reopen() {
        return new VideoReader(opening, scan);
    }

    /** The properties of the file and its first decoded picture. */
    public SourceInfo info() {
        return info;
    }

    /** The container's time of presentation time 0, in 1/90000 s. {@link AudioReader} needs it to stay in sync. */
    public long origin() {
        return clock.origin();
    }

    /** Warnings and errors of the demuxer, the decoder and the filters so far, oldest first, at most 100 lines. */
    public List<String> warnings() {
        return log.lines();
    }

    /** The number of warnings and errors so far. */
    public long warningCount() {
        return log.lineCount();
    }

    /**
     * The next picture, which the caller owns and closes; empty at the end.
     *
     * @throws MediaException TRUNCATED if the file ends before its declared end; IO if it cannot be read
     */
    public Optional<Frame> next() {
        if (!repeats.isEmpty()) {
            return Optional.of(repeats.remove());
        }
        fill(2); // the next picture gives this one's duration
        AVFrame frame = filtered.poll();
        if (frame == null) {
            return Optional.empty();
        }
        long time = frame.pts();
        AVFrame successor = filtered.peek();
        long duration = successor == null ? lastDuration(frame) : successor.pts() - time;
        return Optional.of(splitHold(frame, time, duration));
    }

    /**
     * Seeks to the last key picture at or before a time, as far as the container's index knows. {@link #next} then
     * gives the same pictures as reading from the start, but only if the time stamps needed no repair and no picture
     * refers to one before that key picture. A caller that must be sure compares the samples.
     *
     * @param presentationTime in 1/90000 s, at least 0
     * @return false if the container cannot seek; this reader is then unusable
     * @throws IllegalStateException if the file is not {@link #isSeekable}
     */
    public boolean seek(long presentationTime) {
        if (!isSeekable()) {
            throw new IllegalStateException("the clock of " + demuxer.path() + " jumps");
        }
        repeats.forEach(Frame::close);
        repeats.clear();
        filtered.forEach(frame -> av_frame_free(frame));
        filtered.clear();
        if (graph != null) {
            graph.close();
            graph = null;
        }
        decodingEnded = false;
        long stamp = av_rescale_q(
                clock.origin() + presentationTime,
                Natives.ticks(),
                decoder.stream().time_base());
        clock.jump();
        return decoder.seek(stamp);
    }

    /** Whether {@link #seek} may be called: the container's clock does not jump. */
    public boolean isSeekable() {
        return scan.video().runs().size() == 1
                && scan.times().keeps(scan.video().streams().getFirst());
    }

    /** The packets and pictures so far that were damaged. */
    public DecodingDamage damage() {
        return new DecodingDamage(
                scan.picturePackets(), decoder.failures(), decoder.concealed(), scan.missingPictures());
    }

    /**
     * How many pictures have a guessed time: those of the whole file whose clock stands still, and those so far whose
     * time the container does not tell, among others that are not equally far from each other.
     */
    public long guessedTimes() {
        return scan.guessedPictures() + (demuxer.tellsOnlyDecoding() ? clock.guesses() : 0);
    }

    /** How many streams of pictures the file has that are not read. Cover art does not count. */
    public int unusedStreams() {
        AVFormatContext context = demuxer.context();
        return (int) IntStream.range(0, context.nb_streams())
                .mapToObj(context::streams)
                .filter(it -> it.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO && ContainerStreams.isMoving(it))
                .filter(it -> !scan.video().streams().contains(scan.parts().numberOfFirst(it)))
                .count();
    }

    /**
     * When the last picture should end by its packet's stamp, in 1/90000 s of presentation time. To be called after the
     * first picture.
     */
    public long expectedEnd() {
        return scan.pictureEnd() - clock.origin() - decoder.excessOfLag(nominalTicks);
    }

    private long lastDuration(AVFrame frame) {
        return frame.duration() > 0 && !demuxer.tellsOnlyDecoding() ? frame.duration() : nominalTicks;
    }

    private Frame splitHold(AVFrame frame, long time, long duration) {
        long maxHold = (long) MAX_HOLD_SECONDS * Natives.TICKS_PER_SECOND;
        if (duration <= maxHold) {
            return new Frame(frame, time, duration);
        }
        long parts = Math.ceilDiv(duration, maxHold);
        Frame first = new Frame(frame, time, duration / parts);
        for (long part = 1; part < parts; part++) {
            long start = duration * part / parts;
            repeats.add(first.shareAt(time + start, duration * (part + 1) / parts - start));
        }
        return first;
    }

    /** Decodes until {@code count} filtered frames wait, or the stream ends. */
    private void fill(int count) {
        while (filtered.size() < count && !decodingEnded) {
            Optional<AVFrame> decoded = decoder.next();
            if (decoded.isPresent()) {
                filter(decoded.get());
            } else {
                decodingEnded = true;
                endGraph();
            }
        }
    }

    private void filter(AVFrame frame) {
        stamp(frame);
        graphFor(frame).push(frame);
        drain();
    }

    private void stamp(AVFrame frame) {
        AVStream stream = decoder.stream();
        long stamp = decoder.stamp();
        frame.pts(clock.next(
                stamp == AV_NOPTS_VALUE
                        ? PresentationClock.MISSING
                        : av_rescale_q(stamp, stream.time_base(), Natives.ticks())));
        frame.duration(av_rescale_q(frame.duration(), stream.time_base(), Natives.ticks()));
    }

    private FilterGraph graphFor(AVFrame frame) {
        interlaced |= preparation == Preparation.FOR_DISPLAY && (frame.flags() & AV_FRAME_FLAG_INTERLACED) != 0;
        String input = String.format(
                "video_size=%dx%d:pix_fmt=%d:colorspace=%d:range=%d:time_base=1/%d:pixel_aspect=1/1",
                frame.width(),
                frame.height(),
                frame.format(),
                frame.colorspace(),
                frame.color_range(),
                Natives.TICKS_PER_SECOND);
        orientation = PictureShape.orientation(frame, orientation, ContainerStreams.orientation(decoder.stream()));
        String chain = chain(frame);
        // Filters take colours from the first picture that they get.
        String key = input + chain + frame.color_trc() + "," + frame.color_primaries();
        FilterGraph current = graph;
        if (current == null || !key.equals(graphKey)) {
            endGraph();
            current = FilterGraph.ofPictures(input, chain, log);
            graph = current;
            graphKey = key;
        }
        return current;
    }

    private void endGraph() {
        if (graph != null) {
            graph.finish();
            drain();
            graph.close();
            graph = null;
        }
    }

    private void drain() {
        if (graph != null) {
            for (Optional<AVFrame> done = graph.pull(); done.isPresent(); done = graph.pull()) {
                Frame.tag(done.get(), info.samples().colour());
                filtered.add(done.get());
            }
        }
    }

    private String chain(AVFrame frame) {
        return switch (preparation) {
            case FOR_DISPLAY -> displayChain(frame);
            case NONE -> plainChain(frame);
        };
    }

    /** Only changes the format, and the size if it is not that of the first picture. */
    private String plainChain(AVFrame frame) {
        FrameSize size = info.geometry().coded();
        if (frame.format() == depth.nativeFormat()
                && frame.width() == size.width()
                && frame.height() == size.height()) {
            return "null";
        }
        String colours = isRgb(frame)
                ? ":out_color_matrix=" + info.samples().colour().nativeName() + ":out_range=tv"
                : ":in_range=tv:out_range=tv";
        return "scale=" + size.width() + ":" + size.height() + colours + SCALING + ",format=" + depth.nativeName();
    }

    private String displayChain(AVFrame frame) {
        List<String> filters = new ArrayList<>();
        PictureShape own = PictureShape.ofLater(frame, shape, firstAspect, orientation);
        FrameSize displayed = info.geometry().displayed();
        String colour = info.samples().colour().nativeName();
        if (frame.colorspace() == AVCOL_SPC_UNSPECIFIED) {
            filters.add("setparams=colorspace=" + colour);
        }
        if (interlaced) {
            // bwdif halves the time base; settb restores it.
            filters.add("bwdif=mode=send_frame:deint=interlaced,settb=1/" + Natives.TICKS_PER_SECOND);
        }
        if (!own.orientation().filters().isEmpty()) {
            filters.add(own.orientation().filters());
        }
        FrameSize turned = own.turned();
        boolean cropped = (turned.width() & ~1) == displayed.width()
                && (turned.height() & ~1) == displayed.height()
                && own.displayed().equals(displayed);
        if (cropped && !turned.equals(displayed)) {
            filters.add("crop=" + displayed.width() + ":" + displayed.height() + ":0:0:exact=1");
        }
        WidePrimaries wide = WidePrimaries.of(frame);
        if (toneMaps(frame)) {
            // The integer RGB format at the end clips everything brighter than white.
            filters.add("zscale=transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,tonemap=hable:desat=0,"
                    + "zscale=transfer=bt709:range=pc,format=gbrp10le");
        } else if (wide != WidePrimaries.NONE) {
            filters.add(wide.filters());
        }
        if (!cropped || !isPlain(frame) || wide != WidePrimaries.NONE) {
            FrameSize fitted = own.fittedInto(displayed);
            filters.add("scale=" + fitted.width() + ":" + fitted.height() + ":out_color_matrix=" + colour
                    + ":out_range=tv" + SCALING);
            filters.add("format=" + depth.nativeName());
            if (!fitted.equals(displayed)) {
                filters.add(String.format(
                        "pad=%d:%d:%d:%d:black",
                        displayed.width(),
                        displayed.height(),
                        (displayed.width() - fitted.width()) / 4 * 2,
                        (displayed.height() - fitted.height()) / 4 * 2));
            }
        }
        return filters.isEmpty() ? "null" : String.join(",", filters);
    }

    private static boolean isRgb(AVFrame frame) {
        AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(frame.format());
        return descriptor != null && (descriptor.flags() & AV_PIX_FMT_FLAG_RGB) != 0;
    }

    /** Where a picture does not tell its transfer characteristics, the container's word for its stream counts. */
    private boolean toneMaps(AVFrame frame) {
        int transfer = frame.color_trc() == AVCOL_TRC_UNSPECIFIED
                ? decoder.stream().codecpar().color_trc()
                : frame.color_trc();
        return preparation == Preparation.FOR_DISPLAY && Probe.isHighDynamicRange(transfer);
    }

    /** Bits per luma sample of a decoded frame, 0 if libavutil does not know. */
    private static int bits(AVFrame frame) {
        AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(frame.format());
        return descriptor == null ? 0 : descriptor.comp(0).depth();
    }

    /** Whether the samples need no conversion. This holds for most files; their pictures are not copied. */
    private boolean isPlain(AVFrame frame) {
        if (frame.format() != depth.nativeFormat()) {
            return false;
        }
        int matrix = frame.colorspace();
        boolean sameMatrix =
                matrix == AVCOL_SPC_UNSPECIFIED || info.samples().colour().hasMatrix(matrix);
        return frame.color_range() != AVCOL_RANGE_JPEG && sameMatrix && !toneMaps(frame);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        repeats.forEach(Frame::close);
        filtered.forEach(frame -> av_frame_free(frame));
        if (graph != null) {
            graph.close();
        }
        decoder.close();
        demuxer.close();
        log.close();
    }
}
