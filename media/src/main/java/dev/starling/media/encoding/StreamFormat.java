package dev.starling.media.encoding;

import dev.starling.h264.syntax.FrameSizeInMbs;
import dev.starling.h264.syntax.Level;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Everything that parameter sets, slice headers and the macroblock syntax depend on. All members of a blend group have
 * the same stream format: a decoder that gets access units of different members must not notice the difference.
 *
 * @param pictures size, colour and frame rate
 * @param maxBFrames most B pictures in a row, 0 to 16
 * @param referenceFrames 1 to 16
 * @param slices per picture, each a run of macroblock rows; at least 1, at most the number of macroblock rows
 * @param tools coding tools that are on
 */
public record StreamFormat(
        PictureFormat pictures, int maxBFrames, int referenceFrames, int slices, Set<CodingTool> tools) {
    /** The most frames that a B pyramid keeps, however few references are searched. */
    private static final int MAX_PYRAMID_FRAMES = 4;

    /** A coding tool that is on or off for a whole stream. */
    public enum CodingTool {
        /** The middle one of several B pictures is a reference. */
        B_PYRAMID,
        /** CABAC entropy coding; without it, CAVLC. */
        CABAC,
        /** Macroblocks may use the 8×8 transform (High profile). */
        TRANSFORM_8X8,
        /**
         * Implicit weighted prediction of B pictures. The weights depend on picture distances alone, so they are the
         * same in every member.
         */
        IMPLICIT_WEIGHTED_BIPREDICTION
    }

    public StreamFormat {
        tools = Collections.unmodifiableSet(tools.isEmpty() ? EnumSet.noneOf(CodingTool.class) : EnumSet.copyOf(tools));
        requireRange("maxBFrames", maxBFrames, 0, 16);
        requireRange("referenceFrames", referenceFrames, 1, 16);
        requireRange("slices", slices, 1, frameSizeInMbs(pictures).frameHeightInMbs());
        lowestLevel(pictures, referenceFrames);
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + value);
        }
    }

    /** x264's defaults, which every player supports: three B pictures, three references, one slice, all tools. */
    public static StreamFormat usual(PictureFormat pictures) {
        return new StreamFormat(pictures, 3, 3, 1, EnumSet.allOf(CodingTool.class));
    }

    /** The lowest level that allows this format. It depends on the format alone, never on content. */
    public Level level() {
        return lowestLevel(pictures, referenceFrames);
    }

    private static Level lowestLevel(PictureFormat pictures, int referenceFrames) {
        return Level.lowestFor(
                frameSizeInMbs(pictures), pictures.peakFrameRate().value(), dpbFrames(referenceFrames));
    }

    /**
     * Whether any level of H.264 allows such pictures at their rate.
     *
     * @param referenceFrames 1 to 16
     */
    public static boolean hasLevel(PictureFormat pictures, int referenceFrames) {
        return Arrays.stream(Level.values())
                .anyMatch(level -> level.allows(
                        frameSizeInMbs(pictures), pictures.peakFrameRate().value(), dpbFrames(referenceFrames)));
    }

    private static int dpbFrames(int referenceFrames) {
        return Math.max(MAX_PYRAMID_FRAMES, referenceFrames);
    }

    private static FrameSizeInMbs frameSizeInMbs(PictureFormat pictures) {
        return FrameSizeInMbs.covering(pictures.size().width(), pictures.size().height());
    }

    /** The format in one line of fixed order: the part of a content address that stands for it. */
    public String canonical() {
        return pictures + " " + EncodingSettings.optionString(parameters());
    }

    /**
     * x264's parameters for this format. {@link PictureTypeDecider} uses them too, so that members can have its types.
     */
    Map<String, String> parameters() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("stitchable", "1");
        all.put("level", Integer.toString(level().levelIdc()));
        all.put("bframes", Integer.toString(maxBFrames));
        all.put("b-pyramid", tools.contains(CodingTool.B_PYRAMID) ? "normal" : "none");
        all.put("ref", Integer.toString(referenceFrames));
        all.put("slices", Integer.toString(slices));
        all.put("cabac", flag(CodingTool.CABAC));
        all.put("8x8dct", flag(CodingTool.TRANSFORM_8X8));
        all.put("weightb", flag(CodingTool.IMPLICIT_WEIGHTED_BIPREDICTION));
        // Explicit weights and temporal direct modes depend on content and are wrong over another member's pictures.
        all.put("weightp", "0");
        all.put("direct", "spatial");
        all.put("open-gop", "0");
        all.put("keyint", "infinite");
        all.put("sliced-threads", "0");
        all.put("aud", "0");
        all.put("nal-hrd", "none");
        return all;
    }

    private String flag(CodingTool tool) {
        return tools.contains(tool) ? "1" : "0";
    }
}
