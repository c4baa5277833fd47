package dev.starling.farm.task;

import dev.starling.libav.Colour;
import dev.starling.libav.Ratio;
import dev.starling.swarm.profile.PictureSize;

/**
 * The format that all clips of a title share.
 *
 * @param displaySize the size at which the source is displayed and quality is measured
 * @param colour the matrix and range of luma and chroma
 * @param frameRate nominal, in pictures per second
 * @param encoder the encoder and its version, which affect the bytes as the parameters do
 */
public record SourceFormat(PictureSize displaySize, Colour colour, Ratio frameRate, String encoder) {}
