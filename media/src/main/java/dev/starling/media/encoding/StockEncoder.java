package dev.starling.media.encoding;

import dev.starling.libav.MediaException;
import dev.starling.libav.Ratio;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.X264Session.Request;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Encodes a clip with x264's own decisions on picture types, weights and everything else, given little more than a
 * preset. The results cannot be blended. Members are compared with them.
 */
public final class StockEncoder {
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
