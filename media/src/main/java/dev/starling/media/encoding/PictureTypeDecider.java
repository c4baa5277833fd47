package dev.starling.media.encoding;

import dev.starling.libav.FrameSize;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.X264Session.Request;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides the picture types of a clip, once for all its members. It runs a fast encode of a small version of the clip,
 * with x264's scene-cut detection and adaptive B pictures on, and takes the types that x264 used.
 */
public final class PictureTypeDecider {
    /** The longer side of the small version. x264 itself decides on half of its input size. */
    private static final int LONGER_SIDE = 640;

    /** An IDR picture inside a clip is worth its bits only where a scene starts and lasts. */
    private static final double MIN_GROUP_SECONDS = 0.5;

    private PictureTypeDecider() {}

    /**
     * The picture types for every member of this clip that has {@code maxBFrames}, {@code referenceFrames} and B
     * pyramid of the given format.
     *
     * @param clip in any size
     * @param threads of the fast encode, at least 1
     */
    public static GopStructure decide(SourceClip clip, StreamFormat format, int threads) {
        double shrink = Math.min(1, (double) LONGER_SIDE / Math.max(clip.width(), clip.height()));
        FrameSize small = new FrameSize(even(clip.width() * shrink), even(clip.height() * shrink));
        Map<String, String> parameters = new LinkedHashMap<>(format.parameters());
        parameters.put("slices", "1");
        parameters.put("level", "62");
        parameters.put("scenecut", "40");
        parameters.put("b-adapt", "2");
        parameters.put(
                "min-keyint",
                Long.toString(Math.max(
                        1,
                        Math.round(MIN_GROUP_SECONDS
                                * format.pictures().frameRate().value()))));
        // x264 cuts more readily as the maximum distance of IDR pictures comes nearer, so it must be finite; at twice
        // the
        // clip's length, it cuts where scenes do, and not near the clip's end because of motion.
        parameters.put("keyint", Integer.toString(2 * clip.frames().size()));
        // Without refined motion vectors the lookahead misjudges still scenes: for one of them it chose only P
        // pictures, which took a third more bits.
        parameters.put("subme", "2");
        parameters.put("crf", "28");
        parameters.put("threads", Integer.toString(threads));
        Request request = new Request(
                new PictureFormat(
                        small, format.pictures().colour(), format.pictures().frameRate()),
                "superfast",
                threads,
                parameters);
        Map<Long, PictureType> types = new HashMap<>();
        try (SourceClip scaled = clip.scaledTo(small.width(), small.height());
                X264Session session = new X264Session(request)) {
            session.encode(scaled, null, packet -> types.put(packet.presentationTime(), typeOf(packet)));
        }
        List<PictureType> inDisplayOrder = clip.frames().stream()
                .map(frame -> types.getOrDefault(frame.presentationTime(), PictureType.P))
                .toList();
        return new GopStructure(inDisplayOrder);
    }

    private static PictureType typeOf(X264Packet packet) {
        return packet.slices().stream().findFirst().map(X264Packet::typeOf).orElse(PictureType.P);
    }

    private static int even(double side) {
        return (int) Math.max(32, Math.round(side / 2) * 2);
    }
}
