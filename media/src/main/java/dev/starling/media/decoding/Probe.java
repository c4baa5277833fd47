package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_PROGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_COMMENT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DESCRIPTIONS;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_VISUAL_IMPAIRED;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_ARIB_STD_B67;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE2084;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_NONE;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import dev.starling.libav.Colour;
import dev.starling.libav.FrameSize;
import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Ratio;
import dev.starling.media.decoding.SourceInfo.Audio.Purpose;
import dev.starling.media.decoding.SourceInfo.Geometry;
import dev.starling.media.decoding.SourceInfo.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/** Describes a file without decoding it. */
public final class Probe {
    /** Faster ones are believed only if they were measured. */
    private static final int MAX_UNMEASURED_RATE = 300;

    private static final double RATE_TOLERANCE = 3;
    private static final double FAST_RATE_TOLERANCE = 1.2;
    /** Where stamps are rounded to milliseconds, rates in a second differ by less than this factor. */
    private static final double ROUNDING = 1.01;
    /** A stream of fields has two packets for nearly every picture. */
    private static final double MIN_FIELDS_PER_PICTURE = 1.8;

    private static final int MILLI = 1000;
    private static final Ratio IMPLAUSIBLE_RATE = new Ratio(90_000, 1);
    private static final Ratio USUAL_RATE = new Ratio(25, 1);

    private Probe() {}

    /**
     * The file's description by its container.
     *
     * @throws MediaException if the file cannot be used as a title: NOT_MEDIA, TRUNCATED, NO_VIDEO, NO_FRAMES,
     *     TOO_LARGE, UNSUPPORTED or IO; the message is one line
     */
    public static SourceInfo read(Path path, MediaLimits limits) {
        try (NativeLog log = new NativeLog();
                Demuxer demuxer = new Demuxer(path, log)) {
            AVStream stream = requireVideo(demuxer);
            return describe(demuxer, stream, declaredShape(demuxer, stream), Optional.empty(), limits);
        }
    }

    static AVStream requireVideo(Demuxer demuxer) {
        return demuxer.streams().video().orElseThrow(() -> noVideo(demuxer));
    }

    static MediaException noVideo(Demuxer demuxer) {
        return MediaException.of(Kind.NO_VIDEO, demuxer.path(), "no video stream");
    }

    /** The decoder for a stream. FFmpeg's own AV1 decoder needs hardware, so AV1 uses libaom. */
    static AVCodec requireDecoder(Demuxer demuxer, AVStream stream) {
        int id = stream.codecpar().codec_id();
        AVCodec decoder = softwareDecoder(id);
        if (decoder == null || decoder.isNull()) {
            String codec = avcodec_get_name(id).getString();
            throw MediaException.of(
                    Kind.UNSUPPORTED,
                    demuxer.path(),
                    id == AV_CODEC_ID_NONE
                            ? "the codec of stream " + stream.index() + " is not known; the container may be damaged"
                            : "no decoder for codec " + codec);
        }
        return decoder;
    }

    private static @Nullable AVCodec softwareDecoder(int id) {
        if (id == AV_CODEC_ID_NONE) {
            return null;
        }
        return id == AV_CODEC_ID_AV1 ? avcodec_find_decoder_by_name("libaom-av1") : avcodec_find_decoder(id);
    }

    /** The shape of the pictures as the container declares it. */
    static PictureShape declaredShape(Demuxer demuxer, AVStream stream) {
        requireDecoder(demuxer, stream);
        AVCodecParameters parameters = stream.codecpar();
        if (parameters.width() <= 0 || parameters.height() <= 0 || parameters.format() == AV_PIX_FMT_NONE) {
            throw MediaException.of(Kind.NO_FRAMES, demuxer.path(), "the video stream has no decodable picture");
        }
        return PictureShape.declared(demuxer, stream, new FrameSize(parameters.width(), parameters.height()));
    }

    /**
     * Describes a stream.
     *
     * @param shape of the pictures, as the container declares it or as the first picture has it
     * @param scan what the packets tell, if they were read
     */
    static SourceInfo describe(
            Demuxer demuxer, AVStream stream, PictureShape shape, Optional<SourceScan> scan, MediaLimits limits) {
        Path path = demuxer.path();
        AVCodecParameters parameters = stream.codecpar();
        FrameSize displayed = shape.displayed();
        requireSize(path, limits, shape.coded());
        requireSize(path, limits, displayed);
        // What the container declares is a hint.
        Duration duration = scan.map(SourceScan::duration).orElseGet(demuxer::declaredDuration);
        if (duration.compareTo(limits.maxDuration()) > 0) {
            throw MediaException.of(
                    Kind.TOO_LARGE,
                    path,
                    "lasts " + duration.toSeconds() + " s, above the limit of "
                            + limits.maxDuration().toSeconds() + " s");
        }
        Optional<Ratio> measured = scan.flatMap(SourceScan::pictureRate);
        // What FFmpeg guesses from a clock that stands still is no rate.
        boolean guessed = scan.filter(it -> it.guessedPictures() > 0).isPresent();
        Ratio frameRate = guessed && measured.isPresent() ? measured.get() : frameRate(demuxer, stream, measured);
        AVPixFmtDescriptor format = av_pix_fmt_desc_get(parameters.format());
        return new SourceInfo(
                demuxer.container(),
                avcodec_get_name(parameters.codec_id()).getString(),
                new Geometry(shape.coded(), shape.aspect(), shape.orientation(), displayed),
                new Samples(
                        av_get_pix_fmt_name(parameters.format()).getString(),
                        format.comp(0).depth(),
                        colour(parameters, format, displayed),
                        isHighDynamicRange(parameters.color_trc())),
                frameRate,
                scan.map(it -> peakRate(it, stream, frameRate)).orElse(frameRate),
                duration,
                audioStreams(demuxer, scan).map(Probe::audio).toList());
    }

