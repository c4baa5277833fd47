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
 * Encodes a clip with x264's own decisions on picture types, weights and everything else, given little more than a
 * preset. The results cannot be blended. Members are compared with them.
 */
public final class StockEncoder {
    /** The ratio of peak to average bitrate that Apple's HLS authoring specification allows for video on demand. */
    private static final int MAX_PEAK_PER_AVERAGE = 2;

    private StockEncoder() {}

    /**
     * Encodes at a constant quality.
     *
     * @param frameRate nominal rate in pictures per second, for rate control
     * @param preset x264's
     * @param tuning further parameters by x264's names
     * @param crf constant rate factor
     * @throws MediaException ENCODE, with all parameters and the encoder's last log lines
     */
    public static EncodedClip atQuality(
            SourceClip clip, Ratio frameRate, String preset, Map<String, String> tuning, double crf) {
        Map<String, String> parameters = new TreeMap<>(tuning);
        parameters.put("crf", String.format(Locale.ROOT, "%.4f", crf));
        return encode(clip, frameRate, preset, parameters);
    }

    /**
     * Encodes at an average bitrate in two passes, with a peak of twice the average over one second: a rung of a fixed
     * ladder.
     *
     * @param frameRate nominal rate in pictures per second, for rate control
     * @param preset x264's
     * @param kilobitsPerSecond average, at least 1
     * @throws MediaException ENCODE, with all parameters and the encoder's last log lines
     * @throws UncheckedIOException if the statistics of the first pass cannot be stored
     */
    public static EncodedClip atAverageBitrate(SourceClip clip, Ratio frameRate, String preset, int kilobitsPerSecond) {
        try {
            Path folder = Files.createTempDirectory("starling-passes");
            try {
                Map<String, String> parameters = new TreeMap<>();
                parameters.put("bitrate", Integer.toString(kilobitsPerSecond));
                parameters.put("vbv-maxrate", Integer.toString(MAX_PEAK_PER_AVERAGE * kilobitsPerSecond));
                parameters.put("vbv-bufsize", Integer.toString(MAX_PEAK_PER_AVERAGE * kilobitsPerSecond));
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
                        new PictureFormat(clip.size(), clip.frames().getFirst().colour(), frameRate),
                        preset,
                        1,
                        parameters));
    }
}
