package dev.starling.farm.task;

import dev.starling.libav.Colour;
import dev.starling.libav.Ratio;
import dev.starling.swarm.profile.PictureSize;

/**
 * What all clips of a title have in common.
 *
 * @param displaySize the size at which the source is shown, and at which quality is measured
 * @param colour how luma and chroma make a colour
 * @param frameRate nominal, in pictures a second
 * @param encoder the encoder and its version; it decides bytes as much as the parameters do
 */
public record SourceFormat(PictureSize displaySize, Colour colour, Ratio frameRate, String encoder) {}