    /** Whether transfer characteristics, in FFmpeg's numbers, are PQ or HLG. */
    static boolean isHighDynamicRange(int transfer) {
        return transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67;
    }

    private static void requireSize(Path path, MediaLimits limits, FrameSize size) {
        if (size.width() > limits.maxWidth() || size.height() > limits.maxHeight()) {
            throw MediaException.of(
                    Kind.TOO_LARGE,
                    path,
                    "pictures of " + size + ", above the limit of " + limits.maxWidth() + "x" + limits.maxHeight());
        }
    }

    /** BT.601 and BT.709 are kept, RGB and other matrices become BT.709, untagged pictures are judged by their size. */
    private static Colour colour(AVCodecParameters parameters, AVPixFmtDescriptor format, FrameSize displayed) {
        if ((format.flags() & AV_PIX_FMT_FLAG_RGB) != 0) {
            return Colour.BT709;
        }
        int matrix = parameters.color_space();
        if (matrix == AVCOL_SPC_UNSPECIFIED) {
            return Colour.assumedFor(displayed);
        }
        if (!Colour.BT601.hasMatrix(matrix)) {
            return Colour.BT709;
        }
        int primaries = parameters.color_primaries();
        boolean has625Lines =
                primaries == AVCOL_PRI_UNSPECIFIED ? matrix == AVCOL_SPC_BT470BG : primaries == AVCOL_PRI_BT470BG;
        return has625Lines ? Colour.BT601_625 : Colour.BT601;
    }

    private static Stream<AVStream> audioStreams(Demuxer demuxer, Optional<SourceScan> scan) {
        return scan.map(it -> it.audio().stream().map(demuxer::firstOf))
                .orElseGet(() -> demuxer.streams().audio().stream());
    }

    private static SourceInfo.Audio audio(AVStream stream) {
        AVCodecParameters parameters = stream.codecpar();
        boolean commentary = (stream.disposition() & AV_DISPOSITION_COMMENT) != 0;
        boolean description =
                (stream.disposition() & (AV_DISPOSITION_VISUAL_IMPAIRED | AV_DISPOSITION_DESCRIPTIONS)) != 0;
        return new SourceInfo.Audio(
                avcodec_get_name(parameters.codec_id()).getString(),
                parameters.sample_rate(),
                parameters.ch_layout().nb_channels(),
                LanguageTag.of(ContainerStreams.tag(stream, "language").orElse("")),
                ContainerStreams.tag(stream, "title").map(String::strip).filter(it -> !it.isEmpty()),
                commentary ? Purpose.COMMENTARY : description ? Purpose.DESCRIPTION : Purpose.SOUND);
    }

    /** Whether the stream can be decoded. */
    static boolean hasDecoder(AVStream stream) {
        AVCodec decoder = softwareDecoder(stream.codecpar().codec_id());
        return decoder != null && !decoder.isNull();
    }

    /**
     * FFmpeg's guess or the container's average, whichever first is plausible. Without a measured rate, a guess may be
     * the rate of a clock of milliseconds.
     */
    private static Ratio frameRate(Demuxer demuxer, AVStream stream, Optional<Ratio> measured) {
        Ratio guess = ratio(av_guess_frame_rate(demuxer.context(), stream, null), IMPLAUSIBLE_RATE);
        Ratio average = ratio(stream.avg_frame_rate(), IMPLAUSIBLE_RATE);
        for (Ratio claim : List.of(guess, average)) {
            boolean plausible = measured.map(it -> isNear(claim, it)).orElse(claim.value() <= MAX_UNMEASURED_RATE);
            if (plausible) {
                return claim;
            }
        }
        return measured.orElse(USUAL_RATE);
    }

    /** The rate in the densest second; the average one if they are the same but for the rounding of stamps. */
    private static Ratio peakRate(SourceScan scan, AVStream stream, Ratio average) {
        boolean fields = stream.codecpar().field_order() > AV_FIELD_PROGRESSIVE
                && scan.pictureRate()
                        .filter(it -> it.value() > MIN_FIELDS_PER_PICTURE * average.value())
                        .isPresent();
        double peak = scan.peakRate().orElse(0) / (fields ? 2 : 1);
        return peak > ROUNDING * average.value()
                ? new Ratio((int) Math.min(Integer.MAX_VALUE, Math.round(peak * MILLI)), MILLI)
                : average;
    }

    /** Claims are hints; a stream of fields may have two packets for a picture. */
    private static boolean isNear(Ratio claim, Ratio measured) {
        double quotient = claim.value() / measured.value();
        double tolerance = claim.value() > MAX_UNMEASURED_RATE ? FAST_RATE_TOLERANCE : RATE_TOLERANCE;
        return quotient < tolerance && quotient > 1 / tolerance;
    }

    private static Ratio ratio(AVRational value, Ratio otherwise) {
        return value.num() > 0 && value.den() > 0 ? new Ratio(value.num(), value.den()) : otherwise;
    }
}
