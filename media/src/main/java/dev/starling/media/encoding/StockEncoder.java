package dev.starling.media.encoding;

import dev.starling.libav.MediaException;
import dev.starling.libav.Ratio;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.X264Session.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Encodes a clip as anybody would who gives x264 little more than a preset: it decides on picture types, weights and
 * all else itself. The results cannot be blended; they are the yardsticks for what can.
 */
public final class StockEncoder {
    /** The peak that Apple's authoring specification for HLS allows on demand, by the average. */
    private static final int PEAK_BY_AVERAGE = 2;

    private StockEncoder() {}

    /**
     * At a constant quality.
     *
     * @param frameRate nominal, for rate control
     * @param tuning further parameters by x264's own names
     * @throws MediaException ENCODE, with all parameters and the encoder's last words
     */
    public static EncodedClip atQuality(
            SourceClip clip, Ratio frameRate, String preset, Map<String, String> tuning, double crf) {
        Map<String, String> parameters = new TreeMap<>(tuning);
        parameters.put("crf", String.format(Locale.ROOT, "%.4f", crf));
        return encode(clip, frameRate, preset, parameters);
    }

    /**
     * At an average bitrate, in two passes, with a peak of twice the average over a second: as the rung of a fixed
     * ladder is made.
     *
     * @param frameRate nominal, for rate control
     * @param kilobitsPerSecond at least 1
     * @throws MediaException ENCODE, with all parameters and the encoder's last words
     * @throws UncheckedIOException if there is no place for the statistics between the passes
     */
    public static EncodedClip atAverageBitrate(SourceClip clip, Ratio frameRate, String preset, int kilobitsPerSecond) {
        try {
            Path folder = Files.createTempDirectory("starling-passes");
            try {
                Map<String, String> parameters = new TreeMap<>();
                parameters.put("bitrate", Integer.toString(kilobitsPerSecond));
                parameters.put("vbv-maxrate", Integer.toString(PEAK_BY_AVERAGE * kilobitsPerSecond));
                parameters.put("vbv-bufsize", Integer.toString(PEAK_BY_AVERAGE * kilobitsPerSecond));
                parameters.put("stats", folder.resolve("stats").toString());
                parameters.put("pass", "1");
                encode(clip, frameRate, preset, parameters);
                parameters.put("pass", "2");
                return encode(clip, frameRate, preset, parameters);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    private static EncodedClip encode(SourceClip clip, Ratio frameRate, String preset, Map<String, String> parameters) {
        parameters.put("threads", "1");
        return ClipEncoder.encode(
                clip,
                null,
                new Request(
                        clip.width(),
                        clip.height(),
                        clip.frames().getFirst().colour(),
                        frameRate,
                        preset,
                        1,
                        parameters));
    }
}
