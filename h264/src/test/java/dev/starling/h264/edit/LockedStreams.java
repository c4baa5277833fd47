package dev.starling.h264.edit;

import dev.starling.testkit.Ffmpeg;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Structure-locked streams of one small synthetic video: the same picture types, slices and parameter sets at different
 * qualities.
 */
final class LockedStreams {
    private static final int FRAMES = 24;
    private static final String SOURCE = "testsrc2=size=208x144:rate=25";
    private static final String STRUCTURE =
            "stitchable=1:scenecut=0:b-adapt=0:keyint=12:min-keyint=12:open-gop=0:rc-lookahead=12:weightp=0:ref=2";

    /** Entropy coder, slices, transform and B pictures that the tests run with. */
    static final List<String> VARIANTS = List.of(
            "cabac=1:bframes=2:b-pyramid=0:slices=1:8x8dct=1",
            "cabac=0:bframes=0:slices=3:8x8dct=0",
            "cabac=1:bframes=3:b-pyramid=2:slices=4:8x8dct=0",
            "cabac=0:bframes=2:b-pyramid=0:slices=2:8x8dct=1");

    /**
     * Interlaced frames and other sample formats, which take other paths through scans, quantisers and block orders.
     */
    static final List<String> UNUSUAL_VARIANTS = List.of(
            "cabac=1:bframes=1:b-pyramid=0:slices=1:8x8dct=1:interlaced=1",
            "cabac=0:bframes=1:b-pyramid=0:slices=2:8x8dct=1:interlaced=1",
            "cabac=1:bframes=1:b-pyramid=0:slices=1:8x8dct=1 yuv422p",
            "cabac=0:bframes=1:b-pyramid=0:slices=1:8x8dct=1 yuv444p",
            "cabac=1:bframes=1:b-pyramid=0:slices=1:8x8dct=1 yuv444p",
            "cabac=1:bframes=0:slices=1:8x8dct=1 gray",
            "cabac=1:bframes=1:b-pyramid=0:slices=1:8x8dct=1 yuv420p10le");

    private static final Map<String, byte[]> STREAMS = new ConcurrentHashMap<>();

    private LockedStreams() {}

    /**
     * Encodes at constant rate factor {@code crf}; each stream is made once. A variant may name a pixel format after a
     * space.
     */
    static byte[] encode(String variant, int crf) {
        int space = variant.indexOf(' ');
        return space < 0
                ? encode(variant + ":crf=" + crf)
                : encode(variant.substring(0, space) + ":crf=" + crf, "-pix_fmt", variant.substring(space + 1));
    }

    /** Encodes with the structure that all share and {@code params} besides. */
    static byte[] encode(String params, String... more) {
        String[] arguments =
                Stream.concat(Stream.of("-preset", "fast"), Arrays.stream(more)).toArray(String[]::new);
        return STREAMS.computeIfAbsent(
                params + Arrays.toString(more),
                key -> Ffmpeg.x264(SOURCE, FRAMES, STRUCTURE + ":" + params, arguments));
    }
}
