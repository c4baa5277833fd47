package dev.starling.h264.edit;

import dev.starling.testkit.Ffmpeg;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Structure-locked streams of one small synthetic video: the same picture types, slices and parameter sets at different qualities. */
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

    private static final Map<String, byte[]> STREAMS = new ConcurrentHashMap<>();

    private LockedStreams() {}

    /** Encodes at constant rate factor {@code crf}; each stream is made once. */
    static byte[] encode(String variant, int crf) {
        return encode(variant + ":crf=" + crf);
    }

    /** Encodes with the structure that all share and {@code params} besides. */
    static byte[] encode(String params) {
        return STREAMS.computeIfAbsent(
                params, p -> Ffmpeg.x264(SOURCE, FRAMES, STRUCTURE + ":" + p, "-preset", "fast"));
    }
}
