package dev.starling.media.encoding;

import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.X264Session.Request;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides the picture types of a clip, once for all its members: a fast encode of a small version of it, with x264's
 * scene-cut and adaptive B-picture decisions on, is asked which types it used.
 */
public final class PictureTypes {
    /** The longer side of the small version: x264 itself decides on half of what it is given. */
    private static final int LONGER_SIDE = 640;

    /** An IDR picture inside a clip is worth its bits only where a scene starts and lasts. */
    private static final double LEAST_GROUP_SECONDS = 0.5;

    private PictureTypes() {}

    /**
     * The structure for every member of this clip that shares {@code bFrames}, {@code bPyramid} and {@code refs} of the
     * given one.
     *
     * @param clip in any size
     * @param threads of the fast encode
     */
    public static GopStructure decide(SourceClip clip, CodingStructure structure, int threads) {
        double shrink = Math.min(1, (double) LONGER_SIDE / Math.max(clip.width(), clip.height()));
        int width = even(clip.width() * shrink);
        int height = even(clip.height() * shrink);
        Map<String, String> parameters = new LinkedHashMap<>(EncodingSettings.structural(structure));
        parameters.put("slices", "1");
        parameters.put("level", "62");
        parameters.put("scenecut", "40");
        parameters.put("b-adapt", "2");
        parameters.put(
                "min-keyint",
                Long.toString(Math.max(
                        1,
                        Math.round(LEAST_GROUP_SECONDS * structure.frameRate().value()))));
        // x264 cuts the more readily the nearer the greatest distance of IDR pictures is, so it must be in sight, not
        // infinite.
        parameters.put("keyint", Integer.toString(clip.frames().size() + 1));
        // Without refined motion vectors the lookahead misjudges still scenes: on one, P pictures only, and a third
        // more bits.
        parameters.put("subme", "2");
        parameters.put("crf", "28");
        parameters.put("threads", Integer.toString(threads));
        Request request =
                new Request(width, height, structure.colour(), structure.frameRate(), "superfast", threads, parameters);
        Map<Long, PictureType> types = new HashMap<>();
        try (SourceClip small = clip.scaledTo(width, height);
                X264Session session = new X264Session(request)) {
            session.encode(
                    small,
                    null,
                    (annexB, keyFrame, presentationTime) ->
                            types.put(presentationTime, keyFrame ? PictureType.IDR : typeOf(annexB)));
        }
        List<PictureType> inDisplayOrder = clip.frames().stream()
                .map(frame -> types.getOrDefault(frame.presentationTime(), PictureType.P))
                .toList();
        return new GopStructure(inDisplayOrder);
    }

    /**
     * The type by which a picture other than IDR is forced again: a plain intra picture is one whose P blocks are all
     * intra.
     */
    private static PictureType typeOf(byte[] annexB) {
        boolean bidirectional = NalUnits.split(annexB).stream()
                .filter(unit -> NalUnits.type(annexB, unit) == NalUnits.NON_IDR_SLICE)
                .anyMatch(unit -> NalUnits.sliceType(annexB, unit) == 1);
        return bidirectional ? PictureType.B : PictureType.P;
    }

    private static int even(double side) {
        return (int) Math.max(32, Math.round(side / 2) * 2);
    }
}
