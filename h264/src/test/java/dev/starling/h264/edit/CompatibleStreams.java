package dev.starling.h264.edit;

import dev.starling.testkit.Ffmpeg;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The input of all edit tests: streams of one small synthetic video at different qualities, with the same picture
 * types, slices and parameter sets. The streams of a variant can be blended. Tests are skipped if there is no ffmpeg.
 */
final class CompatibleStreams {
    /** Pictures per stream. Each stream has two GOPs. */
    static final int FRAMES = 24;

    static final int FRAMES_PER_GOP = 12;
    static final int MACROBLOCKS_PER_FRAME = 13 * 9;

    private static final String SOURCE = "testsrc2=size=208x144:rate=25";
    private static final String COMMON_PARAMS = "stitchable=1:scenecut=0:b-adapt=0:keyint=" + FRAMES_PER_GOP
            + ":min-keyint=" + FRAMES_PER_GOP + ":open-gop=0:rc-lookahead=12:weightp=0:ref=2";

    /** Combinations of entropy coder, B pictures, slices and transform, as x264 parameters. */
    static final List<String> VARIANTS = List.of(
            "cabac=1:bframes=2:b-pyramid=0:slices=1:8x8dct=1",
            "cabac=0:bframes=0:slices=3:8x8dct=0",
            "cabac=1:bframes=3:b-pyramid=2:slices=4:8x8dct=0",
            "cabac=0:bframes=2:b-pyramid=0:slices=2:8x8dct=1");

    /**
     * Interlaced frames and other sample formats, which use other scans, quantisers and block orders. The pixel format
     * follows after a space.
     */
    static final List<String> UNUSUAL_VARIANTS = List.of(
            "cabac=1:bframes=1:b-pyramid=0:slices=1:8x8dct=1:interlaced=1",
            "cabac=0:bframes=1:b-pyramid=0:slices=2:8x8dct=1:interlaced=1",
            "cabac=1:bframes=1:b-pyramid=0:slices=1:8x8dct=1 yuv422p",
            "cabac=0:bframes=1:b-pyramid=0:slices=1:8x8dct=1 yuv444p",
            "cabac=1:bframes=1:b-pyramid=0:slices=1:8x8dct=1 yuv444p",
            "cabac=1:bframes=0:slices=1:8x8dct=1 gray",
            "cabac=1:bframes=1:b-pyramid=0:slices=1:8x8dct=1 yuv420p10le");

    /** Runs a test with a {@code String variant} parameter for each of {@link #VARIANTS}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @MethodSource("dev.starling.h264.edit.CompatibleStreams#variants")
    @interface ForEachVariant {}

    private static final Map<String, byte[]> STREAMS = new ConcurrentHashMap<>();

    private CompatibleStreams() {}

    static List<String> variants() {
        return VARIANTS;
    }

    static List<String> unusualVariants() {
        return UNUSUAL_VARIANTS;
    }

    /** The video of a variant at constant rate factor {@code crf}. */
    static CodedVideo video(String variant, int crf) {
        return CodedVideo.read(encode(variant, crf));
    }

    /** The stream of a variant at constant rate factor {@code crf}. */
    static byte[] encode(String variant, int crf) {
        int space = variant.indexOf(' ');
        return space < 0
                ? encode(variant + ":crf=" + crf)
                : encode(variant.substring(0, space) + ":crf=" + crf, "-pix_fmt", variant.substring(space + 1));
    }

    /** Encodes with the common parameters and {@code params}. Each stream is made once. */
    static byte[] encode(String params, String... more) {
        Ffmpeg.assumeInstalled();
        String[] arguments =
                Stream.concat(Stream.of("-preset", "fast"), Arrays.stream(more)).toArray(String[]::new);
        return STREAMS.computeIfAbsent(
                params + Arrays.toString(more),
                key -> Ffmpeg.x264(SOURCE, FRAMES, COMMON_PARAMS + ":" + params, arguments));
    }

    /** All slices of a video in decoding order. */
    static List<CodedSlice> slicesOf(CodedVideo video) {
        return video.accessUnits().stream()
                .flatMap(unit -> unit.slices().stream())
                .toList();
    }
}
