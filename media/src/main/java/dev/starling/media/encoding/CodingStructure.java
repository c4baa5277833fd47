package dev.starling.media.encoding;

import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.Ratio;

/**
 * What all members of a blend group have in common, because a decoder that is fed access units of different members
 * must not notice: everything that parameter sets, slice headers and the macroblock syntax depend on.
 *
 * @param width of the pictures, even
 * @param height of the pictures, even
 * @param colour for the video usability information
 * @param frameRate nominal, for the level and for rate control; pictures still have their own times
 * @param bFrames greatest number of B pictures in a row, 0 to 16
 * @param bPyramid whether the middle of several B pictures is a reference
 * @param refs reference frames, 1 to 16
 * @param slices of a picture, at least 1, each a run of macroblock rows
 * @param cabac CABAC, else CAVLC
 * @param transform8x8 whether macroblocks may use the 8×8 transform (High profile)
 * @param weightedBipred implicit weighted prediction in B pictures; its weights come from picture distances alone, so
 *     that they are the same in every member
 * @param levelIdc H.264 {@code level_idc}, for example 40
 */
public record CodingStructure(
        int width,
        int height,
        Colour colour,
        Ratio frameRate,
        int bFrames,
        boolean bPyramid,
        int refs,
        int slices,
        boolean cabac,
        boolean transform8x8,
        boolean weightedBipred,
        int levelIdc) {

    public CodingStructure {
        Frame.requireEven(width, height);
        requireRange("bFrames", bFrames, 0, 16);
        requireRange("refs", refs, 1, 16);
        requireRange("slices", slices, 1, Math.ceilDiv(height, 16));
        requireRange("levelIdc", levelIdc, 10, 62);
    }

    /**
     * Three B pictures with a pyramid, three references, one slice, CABAC, 8×8 transform, and the lowest level that
     * holds it: x264's defaults, which players have met most.
     */
    public static CodingStructure usual(int width, int height, Colour colour, Ratio frameRate) {
        int refs = 3;
        return new CodingStructure(
                width,
                height,
                colour,
                frameRate,
                3,
                true,
                refs,
                1,
                true,
                true,
                true,
                lowestLevelIdc(width, height, frameRate, refs));
    }

    /**
     * The lowest {@code level_idc} for a format: from its size, rate and references alone, never from content.
     *
     * @throws IllegalArgumentException when no level allows it
     */
    public static int lowestLevelIdc(int width, int height, Ratio frameRate, int refs) {
        // A pyramid keeps up to four frames however few references are searched.
        return H264Level.lowestFor(width, height, frameRate, Math.max(4, refs)).levelIdc();
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }
}
